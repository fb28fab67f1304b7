//! How arguments split into words, and what every reader of an instruction's arguments works with.

use std::ops::Range;

use diag::Span;
use smol_str::SmolStr;

use super::text::{LogicalText, to_u32};
use super::tree::Word;

/// The text of one instruction, and how it escapes.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) logical: &'t LogicalText,
    pub(super) str: &'t str,
    pub(super) escape: u8,
}

impl<'t> Text<'t> {
    pub(super) fn new(logical: &'t LogicalText, escape: u8) -> Self {
        Self { logical, str: logical.as_str(), escape }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.logical.source_span(range.clone())
    }

    /// A word that is as it is written.
    pub(super) fn word(&self, range: Range<usize>) -> Word {
        Word {
            text: SmolStr::new(&self.str[range.clone()]),
            start: to_u32(range.start),
            span: self.span(&range),
        }
    }

    pub(super) fn words(&self, ranges: Vec<Range<usize>>) -> Vec<Word> {
        ranges.into_iter().map(|range| self.word(range)).collect()
    }

    /// Words between ASCII blanks; quotes mean nothing.
    pub(super) fn split_blanks(&self, args: &Range<usize>) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        let mut start = None;
        for (at, byte) in self.str[args.clone()].bytes().enumerate() {
            match (is_blank(byte), start) {
                (false, None) => start = Some(at),
                (true, Some(from)) => {
                    words.push(args.start + from..args.start + at);
                    start = None;
                }
                _ => {}
            }
        }
        words.extend(start.map(|from| args.start + from..args.end));
        words
    }

    /// Words between blanks that are neither quoted nor escaped. An open quote takes the rest.
    pub(super) fn split_quoted(&self, args: &Range<usize>) -> Vec<Range<usize>> {
        let escape = char::from(self.escape);
        let mut words = Vec::new();
        let mut start = None;
        let mut quote = None;
        let mut chars = self.str[args.clone()].char_indices();
        while let Some((at, c)) = chars.next() {
            if quote.is_none() && c.is_whitespace() {
                words.extend(start.take().map(|from| args.start + from..args.start + at));
                continue;
            }
            start.get_or_insert(at);
            match quote {
                _ if c == escape && quote != Some('\'') => drop(chars.next()),
                Some(open) if c == open => quote = None,
                None if c == '\'' || c == '"' => quote = Some(c),
                _ => {}
            }
        }
        words.extend(start.map(|from| args.start + from..args.end));
        words
    }
}

/// What separates a keyword from its arguments, and plain arguments from each other.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0b | 0x0c | b'\r')
}
