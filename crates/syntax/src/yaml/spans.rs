//! Places that the event parser leaves out or gives loosely: left-out values, block scalars and block sequences.

/// The bytes of the text, walked from a known place to the next thing that matters. Every walk stays between two
/// neighbouring nodes, so all of them together are linear.
#[derive(Clone, Copy)]
pub(super) struct Gaps<'t>(pub(super) &'t [u8]);

impl Gaps<'_> {
    fn at(self, offset: usize) -> Option<u8> {
        self.0.get(offset).copied()
    }

    fn is_blank(self, offset: usize) -> bool {
        self.at(offset).is_none_or(|byte| byte.is_ascii_whitespace())
    }

    /// Behind white space, comments and a byte-order mark.
    fn skip_trivia(self, mut offset: usize) -> usize {
        while let Some(byte) = self.at(offset) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => offset += 1,
                b'#' => {
                    offset = memchr::memchr2(b'\n', b'\r', &self.0[offset..])
                        .map_or(self.0.len(), |end| offset + end);
                }
                _ if self.0[offset..].starts_with("\u{feff}".as_bytes()) => offset += 3,
                _ => break,
            }
        }
        offset
    }

    /// Behind trivia, tags and anchors.
    pub(super) fn skip_properties(self, offset: usize) -> usize {
        let mut offset = self.skip_trivia(offset);
        while matches!(self.at(offset), Some(b'&' | b'!')) {
            while !self.is_blank(offset) {
                offset += 1;
            }
            offset = self.skip_trivia(offset);
        }
        offset
    }

    /// Where a left-out value of a mapping would stand: behind the colon, or behind a key that has none.
    pub(super) fn missing_value(self, key_end: usize, is_flow: bool) -> usize {
        let colon = self.skip_trivia(key_end);
        let is_mark = self.is_blank(colon + 1)
            || is_flow && matches!(self.at(colon + 1), Some(b',' | b']' | b'}'));
        if self.at(colon) == Some(b':') && is_mark { colon + 1 } else { key_end }
    }

    /// Where a left-out key would stand: behind a `?` or before the colon.
    pub(super) fn missing_key(self, last_end: usize) -> usize {
        let mut offset = self.skip_trivia(last_end);
        if self.at(offset) == Some(b',') {
            offset = self.skip_trivia(offset + 1);
        }
        if self.at(offset) == Some(b'?') { offset + 1 } else { offset }
    }

    /// Where a left-out item of a block sequence would stand: behind its dash.
    pub(super) fn missing_item(self, last_end: usize) -> usize {
        let dash = self.skip_trivia(last_end);
        if self.at(dash) == Some(b'-') { dash + 1 } else { last_end }
    }

    /// Where a document without `---` can start: behind every `...`.
    pub(super) fn document_start(self, mut offset: usize) -> usize {
        while self.0[self.skip_trivia(offset)..].starts_with(b"...") {
            offset = self.skip_trivia(offset) + 3;
        }
        offset
    }

    /// The same behind a broken document, from whose `...` the parser went on.
    pub(super) fn resumed_start(self, last_end: usize, start: usize) -> usize {
        let gap = self.0.get(last_end..start).unwrap_or_default();
        memchr::memmem::rfind(gap, b"...").map_or(last_end, |found| last_end + found + 3)
    }

    /// From the `|` or `>` to the last character of a block scalar, given where its text starts and ends at the latest.
    pub(super) fn block_scalar(self, last_end: usize, text: (usize, usize)) -> (usize, usize) {
        let mut start = self.skip_properties(last_end);
        while matches!(self.at(start), Some(b'-' | b'?' | b':')) && start < text.0 {
            start = self.skip_properties(start + 1);
        }
        if !matches!(self.at(start), Some(b'|' | b'>')) {
            // Only behind the ruins of a broken document is there anything else in between.
            let gap = self.0.get(last_end..text.0).unwrap_or_default();
            let Some(found) = memchr::memrchr2(b'|', b'>', gap) else { return text };
            start = last_end + found;
        }
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let is_text = self.0[text.0..text.1].iter().rposition(|byte| !blank(byte));
        let header_end =
            start + self.0[start..].iter().position(blank).unwrap_or(self.0.len() - start);
        (start, is_text.map_or(header_end, |last| text.0 + last + 1))
    }
}
