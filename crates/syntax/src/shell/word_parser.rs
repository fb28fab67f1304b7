//! Words: quotes, escapes, and where a word ends.

use super::parser::Parser;
use super::pieces::Pieces;
use super::word::{Part, Word};

/// Stands for every byte of an outer shell's substitution in a string that is read again.
pub(super) const OPAQUE: u8 = 1;

/// Bytes that are more than themselves outside quotes.
const SPECIAL: [bool; 256] = table(b" \t\r\n;&|()<>'\"\\`$\x01");
/// The same inside double quotes and here-documents.
const SPECIAL_QUOTED: [bool; 256] = table(b"\"\\`$\x01");
/// The same in the operand of `${…}`.
const SPECIAL_OPERAND: [bool; 256] = table(b"}'\"\\`$\x01");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

impl Parser<'_, '_> {
    /// Reads a word; an empty one, without moving, where none begins.
    pub(super) fn word(&mut self) -> Word {
        self.count_word();
        let start = self.at;
        self.skip_plain(&SPECIAL);
        if self.at > start && self.ends_word() && !self.group_follows(start) {
            return Word::plain(self.span(start, self.at), &self.text[start..self.at]);
        }
        let mut pieces = Pieces::default();
        pieces.text(&self.text[start..self.at], false);
        while !self.ends_word() || self.group_follows(start) {
            self.unquoted(&mut pieces);
        }
        self.finished(pieces, start)
    }

    /// Reads the right side of `=~`, in which only blanks outside parentheses end the word.
    pub(super) fn regex_word(&mut self) -> Word {
        self.count_word();
        let start = self.at;
        let mut pieces = Pieces::default();
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => break,
                b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'|' | b'<' | b'>' | b';' | b'&' => {
                    depth = if byte == b'(' {
                        depth + 1
                    } else {
                        depth.saturating_sub(usize::from(byte == b')'))
                    };
                    pieces.text(&self.text[self.at..=self.at], false);
                    self.at += 1;
                }
                _ => self.unquoted(&mut pieces),
            }
        }
        self.finished(pieces, start)
    }

    fn finished(&self, pieces: Pieces, start: usize) -> Word {
        pieces.word(self.span(start, self.at), self.at - start)
    }

    /// Moves to the next byte of the table.
    fn skip_plain(&mut self, special: &[bool; 256]) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|it| special[*it as usize]).unwrap_or(rest.len());
    }

    fn ends_word(&self) -> bool {
        match self.peek() {
            None | Some(b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')') => true,
            Some(b'\r') => matches!(self.peek_at(1), None | Some(b'\n')),
            Some(b'<' | b'>') => self.peek_at(1) != Some(b'('),
            _ => false,
        }
    }

    /// Whether `(` continues an extended pattern such as `!(a|b)`.
    fn group_follows(&self, start: usize) -> bool {
        self.peek() == Some(b'(')
            && self.at > start
            && matches!(self.bytes[self.at - 1], b'?' | b'*' | b'+' | b'@' | b'!')
    }

    /// Reads on from one byte that may be special.
    fn unquoted(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        match self.bytes[start] {
            b'\'' => self.single_quoted(pieces),
            b'"' => self.double_quoted(pieces),
            b'\\' => self.escape(pieces),
            b'`' => self.backticks(pieces, false),
            b'$' => self.dollar(pieces, false),
            b'(' => self.pattern_group(pieces),
            b'<' | b'>' => self.process_substitution(pieces),
            OPAQUE => self.opaque(pieces),
            _ => {
                self.at += 1;
                self.skip_plain(&SPECIAL);
                pieces.text(&self.text[start..self.at], false);
            }
        }
    }

    fn single_quoted(&mut self, pieces: &mut Pieces) {
        let start = self.at + 1;
        let rest = &self.bytes[start..];
        let length = memchr::memchr(b'\'', rest);
        let end = start + length.unwrap_or(rest.len());
        pieces.text(&self.text[start..end], true);
        if start == end {
            pieces.nothing();
        }
        self.at = end + usize::from(length.is_some());
        if length.is_none() {
            self.error(start - 1, start, "this quote is never closed");
        }
    }

    pub(super) fn double_quoted(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        self.at += 1;
        if !self.enter() {
            return self.leave();
        }
        loop {
            self.quoted_text(pieces, &SPECIAL_QUOTED);
            match self.peek() {
                None => {
                    self.error(start, start + 1, "this quote is never closed");
                    break;
                }
                Some(b'"') => {
                    if self.at == start + 1 {
                        pieces.nothing();
                    }
                    self.at += 1;
                    break;
                }
                Some(byte) => self.quoted_special(pieces, byte, b"$`\"\\"),
            }
        }
        self.leave();
    }

    fn quoted_text(&mut self, pieces: &mut Pieces, special: &[bool; 256]) {
        let start = self.at;
        self.skip_plain(special);
        if self.at > start {
            pieces.text(&self.text[start..self.at], true);
        }
    }

    /// Reads what is special inside quotes; a backslash escapes only the given bytes.
    fn quoted_special(&mut self, pieces: &mut Pieces, byte: u8, escapable: &[u8]) {
        match byte {
            b'\\' => match self.peek_at(1) {
                Some(b'\n') => {
                    pieces.nothing();
                    self.at += 2;
                }
                Some(next) if escapable.contains(&next) => {
                    pieces.text(&self.text[self.at + 1..self.at + 2], true);
                    self.at += 2;
                }
                _ => {
                    pieces.text("\\", true);
                    self.at += 1;
                }
            },
            b'`' => self.backticks(pieces, true),
            b'$' => self.dollar(pieces, true),
            OPAQUE => self.opaque(pieces),
            _ => {
                pieces.text(&self.text[self.at..=self.at], true);
                self.at += 1;
            }
        }
    }

    fn escape(&mut self, pieces: &mut Pieces) {
        self.at += 1;
        let rest = &self.text[self.at..];
        match rest.chars().next() {
            None => pieces.text("\\", true),
            Some('\n') => {
                pieces.nothing();
                self.at += 1;
            }
            Some('\r') if rest.starts_with("\r\n") => {
                pieces.nothing();
                self.at += 2;
            }
            Some(char) => {
                pieces.text(&rest[..char.len_utf8()], true);
                self.at += char.len_utf8();
            }
        }
    }

    /// Reads `(a|b)` of an extended pattern as text.
    fn pattern_group(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        if depth > 0 {
            self.error(start, start + 1, "is never closed");
        }
        pieces.text(&self.text[start..self.at], false);
    }

    fn opaque(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        self.at += self.bytes[start..].iter().take_while(|it| **it == OPAQUE).count();
        pieces.part(Part::Opaque(self.span(start, self.at)));
    }

    /// Reads the operand of `${name…` up to its `}`, which is left in place.
    pub(super) fn operand(&mut self, quoted: bool) -> Word {
        let start = self.at;
        let mut pieces = Pieces::default();
        loop {
            let run = self.at;
            self.skip_plain(&SPECIAL_OPERAND);
            if self.at > run {
                pieces.text(&self.text[run..self.at], quoted);
            }
            match self.peek() {
                None | Some(b'}') => break,
                Some(b'\'') if quoted => {
                    pieces.text("'", true);
                    self.at += 1;
                }
                Some(b'\\') if quoted => self.quoted_special(&mut pieces, b'\\', b"$`\"\\}"),
                Some(b'$') => self.dollar(&mut pieces, quoted),
                Some(b'`') => self.backticks(&mut pieces, quoted),
                Some(_) => self.unquoted(&mut pieces),
            }
        }
        self.finished(pieces, start)
    }

    /// Reads this whole frame as the body of a here-document that is expanded.
    pub(super) fn here_doc_word(&mut self) -> Word {
        let start = self.at;
        let mut pieces = Pieces::default();
        loop {
            self.quoted_text(&mut pieces, &SPECIAL_QUOTED);
            match self.peek() {
                None => break,
                Some(byte) => self.quoted_special(&mut pieces, byte, b"$`\\"),
            }
        }
        self.finished(pieces, start)
    }

    /// Reads `((…))`, with the dollar sign already behind.
    pub(super) fn arithmetic_word(&mut self) -> Word {
        let start = self.at;
        let mut pieces = Pieces::default();
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b')' => {
                    depth = if byte == b'(' { depth + 1 } else { depth.saturating_sub(1) };
                    pieces.text(&self.text[self.at..=self.at], true);
                    self.at += 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'$' => self.dollar(&mut pieces, true),
                b'`' => self.backticks(&mut pieces, true),
                b'\'' | b'"' | b'\\' | OPAQUE => self.unquoted(&mut pieces),
                _ => {
                    let run = self.at;
                    self.at += 1;
                    self.at += self.bytes[self.at..]
                        .iter()
                        .position(|it| SPECIAL[*it as usize])
                        .unwrap_or(self.bytes.len() - self.at);
                    pieces.text(&self.text[run..self.at], true);
                }
            }
        }
        self.finished(pieces, start)
    }
}
