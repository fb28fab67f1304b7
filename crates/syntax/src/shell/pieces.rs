//! A word in the making.

use smol_str::SmolStr;

use super::source::Span;
use super::word::{Part, Word};

/// The parts of a word while it is read; neighbouring text of one kind becomes one literal.
#[derive(Default)]
pub(super) struct Pieces {
    parts: Vec<Part>,
    text: String,
    quoted: bool,
    /// Something is written between unquoted bytes that leaves no part: empty quotes, a line continuation.
    broken: bool,
}

impl Pieces {
    pub(super) fn text(&mut self, text: &str, quoted: bool) {
        if quoted != self.quoted {
            self.flush();
            self.quoted = quoted;
        }
        self.text.push_str(text);
    }

    pub(super) fn part(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }

    /// Says that what is written here leaves no part.
    pub(super) fn nothing(&mut self) {
        self.broken = true;
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part::Literal { text: SmolStr::new(&self.text), quoted: self.quoted });
            self.text.clear();
        }
    }

    /// The word that was written in `length` bytes.
    pub(super) fn word(mut self, span: Span, length: usize) -> Word {
        self.flush();
        let exact = !self.broken && (span.end - span.start) as usize == length;
        Word::new(span, exact, self.parts)
    }
}
