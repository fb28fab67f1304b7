//! From line to line: blanks, comments, columns and the markers of documents.

use super::Reader;

/// Whether a text holds nothing but printable characters, line feeds and tabs.
pub(super) fn is_usual(text: &str) -> bool {
    let is_odd = |byte: u8| {
        u8::from(byte < b' ') & u8::from(byte != b'\n') & u8::from(byte != b'\t')
            | u8::from(byte == 0x7f)
    };
    // Without a way out in the middle the loop is done for many bytes at a time.
    let has_odd = |chunk: &[u8]| chunk.iter().fold(0, |found, byte| found | is_odd(*byte)) != 0;
    let is_odd_char = |c| matches!(c, '\u{80}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !text.as_bytes().chunks(1024).any(has_odd) && (text.is_ascii() || !text.contains(is_odd_char))
}

impl Reader<'_, '_> {
    /// The byte at a place; a line feed behind the end.
    pub(super) fn byte(&self, at: usize) -> u8 {
        if at < self.end { self.text.as_bytes()[at] } else { b'\n' }
    }

    pub(super) fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\n' | b'\t')
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.byte(self.at) == b' ' {
            self.at += 1;
        }
    }

    /// Whether the dash of an item is read next.
    pub(super) fn is_dash(&self) -> bool {
        self.byte(self.at) == b'-' && self.is_blank(self.at + 1)
    }

    /// Whether nothing but a comment follows in this line.
    pub(super) fn is_line_end(&self) -> bool {
        let is_comment = || self.byte(self.at) == b'#' && self.byte(self.at - 1) == b' ';
        self.byte(self.at) == b'\n' || self.at > 0 && is_comment()
    }

    /// Goes to the next line that says something. Nothing but a comment may stand in the way.
    pub(super) fn next_line(&mut self) -> Option<()> {
        self.skip_spaces();
        self.is_line_end().then_some(())?;
        if self.byte(self.at) == b'#' {
            self.comment();
        }
        self.at = self.end.min(self.at + 1);
        self.next_content()
    }

    /// Goes from the start of a line to the next content, or to the end of the document.
    pub(super) fn next_content(&mut self) -> Option<()> {
        loop {
            let line = self.at;
            self.skip_spaces();
            let is_start = self.at == line;
            match self.byte(self.at) {
                b'\n' if self.at >= self.end => {
                    self.column = 0;
                    return Some(());
                }
                b'\n' => self.at += 1,
                b'#' => {
                    self.comment();
                    self.at = self.end.min(self.at + 1);
                }
                b'\t' => return None,
                b'-' if is_start && self.is_marker() => {
                    self.column = 0;
                    return Some(());
                }
                b'.' if is_start && self.text[self.at..self.end].starts_with("...") => return None,
                b'%' if is_start => return None,
                _ => {
                    self.column = self.at - line + 1;
                    return Some(());
                }
            }
        }
    }

    /// Whether a document starts here.
    fn is_marker(&self) -> bool {
        self.text[self.at..self.end].starts_with("---") && self.is_blank(self.at + 3)
    }

    /// Reads a comment up to the end of its line.
    pub(super) fn comment(&mut self) {
        let end = self.line_end(self.at);
        self.builder.comment((self.at, end));
        self.at = end;
    }

    /// The end of the line that a place is in.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..self.end];
        memchr::memchr(b'\n', rest).map_or(self.end, |newline| at + newline)
    }
}
