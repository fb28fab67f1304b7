//! One record of comma-separated fields, as the values of `--mount` and `--device` are written.

use std::borrow::Cow;
use std::ops::Range;

/// A field: its text, and its range in the record, quotes included.
pub(super) type Field<'t> = (Cow<'t, str>, Range<usize>);

/// The fields of a record; `Err` is the offset at which quotes go wrong.
pub(super) fn fields(record: &str) -> Result<Vec<Field<'_>>, usize> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = &record[at..];
        let (field, length) = if rest.starts_with('"') {
            let (text, length) = quoted(rest).ok_or(at)?;
            (Cow::Owned(text), length)
        } else {
            let length = rest.find(',').unwrap_or(rest.len());
            if let Some(quote) = rest[..length].find('"') {
                return Err(at + quote);
            }
            (Cow::Borrowed(&rest[..length]), length)
        };
        fields.push((field, at..at + length));
        at += length;
        if at >= record.len() {
            return Ok(fields);
        }
        at += 1;
    }
}

/// The text of a quoted field at the start of `rest`, and its length. `None` if it does not end, or not before a comma.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 1;
    loop {
        let length = rest[at..].find('"')?;
        text.push_str(&rest[at..at + length]);
        at += length + 1;
        match rest.as_bytes().get(at) {
            None | Some(b',') => return Some((text, at)),
            Some(b'"') => text.push('"'),
            Some(_) => return None,
        }
        at += 1;
    }
}
