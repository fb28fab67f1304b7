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

/// Reads a vector of strings as the one command that it is, and the strings that shells in it run.
///
/// Spans are those of `words`; inside a value that is not written byte for byte they are those of its word.
pub fn parse_exec(words: &[ExecWord<'_>]) -> Script {
    let mut text = String::new();
    let mut pieces = Vec::new();
    for word in words {
        text.push('\'');
        for (index, run) in word.value.split('\'').enumerate() {
            if index > 0 {
                text.push_str("'\\''");
            }
            let start = offset(run.as_ptr() as usize - word.value.as_ptr() as usize);
            pieces.push((offset(text.len()), start, word));
            text.push_str(run);
        }
        text.push_str("' ");
    }
    let mut script = parse(&text);
    let outer = |at: u32| {
        let index = pieces.partition_point(|(here, ..)| *here <= at).saturating_sub(1);
        pieces.get(index).map(|(here, start, word)| (word, start + at.saturating_sub(*here)))
    };
    script.relocate(&mut |span| {
        let Some((first, start)) = outer(span.start) else { return Span::default() };
        let Some((last, end)) = outer(span.end.saturating_sub(1).max(span.start)) else {
            return Span::default();
        };
        place(first, start, last, end + 1)
    });
    script
}

fn place(first: &ExecWord<'_>, start: u32, last: &ExecWord<'_>, end: u32) -> Span {
    let inside = |word: &ExecWord<'_>, at: u32| {
        let quote = (word.span.end - word.span.start).checked_sub(offset(word.value.len()));
        match quote {
            Some(quotes @ (0 | 2)) if at <= offset(word.value.len()) => {
                Some(word.span.start + quotes / 2 + at)
            }
            _ => None,
        }
    };
    let start = inside(first, start).unwrap_or(first.span.start);
    let end = inside(last, end).unwrap_or(last.span.end);
    Span::new(start.min(end), end)
}
