//! Scalars without quotes.

use std::borrow::Cow;

use super::{Read, Reader, Token};
use crate::yaml::Style;
use crate::yaml::build::Properties;
use crate::yaml::error::{self, Fault};

impl<'t> Reader<'_, 't> {
    /// The scalar that is read next, in brackets or not; of one without quotes the first line.
    pub(super) fn token(&mut self, is_flow: bool) -> Read<Token<'t>> {
        match self.byte(self.at) {
            b'"' => self.double(),
            b'\'' => self.single(),
            _ => self.plain(is_flow),
        }
    }

    fn plain(&mut self, is_flow: bool) -> Read<Token<'t>> {
        let start = self.at;
        self.starts_plain(is_flow)?;
        self.at = self.plain_end(is_flow);
        let text = Cow::Borrowed(&self.text[start..self.at]);
        Ok(Token { text, style: Style::Plain, range: (start, self.at) })
    }

    /// Whether a plain scalar may start here.
    // go-yaml scannerc.go yaml_parser_fetch_next_token.
    fn starts_plain(&self, is_flow: bool) -> Read {
        let byte = self.byte(self.at);
        let words = match byte {
            b'-' | b'?' | b':' if self.is_blank(self.at + 1) => match byte {
                b'-' => error::dash(),
                _ => error::colon(),
            },
            b':' if is_flow && self.is_flow_mark(self.at + 1) => error::colon(),
            // In brackets `kubectl` takes `?x` for a key, Compose for text.
            b'?' if is_flow => error::question_mark(),
            b']' | b'}' => error::stray_bracket(),
            b',' | b'[' | b'{' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                error::start(char::from(byte))
            }
            b'\t' => error::tab(),
            _ => return Ok(()),
        };
        Err(Fault::new(self.at, words))
    }

    /// Where the text of a plain scalar ends in this line, without the blanks behind it.
    // go-yaml scannerc.go yaml_parser_scan_plain_scalar. In brackets `kubectl` reads `a:}` on to the bracket, Compose
    // ends the text before the colon, as YAML 1.2 does.
    fn plain_end(&self, is_flow: bool) -> usize {
        let mut at = self.at;
        // Behind the last byte that is no blank.
        let mut end = at;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\n' => break,
                b' ' | b'\t' => {
                    at += 1;
                    continue;
                }
                b':' if self.is_blank(at + 1) || is_flow && self.is_flow_mark(at + 1) => break,
                b'#' if end != at => break,
                b',' | b'[' | b']' | b'{' | b'}' if is_flow => break,
                b'?' if is_flow && self.is_blank(at + 1) => break,
                b'\r' | 0xc2 | 0xe2 if self.break_at(at) > 0 => break,
                _ => {}
            }
            at += 1;
            end = at;
        }
        end
    }

    pub(super) fn is_flow_mark(&self, at: usize) -> bool {
        matches!(self.byte(at), b',' | b'[' | b']' | b'{' | b'}')
    }

    /// Reads the further lines of a plain scalar that belongs to a collection in column `parent`.
    pub(super) fn plain_lines(
        &mut self,
        parent: usize,
        first: &Token<'t>,
        properties: Properties<'t>,
    ) -> Read {
        self.skip_blanks();
        let mut text = first.text.clone();
        let mut end = first.range.1;
        let read = self.further_lines(parent, &mut text, &mut end);
        // What was read before an error is kept.
        self.builder.scalar(&text, Style::Plain, (first.range.0, end), properties);
        read
    }

    /// Adds the lines below that belong to a plain scalar, which ends at `end` so far.
    fn further_lines(&mut self, parent: usize, text: &mut Cow<'t, str>, end: &mut usize) -> Read {
        let n_comments = self.builder.n_comments();
        loop {
            if !self.is_content_end() {
                return Err(Fault::new(self.at, error::colon()));
            }
            self.end_line();
            self.next_content(parent)?;
            if self.column <= parent {
                return Ok(());
            }
            if let Some(comment) = self.builder.comment_after(n_comments) {
                return Err(Fault::new(comment, error::comment()));
            }
            let start = self.at;
            self.at = self.plain_end(false);
            self.fold(text.to_mut(), (*end, start));
            text.to_mut().push_str(&self.text[start..self.at]);
            *end = self.at;
            self.skip_blanks();
        }
    }

    /// The same in brackets, where indentation does not count.
    pub(super) fn flow_plain(&mut self, properties: Properties<'t>) -> Read {
        let first = self.plain(true)?;
        let mut end = self.at;
        let mut text = first.text;
        loop {
            let (at, line, n_comments) = (self.at, self.line, self.builder.n_comments());
            self.gap();
            let crosses = self.line != line;
            let is_comment = self.builder.n_comments() > n_comments;
            let byte = self.byte(self.at);
            let ends = self.is_document_end()
                || is_comment
                || !crosses
                || self.is_flow_mark(self.at)
                || byte == b':' && (self.is_blank(self.at + 1) || self.is_flow_mark(self.at + 1))
                || byte == b'?' && self.is_blank(self.at + 1);
            if ends {
                // What was skipped is skipped again by whoever reads on, comments aside.
                if !is_comment {
                    (self.at, self.line) = (at, line);
                }
                break;
            }
            self.fold(text.to_mut(), (end, self.at));
            let start = self.at;
            self.at = self.plain_end(true);
            text.to_mut().push_str(&self.text[start..self.at]);
            end = self.at;
        }
        self.builder.scalar(&text, Style::Plain, (first.range.0, end), properties);
        Ok(())
    }

    /// Joins two lines: one break becomes a blank, of several all but the first are kept. U+2028 and U+2029 stay.
    // go-yaml scannerc.go yaml_parser_scan_plain_scalar ("Check if we need to join whitespaces and breaks"), read_line.
    pub(super) fn fold(&self, text: &mut String, gap: (usize, usize)) {
        let mut at = gap.0;
        let mut n_breaks = 0;
        let mut is_blank = false;
        while at < gap.1 {
            let length = self.break_at(at);
            if length > 0 {
                let kept = self.break_text(at, length);
                if n_breaks == 0 && kept == "\n" {
                    is_blank = true;
                } else {
                    text.push_str(kept);
                    is_blank = false;
                }
                n_breaks += 1;
            }
            at += length.max(1);
        }
        if is_blank {
            text.push(' ');
        }
    }

    /// What a break is in a text.
    // go-yaml scannerc.go read_line: CR LF, CR, LF and U+0085 become LF, U+2028 and U+2029 are copied.
    pub(super) fn break_text(&self, at: usize, length: usize) -> &'t str {
        if length == 3 { &self.text[at..at + 3] } else { "\n" }
    }
}
