//! Physical lines, and what makes one go on in the next.

/// A line of the file, as byte offsets.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) start: usize,
    /// Where its text ends, carriage returns and the line feed excluded.
    pub(super) end: usize,
    /// Where the next line starts.
    pub(super) next: usize,
}

/// The longest line BuildKit reads, in bytes, without the line feed.
pub(super) const MAX_LINE: usize = 65_535;

/// The line that starts at `start`; `None` at the end of the text.
pub(super) fn line_at(text: &str, start: usize) -> Option<Line> {
    let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
    let length = memchr::memchr(b'\n', rest);
    let full = &rest[..length.unwrap_or(rest.len())];
    let kept = full.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
    Some(Line {
        start,
        end: start + kept,
        next: start + length.map_or(rest.len(), |feed| feed + 1),
    })
}

/// The part of a line that counts, and whether the next line goes on with it: it ends in an escape that is not escaped itself.
pub(super) fn continued(line: &str, escape: u8) -> Option<&str> {
    let bytes = line.trim_end_matches([' ', '\t']).as_bytes();
    let [before @ .., last] = bytes else { return None };
    (*last == escape && before.last() != Some(&escape)).then(|| &line[..before.len()])
}

/// Whether a line is a comment, once blanks are off.
pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}
