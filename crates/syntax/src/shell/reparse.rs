//! Strings that a shell reads again: quotes come off, and every byte remembers where it stood.

use std::borrow::Cow;

use super::ansi::AnsiEscapes;
use super::parser::Parser;
use super::source::Map;
use super::word::{Part, Word};
use super::word_parser::OPAQUE;
use super::{ScopeId, Span};

/// A text put together from runs of another.
#[derive(Default)]
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) pieces: Vec<(u32, u32)>,
}

impl Rewritten {
    /// Appends `length` bytes of `source` from `at`.
    pub(super) fn copy(&mut self, source: &str, map: &Map, at: usize, length: usize) {
        if length > 0 {
            map.copy_run(&mut self.pieces, self.text.len(), at, length);
            self.text.push_str(&source[at..at + length]);
        }
    }

    /// Appends other text that stands for what is at `at`.
    fn place(&mut self, text: &str, map: &Map, at: usize) {
        map.copy_run(&mut self.pieces, self.text.len(), at, 1);
        self.text.push_str(text);
    }

    /// Appends a stand-in of the same length for what the outer shell puts there.
    fn hide(&mut self, map: &Map, at: usize, length: usize) {
        map.copy_run(&mut self.pieces, self.text.len(), at, length);
        self.text.extend(std::iter::repeat_n(char::from(OPAQUE), length));
    }
}

impl Parser<'_, '_> {
    /// Takes bytes from what may still be read again.
    pub(super) fn spend(&mut self, length: usize) -> bool {
        let left = self.output.budget.checked_sub(length);
        if let Some(left) = left {
            self.output.budget = left;
        }
        left.is_some()
    }

    /// Reads the values of `words`, joined by blanks, as commands of `scope`.
    pub(super) fn run_words(&mut self, scope: ScopeId, words: &[Word]) {
        let length = words.iter().map(|word| self.map.local(word.span).len() + 1).sum();
        if !self.spend(length) {
            return;
        }
        let mut rewritten = Rewritten::default();
        for word in words {
            let range = self.map.local(word.span);
            if !rewritten.text.is_empty() {
                rewritten.place(" ", self.map, range.start.saturating_sub(1));
            }
            self.unquote(&mut rewritten, word, range.start, range.end, Quoting::None);
        }
        self.run_rewritten(scope, rewritten);
    }

    /// Reads the body of a here-document, after expansion, as commands of `scope`.
    pub(super) fn run_expanded(&mut self, scope: ScopeId, body: &Word, start: usize, end: usize) {
        if self.spend(end - start) {
            let mut rewritten = Rewritten::default();
            self.unquote(&mut rewritten, body, start, end, Quoting::HereDoc);
            self.run_rewritten(scope, rewritten);
        }
    }

    fn run_rewritten(&mut self, scope: ScopeId, rewritten: Rewritten) {
        let outer = std::mem::replace(&mut self.scope, scope);
        if self.enter() {
            let map = Map::Pieces(rewritten.pieces);
            self.nested_frame(&rewritten.text, &map, 0);
        }
        self.leave();
        self.scope = outer;
    }

    fn unquote(
        &self,
        out: &mut Rewritten,
        word: &Word,
        start: usize,
        end: usize,
        mut quoting: Quoting,
    ) {
        let mut expansions = word.parts().iter().filter_map(expansion).peekable();
        let mut at = start;
        while at < end {
            if let Some((span, runs_again)) = expansions.peek().copied() {
                let range = self.map.local(span);
                if range.start <= at {
                    let length = range.end.saturating_sub(at);
                    if runs_again {
                        out.copy(self.text, self.map, at, length);
                    } else {
                        out.hide(self.map, at, length);
                    }
                    at = range.end.max(at);
                    expansions.next();
                    continue;
                }
            }
            at = match (self.bytes[at], quoting) {
                (b'\'', Quoting::None) => {
                    let close = memchr::memchr(b'\'', &self.bytes[at + 1..end])
                        .map_or(end, |it| at + 1 + it);
                    out.copy(self.text, self.map, at + 1, close - at - 1);
                    close + 1
                }
                (b'$', Quoting::None) if self.bytes.get(at + 1) == Some(&b'\'') => {
                    self.unquote_ansi(out, at)
                }
                (b'$', Quoting::None) if self.bytes.get(at + 1) == Some(&b'"') => at + 1,
                (b'"', Quoting::None) => {
                    quoting = Quoting::Double;
                    at + 1
                }
                (b'"', Quoting::Double) => {
                    quoting = Quoting::None;
                    at + 1
                }
                (b'\\', _) => self.unescape(out, at, end, quoting),
                _ => {
                    let next = expansions
                        .peek()
                        .map_or(end, |(span, _)| self.map.local(*span).start.min(end));
                    let run = self.bytes[at + 1..next.max(at + 1)]
                        .iter()
                        .position(|it| b"'\"\\$".contains(it));
                    let length = 1 + run.unwrap_or(next.max(at + 1) - at - 1);
                    out.copy(self.text, self.map, at, length);
                    at + length
                }
            };
        }
    }

    fn unescape(&self, out: &mut Rewritten, at: usize, end: usize, quoting: Quoting) -> usize {
        let Some(next) = self.bytes[at + 1..end].first() else {
            out.copy(self.text, self.map, at, 1);
            return at + 1;
        };
        let escapes = match quoting {
            Quoting::None => true,
            Quoting::Double => b"$`\"\\\n".contains(next),
            Quoting::HereDoc => b"$`\\\n".contains(next),
        };
        if !escapes {
            out.copy(self.text, self.map, at, 1);
            return at + 1;
        }
        let length = self.text[at + 1..].chars().next().map_or(1, char::len_utf8);
        if *next != b'\n' {
            out.copy(self.text, self.map, at + 1, length);
        }
        at + 1 + length
    }

    fn unquote_ansi(&self, out: &mut Rewritten, at: usize) -> usize {
        let mut escapes = AnsiEscapes::new(self.text, at + 2);
        for (from, piece) in &mut escapes {
            match piece {
                Cow::Borrowed(run) if self.text[from..].starts_with(run) => {
                    out.copy(self.text, self.map, from, run.len());
                }
                piece => out.place(&piece, self.map, from),
            }
        }
        escapes.at
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Double,
    HereDoc,
}

/// Where an expansion stands, and whether the inner shell may see it as written.
fn expansion(part: &Part) -> Option<(Span, bool)> {
    match part {
        Part::Literal { .. } => None,
        Part::Variable(variable) => {
            let plain = variable.operand.as_ref().is_none_or(|it| it.substitutions().is_empty());
            Some((variable.span, plain))
        }
        Part::Substitution(substitution) => Some((substitution.span, false)),
        Part::Arithmetic(span) | Part::Opaque(span) => Some((*span, false)),
    }
}
