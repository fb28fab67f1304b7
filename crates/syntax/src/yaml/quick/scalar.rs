//! Scalars of one line.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

use super::Reader;

/// Longer keys are left to the event parser, which knows what is too long.
const MAX_KEY: usize = 1000;

/// A scalar of one line.
pub(super) struct Token<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) style: ScalarStyle,
    pub(super) range: (usize, usize),
    /// Whether a colon follows at once that makes a key of it.
    pub(super) is_key: bool,
}

impl<'t> Reader<'_, 't> {
    /// The scalar that is read next, in brackets or not.
    pub(super) fn token(&self, is_flow: bool) -> Option<Token<'t>> {
        let mut token = match self.byte(self.at) {
            b'"' => self.double()?,
            b'\'' => self.single()?,
            _ => self.plain(is_flow)?,
        };
        let (start, end) = token.range;
        let is_json = is_flow && token.style != ScalarStyle::Plain;
        token.is_key = self.byte(end) == b':' && (is_json || self.is_blank(end + 1));
        (!token.is_key || end - start <= MAX_KEY).then_some(token)
    }

    fn plain(&self, is_flow: bool) -> Option<Token<'t>> {
        let start = self.at;
        match self.byte(start) {
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%'
            | b'@' | b'`' => return None,
            b'-' | b'?' | b':' if self.ends_plain(start + 1, is_flow) => return None,
            _ => {}
        }
        let mut at = start;
        let bytes = &self.text.as_bytes()[..self.end];
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\n' => break,
                b'\t' => return None,
                b':' if self.ends_plain(at + 1, is_flow) => break,
                b'#' if bytes[at - 1] == b' ' => break,
                b',' | b'[' | b']' | b'{' | b'}' if is_flow => break,
                _ => at += 1,
            }
        }
        let text = self.text[start..at].trim_end_matches(' ');
        let end = start + text.len();
        // Before the colon of a key, blanks are rare enough.
        let is_odd = text.is_empty() || self.byte(at) == b':' && end != at;
        let range = (start, end);
        let text = Cow::Borrowed(text);
        (!is_odd).then_some(Token { text, style: ScalarStyle::Plain, range, is_key: false })
    }

    /// Whether a colon, a dash or a question mark before this place is none of a plain scalar.
    fn ends_plain(&self, at: usize, is_flow: bool) -> bool {
        let is_bracket = || matches!(self.byte(at), b',' | b'[' | b']' | b'{' | b'}');
        self.is_blank(at) || is_flow && is_bracket()
    }

    fn single(&self) -> Option<Token<'t>> {
        let start = self.at + 1;
        let mut end = start;
        let mut has_quotes = false;
        loop {
            end = self.find(end, b'\'')?;
            if self.byte(end + 1) != b'\'' {
                break;
            }
            has_quotes = true;
            end += 2;
        }
        let text = &self.text[start..end];
        let text =
            if has_quotes { Cow::Owned(text.replace("''", "'")) } else { Cow::Borrowed(text) };
        let range = (self.at, end + 1);
        Some(Token { text, style: ScalarStyle::SingleQuoted, range, is_key: false })
    }

    fn double(&self) -> Option<Token<'t>> {
        let mut start = self.at + 1;
        let mut text = Cow::Borrowed("");
        let end = loop {
            let stop = self.find_either(start, b'"', b'\\')?;
            let piece = &self.text[start..stop];
            if self.byte(stop) == b'"' {
                if text.is_empty() {
                    text = Cow::Borrowed(piece);
                } else {
                    text += piece;
                }
                break stop;
            }
            let unescaped = match self.byte(stop + 1) {
                b'n' => "\n",
                b't' => "\t",
                b'"' => "\"",
                b'\\' => "\\",
                b'/' => "/",
                _ => return None,
            };
            text.to_mut().push_str(piece);
            text.to_mut().push_str(unescaped);
            start = stop + 2;
        };
        let range = (self.at, end + 1);
        Some(Token { text, style: ScalarStyle::DoubleQuoted, range, is_key: false })
    }

    /// The next place of a byte in this line.
    fn find(&self, at: usize, wanted: u8) -> Option<usize> {
        let found = at + memchr::memchr2(wanted, b'\n', &self.text.as_bytes()[at..self.end])?;
        (self.byte(found) == wanted).then_some(found)
    }

    fn find_either(&self, at: usize, one: u8, other: u8) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..self.end];
        let found = at + memchr::memchr3(one, other, b'\n', rest)?;
        (self.byte(found) != b'\n').then_some(found)
    }
}
