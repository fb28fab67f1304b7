//! Scalars in quotes.

use std::borrow::Cow;

use super::{Read, Reader, Token};
use crate::yaml::Style;
use crate::yaml::error::{self, Fault};

impl<'t> Reader<'_, 't> {
    pub(super) fn single(&mut self) -> Read<Token<'t>> {
        let start = self.at + 1;
        if let Some(end) = self.find_in_line(start, b'\'', b'\'')
            && self.byte(end + 1) != b'\''
        {
            return Ok(self.simple(Style::Single, end));
        }
        self.quoted(Style::Single)
    }

    pub(super) fn double(&mut self) -> Read<Token<'t>> {
        let start = self.at + 1;
        if let Some(end) = self.find_in_line(start, b'"', b'\\')
            && self.byte(end) == b'"'
        {
            return Ok(self.simple(Style::Double, end));
        }
        self.quoted(Style::Double)
    }

    /// A text of one line without escapes.
    fn simple(&mut self, style: Style, end: usize) -> Token<'t> {
        let range = (self.at, end + 1);
        self.at = end + 1;
        Token { text: Cow::Borrowed(&self.text[range.0 + 1..end]), style, range }
    }

    // go-yaml scannerc.go yaml_parser_scan_flow_scalar. Indentation does not count.
    fn quoted(&mut self, style: Style) -> Read<Token<'t>> {
        let start = self.at;
        let quote = if style == Style::Single { b'\'' } else { b'"' };
        let mut text = String::new();
        self.at += 1;
        loop {
            let from = self.at;
            self.at = self.piece_end(quote);
            let piece = &self.text[from..self.at];
            text.push_str(piece);
            match self.byte(self.at) {
                _ if self.at >= self.bytes.len() => {
                    return Err(Fault::new(start, error::open_quote()));
                }
                b'\'' if quote == b'\'' && self.byte(self.at + 1) == b'\'' => {
                    text.push('\'');
                    self.at += 2;
                }
                b'\\' if quote == b'"' => self.escape(&mut text, start)?,
                byte if byte == quote => break,
                _ => {
                    // Blanks before a break go, unless they are escaped.
                    let kept = piece.trim_end_matches([' ', '\t']).len();
                    text.truncate(text.len() - (piece.len() - kept));
                    let from = self.at;
                    self.skip_lines(start)?;
                    self.fold(&mut text, (from, self.at));
                }
            }
        }
        self.at += 1;
        Ok(Token { text: Cow::Owned(text), style, range: (start, self.at) })
    }

    /// Where the text goes on with a quote, an escape or a break, with the blanks before it.
    fn piece_end(&self, quote: u8) -> usize {
        let mut at = self.at;
        while let Some(byte) = self.bytes.get(at) {
            let stops = *byte == quote || *byte == b'\\' && quote == b'"' || self.break_at(at) > 0;
            if stops {
                break;
            }
            at += 1;
        }
        at
    }

    /// Goes from a break to the next line that is not blank.
    fn skip_lines(&mut self, start: usize) -> Read {
        while self.break_at(self.at) > 0 {
            self.at += self.break_at(self.at);
            self.line = self.at;
            if self.marker_at(self.at, b'-') || self.marker_at(self.at, b'.') {
                let words = error::open_quote();
                return Err(Fault::new(start, words));
            }
            self.skip_blanks();
        }
        Ok(())
    }

    /// Reads an escape.
    fn escape(&mut self, text: &mut String, start: usize) -> Read {
        let at = self.at + 1;
        if self.break_at(at) > 0 {
            // An escaped break is none, but those behind it are.
            self.at = at + self.break_at(at);
            self.line = self.at;
            self.skip_blanks();
            let from = self.at;
            self.skip_lines(start)?;
            self.breaks(text, (from, self.at));
            return Ok(());
        }
        let escaped = match self.byte(at) {
            _ if at >= self.bytes.len() => return Err(Fault::new(start, error::open_quote())),
            b'x' => return self.code(text, 2),
            b'u' => return self.code(text, 4),
            b'U' => return self.code(text, 8),
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            // The single quote is go-yaml's own addition; the slash it refuses, but JSON does not.
            byte @ (b' ' | b'"' | b'\'' | b'/' | b'\\') => char::from(byte),
            _ => return Err(Fault::new(self.at, error::escape())),
        };
        text.push(escaped);
        self.at = at + 1;
        Ok(())
    }

    /// Keeps all breaks of a gap.
    fn breaks(&self, text: &mut String, gap: (usize, usize)) {
        let mut at = gap.0;
        while at < gap.1 {
            let length = self.break_at(at);
            if length > 0 {
                text.push_str(self.break_text(at, length));
            }
            at += length.max(1);
        }
    }

    /// Reads a character by its number. Two halves of a pair make one, as JSON writes it; YAML does not know them.
    fn code(&mut self, text: &mut String, digits: usize) -> Read {
        let at = self.at;
        let first = self.hex(at + 2, digits);
        self.at += 2 + digits;
        let code = match first {
            Some(high @ 0xd800..=0xdbff)
                if self.bytes[self.at.min(self.bytes.len())..].starts_with(b"\\u") =>
            {
                let low = self.hex(self.at + 2, 4).filter(|low| (0xdc00..=0xdfff).contains(low));
                self.at += 6;
                low.map(|low| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            }
            code => code,
        };
        let character = code.and_then(char::from_u32);
        text.push(character.ok_or_else(|| Fault::new(at, error::escape()))?);
        Ok(())
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        let text = self.text.get(at..at + digits).filter(|_| at + digits <= self.bytes.len())?;
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(text, 16).ok())?
    }
}
