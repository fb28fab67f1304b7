//! From line to line: blanks, breaks, comments, columns and the markers of documents.

use memchr::{memchr, memchr3};

use super::{Read, Reader};
use crate::yaml::error::{self, Fault};

impl Reader<'_, '_> {
    /// The byte at a place; a line feed behind the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// How many bytes the line break at a place has; 0 if there is none.
    // go-yaml yamlprivateh.go is_break: CR, LF, CR LF, U+0085, U+2028 and U+2029.
    pub(super) fn break_at(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'\n') => 1,
            Some(b'\r') => 1 + usize::from(self.bytes.get(at + 1) == Some(&b'\n')),
            Some(0xc2 | 0xe2) => self.wide_break_at(at),
            _ => 0,
        }
    }

    fn wide_break_at(&self, at: usize) -> usize {
        match &self.bytes[at..] {
            [0xc2, 0x85, ..] => 2,
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
            _ => 0,
        }
    }

    /// Whether a line or the text ends here.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        at >= self.bytes.len() || self.break_at(at) > 0
    }

    pub(super) fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\t' | b'\n') || self.break_at(at) > 0
    }

    /// The end of the line that a place is in.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        if self.has_odd_breaks {
            let length = (at..self.bytes.len()).position(|at| self.break_at(at) > 0);
            return at + length.unwrap_or(rest.len());
        }
        let Some(length) = memchr(b'\n', rest) else { return self.bytes.len() };
        at + length - usize::from(length > 0 && rest[length - 1] == b'\r')
    }

    /// The first of two bytes in this line.
    pub(super) fn find_in_line(&self, at: usize, one: u8, other: u8) -> Option<usize> {
        let found = at + memchr3(one, other, b'\n', &self.bytes[at..])?;
        let crosses = self.has_odd_breaks && (at..found).any(|at| self.break_at(at) > 0);
        (self.byte(found) != b'\n' && !crosses).then_some(found)
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.byte(self.at) == b' ' {
            self.at += 1;
        }
    }

    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.byte(self.at), b' ' | b'\t') {
            self.at += 1;
        }
    }

    /// Whether nothing but a comment follows in this line.
    // go-yaml scannerc.go yaml_parser_scan_to_next_token: a comment needs no blank before its `#`.
    pub(super) fn is_content_end(&self) -> bool {
        self.byte(self.at) == b'#' || self.ends_line(self.at)
    }

    /// Whether the dash of an item is read next.
    pub(super) fn is_dash(&self) -> bool {
        self.byte(self.at) == b'-' && self.is_blank(self.at + 1)
    }

    /// Whether a marker of three such bytes is read next: `---` or `...`.
    pub(super) fn is_marker(&self, byte: u8) -> bool {
        self.at == self.line && self.marker_at(self.at, byte)
    }

    /// Whether a line that starts here is a marker.
    pub(super) fn marker_at(&self, at: usize, byte: u8) -> bool {
        let is_run = self.bytes.get(at..at + 3).is_some_and(|run| run == [byte; 3]);
        is_run && self.is_blank(at + 3)
    }

    /// Reads a comment up to the end of its line.
    pub(super) fn comment(&mut self) {
        let end = self.line_end(self.at);
        self.builder.comment((self.at, end));
        self.at = end;
    }

    /// Goes from the end of what a line says to the next content.
    pub(super) fn next_line(&mut self) -> Read {
        self.skip_blanks();
        if !self.is_content_end() {
            return Err(self.trailing());
        }
        self.end_line();
        self.next_content(usize::MAX)
    }

    /// Goes from the start of a line to the next content, or to the end of the document. Tabs may stand from a column
    /// on that is counted from 0.
    // go-yaml scannerc.go yaml_parser_scan_to_next_token: tabs are blanks only where no key may start.
    pub(super) fn next_content(&mut self, tabs: usize) -> Read {
        loop {
            self.line = self.at;
            self.skip_spaces();
            let indent = self.at - self.line;
            if indent >= tabs {
                self.skip_blanks();
            }
            if self.at >= self.bytes.len() {
                self.column = 0;
                return Ok(());
            }
            if self.is_content_end() {
                self.end_line();
                continue;
            }
            if self.byte(self.at) == b'\t' {
                return Err(Fault::new(self.at, error::tab()));
            }
            let is_marker = indent == 0 && (self.is_marker(b'-') || self.is_marker(b'.'));
            self.column = if is_marker { 0 } else { indent + 1 };
            return Ok(());
        }
    }

    /// Goes from the comment or break at the end of a line to the start of the next one.
    pub(super) fn end_line(&mut self) {
        if self.byte(self.at) == b'#' {
            self.comment();
        }
        self.at += self.break_at(self.at);
    }

    /// What is wrong with something behind a complete node.
    fn trailing(&self) -> Fault {
        let before = self.bytes[..self.at].trim_ascii_end().last();
        let words = match self.byte(self.at) {
            b':' if self.is_blank(self.at + 1) => error::colon(),
            b']' | b'}' => error::stray_bracket(),
            _ if matches!(before, Some(b'"' | b'\'')) => error::behind_quote(),
            _ => error::behind_value(),
        };
        Fault::new(self.at, words)
    }
}
