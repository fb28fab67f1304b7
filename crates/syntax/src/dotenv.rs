//! `.env` and `env_file`: variables as Docker Compose reads them, which is neither a shell nor `docker run --env-file`.
//!
//! Compose refuses a whole file for one error; reading goes on behind it here, so that every error is told.

mod expand;
mod raw;

use std::ops::Range;

use diag::{SourceId, Span, Spanned};
use smol_str::SmolStr;

use crate::SyntaxError;

pub use expand::{Expansion, Variable};
pub use raw::parse_raw;

/// The variables of a file, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// The entries in source order; of equal keys the last one counts.
    pub entries: Vec<Entry>,
    /// What Compose does not accept. It then accepts nothing of the file.
    pub errors: Vec<SyntaxError>,
}

/// One variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name; Compose accepts an empty one.
    pub key: Spanned<SmolStr>,
    /// The value; `None` for a name alone, which takes its value from the environment or is not set at all.
    pub value: Option<EnvValue>,
    /// From the name to the end of the value.
    pub span: Span,
}

/// A value before its variables and escapes are replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvValue {
    /// The text without quotes and trailing comment; in quotes, an escaped quote is only a quote.
    pub text: SmolStr,
    /// What it stands in.
    pub quote: Quote,
    /// The value with its quotes.
    pub span: Span,
}

/// What a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Nothing: variables count, escapes do not.
    None,
    /// `'...'`: nothing counts.
    Single,
    /// `"..."`: variables and escapes count.
    Double,
    /// A file of `format: raw`, where nothing counts, quotes included.
    Raw,
}

/// Reads `.env` or an `env_file` in the usual format.
pub fn parse(source: SourceId, text: &str) -> EnvFile {
    let mut reader = Reader { source, text, file: EnvFile::default() };
    if u32::try_from(text.len()).is_err() {
        reader.error(0..0, "the text is larger than 4 GiB".to_owned(), None);
        return reader.file;
    }
    let mut offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while let Some(start) = reader.statement(offset) {
        offset = reader.entry(start);
    }
    reader.file
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    file: EnvFile,
}

impl Reader<'_> {
    /// Where the next entry starts, behind white space and comments.
    fn statement(&self, mut offset: usize) -> Option<usize> {
        loop {
            offset += self.text[offset..].find(|c: char| !c.is_whitespace())?;
            if !self.text[offset..].starts_with('#') {
                return Some(offset);
            }
            offset = self.line_end(offset);
        }
    }

    /// Reads one entry and returns where it ends.
    fn entry(&mut self, start: usize) -> usize {
        let start = self.skip_export(start);
        let rest = &self.text[start..];
        if rest.is_empty() {
            self.error(start..start, "`export` needs a name".to_owned(), None);
            return start;
        }
        let separator = rest.find(|c: char| !(is_name(c) || is_blank(c)));
        let (key_end, value_start, is_inherited) =
            match separator.map(|at| (at, rest.as_bytes()[at])) {
                Some((at, b'=' | b':')) => (start + at, start + at + 1, false),
                Some((at, b'\n')) => (start + at, start + at + 1, true),
                Some((at, _)) => return self.bad_name(start, start + at),
                // Without a line break, Compose takes the name for the value of a variable without a name.
                None => (start, start, false),
            };
        let name = self.text[start..key_end].trim_end();
        let key_span = self.span(start..start + name.len());
        if name.contains(' ') {
            let help = "quote the value, or remove the space";
            self.error(
                start..start + name.len(),
                format!("the name `{name}` holds a space"),
                Some(help),
            );
            return self.line_end(start);
        }
        let key = Spanned::new(SmolStr::new(name), key_span);
        if is_inherited {
            self.file.entries.push(Entry { key, value: None, span: key_span });
            return value_start;
        }
        let value_start =
            value_start + self.text[value_start..].find(|c| !is_blank(c)).unwrap_or(0);
        let Some((value, end)) = self.value(value_start) else { return self.line_end(value_start) };
        let span = key_span.to(value.span);
        self.file.entries.push(Entry { key, value: Some(value), span });
        end
    }

    fn skip_export(&self, start: usize) -> usize {
        let Some(rest) = self.text[start..].strip_prefix("export") else { return start };
        let name = rest.trim_start_matches(is_blank);
        if name.len() < rest.len() { self.text.len() - name.len() } else { start }
    }

    fn bad_name(&mut self, start: usize, at: usize) -> usize {
        let Some(character) = self.text[at..].chars().next() else { return self.text.len() };
        let message = format!("`{}` cannot stand in a name", character.escape_debug());
        let help = if matches!(character, '"' | '\'') {
            "quote the whole value once"
        } else {
            "write `NAME=value`"
        };
        self.error(at..at + character.len_utf8(), message, Some(help));
        self.line_end(start.max(at))
    }

    /// The value at an offset, and where the next entry may start.
    fn value(&mut self, start: usize) -> Option<(EnvValue, usize)> {
        match self.text[start..].bytes().next() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(start, quote),
            _ => Some(self.unquoted(start)),
        }
    }

    fn unquoted(&self, start: usize) -> (EnvValue, usize) {
        let line_end = self.line_end(start);
        let line = &self.text[start..line_end];
        let line = line.find(" #").map_or(line, |comment| &line[..comment]);
        let text = line.trim_end();
        let span = self.span(start..start + text.len());
        let value = EnvValue { text: SmolStr::new(text), quote: Quote::None, span };
        (value, (line_end + 1).min(self.text.len()))
    }

    fn quoted(&mut self, start: usize, quote: u8) -> Option<(EnvValue, usize)> {
        let mut text = String::new();
        let mut offset = start + 1;
        while let Some(found) = memchr::memchr2(quote, b'\\', &self.text.as_bytes()[offset..]) {
            let at = offset + found;
            text.push_str(&self.text[offset..at]);
            if self.text.as_bytes()[at] == quote {
                let style = if quote == b'"' { Quote::Double } else { Quote::Single };
                let span = self.span(start..at + 1);
                return Some((EnvValue { text: text.into(), quote: style, span }, at + 1));
            }
            let Some(escaped) = self.text[at + 1..].chars().next() else { break };
            if escaped != char::from(quote) {
                text.push('\\');
            }
            text.push(escaped);
            offset = at + 1 + escaped.len_utf8();
        }
        self.error(
            start..start + 1,
            "this quote is never closed".to_owned(),
            Some("add the closing quote"),
        );
        None
    }

    fn line_end(&self, offset: usize) -> usize {
        memchr::memchr(b'\n', &self.text.as_bytes()[offset..])
            .map_or(self.text.len(), |end| offset + end)
    }

    fn span(&self, range: Range<usize>) -> Span {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.source, clamp(range.start), clamp(range.end))
    }

    fn error(&mut self, range: Range<usize>, message: String, help: Option<&str>) {
        let span = self.span(range);
        self.file.errors.push(SyntaxError { span, message, help: help.map(str::to_owned) });
    }
}

fn is_name(c: char) -> bool {
    c.is_alphabetic() || c.is_numeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
}

/// White space within a line.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

#[cfg(test)]
mod tests;
