//! Where words end.

use super::value::Value;

/// A word as it is written.
pub(crate) struct RawWord {
    /// Quotes, escapes and variables as written.
    pub(crate) text: String,
    /// Byte offset of its start in the line.
    pub(crate) start: usize,
}

/// Collects words. Blanks that follow `<<` do not end a word, so that `<< EOF` is one.
#[derive(Default)]
pub(super) struct Words {
    done: Vec<Word>,
    current: Option<Word>,
    angles: Angles,
}

pub(super) struct Word {
    pub(super) value: Value,
    pub(super) start: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Angles {
    #[default]
    None,
    /// So many `<` in a row.
    Run(usize),
    /// The blanks after an even number of them.
    Gap,
}

impl Angles {
    fn opens_a_heredoc(self) -> bool {
        match self {
            Self::None => false,
            Self::Run(count) => count % 2 == 0,
            Self::Gap => true,
        }
    }
}

impl Words {
    pub(super) fn add_plain(&mut self, c: char, start: usize) {
        if c.is_whitespace() {
            let joins = (c == ' ' || c == '\t') && self.angles.opens_a_heredoc();
            if let (true, Some(word)) = (joins, &mut self.current) {
                self.angles = Angles::Gap;
                word.value.text.push(c);
                return;
            }
            self.end_word();
            return;
        }
        self.angles = match self.angles {
            Angles::Run(count) if c == '<' => Angles::Run(count + 1),
            _ if c == '<' => Angles::Run(1),
            _ => Angles::None,
        };
        self.word(start).value.text.push(c);
    }

    /// Drops the word so far. BuildKit does when `${name:-word}` and its like follow in the same word: of `a${b:-c}`
    /// only `c` is left. That is why `<<${b:-c}` announces no heredoc.
    pub(super) fn forget_if(&mut self, nested: bool) {
        if nested {
            self.current = None;
        }
    }

    /// A part whose blanks do not split.
    pub(super) fn add_quoted(&mut self, part: &Value, start: usize) {
        self.angles = Angles::None;
        if !part.is_empty() {
            self.word(start).value.push(part);
        }
    }

    /// A part whose blanks do split: the value of a variable outside quotes.
    pub(super) fn add_expanded(&mut self, part: &Value, start: usize) {
        self.angles = Angles::None;
        for piece in part.pieces() {
            let Some(text) = piece else {
                self.word(start).value.push_hole(part.reason());
                continue;
            };
            for c in text.chars() {
                if c.is_whitespace() {
                    self.end_word();
                } else {
                    self.word(start).value.text.push(c);
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Word> {
        self.end_word();
        self.done
    }

    fn word(&mut self, start: usize) -> &mut Word {
        self.current.get_or_insert_with(|| Word { value: Value::default(), start })
    }

    fn end_word(&mut self) {
        self.angles = Angles::None;
        self.done.extend(self.current.take());
    }
}
