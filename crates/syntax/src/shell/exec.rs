//! Exec forms: a vector of strings, such as `["sh", "-c", "…"]`.

use super::source::offset;
use super::{Script, Span, parse};

/// One string of a vector.
#[derive(Clone, Copy, Debug)]
pub struct ExecWord<'t> {
    /// Its value.
    pub value: &'t str,
    /// Where it is written. If that is as long as the value, or two longer (quotes), spans inside it are exact.
    pub span: Span,
}

/// A run of the text that is parsed in place of the vector.
struct Piece<'w> {
    /// Its first byte there.
    at: u32,
    word: &'w ExecWord<'w>,
    /// What it is of the value; none for the quotes around it.
    inside: Option<u32>,
}

/// Reads a vector of strings as the one command that it is, and the strings that shells in it run.
///
/// Spans are those of `words`; inside a value that is not written byte for byte they are those of its word.
pub fn parse_exec(words: &[ExecWord<'_>]) -> Script {
    let mut text = String::new();
    let mut pieces = Vec::new();
    for word in words {
        quote(word, &mut text, &mut pieces);
        text.push(' ');
    }
    let mut script = parse(&text);
    let piece = |at: u32| pieces.get(pieces.partition_point(|it| it.at <= at).wrapping_sub(1));
    script.relocate(&mut |span| {
        let last = span.end.saturating_sub(1).max(span.start);
        let (Some(first), Some(end)) = (piece(span.start), piece(last)) else {
            return Span::default();
        };
        let start = first.place(span.start).unwrap_or(first.word.span.start);
        let end = end.place(last).map_or(end.word.span.end, |it| it + 1);
        Span::new(start.min(end), if span.end > span.start { end } else { start.min(end) })
    });
    script
}

/// Appends the value as a shell would have to write it.
fn quote<'w>(word: &'w ExecWord<'w>, text: &mut String, pieces: &mut Vec<Piece<'w>>) {
    pieces.push(Piece { at: offset(text.len()), word, inside: None });
    text.push('\'');
    let mut start = 0;
    for (index, run) in word.value.split('\'').enumerate() {
        if index > 0 {
            text.push_str("'\\''");
        }
        pieces.push(Piece { at: offset(text.len()), word, inside: Some(offset(start)) });
        text.push_str(run);
        start += run.len() + 1;
    }
    pieces.push(Piece { at: offset(text.len()), word, inside: None });
    text.push('\'');
}

impl Piece<'_> {
    /// Where a byte of it is written, if that is known.
    fn place(&self, at: u32) -> Option<u32> {
        let Span { start, end } = self.word.span;
        let length = offset(self.word.value.len());
        let quotes = (end - start).checked_sub(length).filter(|it| matches!(it, 0 | 2))?;
        let inside = self.inside? + (at - self.at);
        Some((start + quotes / 2 + inside).min(end.saturating_sub(1)))
    }
}
