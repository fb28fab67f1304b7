//! A word of a command: literal text, and what the shell puts in its place.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::source::offset;
use super::{ScopeId, Span};

/// A word, with its quotes taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it is written, quotes included.
    pub span: Span,
    /// Unquoted text at its head lies byte for byte in the source.
    pub(super) exact: bool,
    repr: Repr,
}

/// Almost every word is one literal, which needs no allocation of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    One(Part),
    Many(Vec<Part>),
}

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text.
    Literal {
        /// The text, escapes resolved.
        text: SmolStr,
        /// It was quoted or escaped: no globbing, no tilde.
        quoted: bool,
    },
    /// `$name` or `${name…}`.
    Variable(Box<Variable>),
    /// `$(…)`, backticks, `<(…)` or `>(…)`: the commands are those of the scope.
    Substitution(Substitution),
    /// `$((…))`.
    Arithmetic(Span),
    /// Output of a command of an outer shell, in a string that was read again (`sh -c "$(…)"`).
    Opaque(Span),
}

/// A reference to a shell variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name; digits and `@*#?-$!` are the shell's own.
    pub name: SmolStr,
    /// What `${name…}` does with the value.
    pub operator: Operator,
    /// The operator has a colon: an empty value counts as unset.
    pub colon: bool,
    /// The operator's right side.
    pub operand: Option<Word>,
    /// `$name` as written.
    pub span: Span,
    /// It stands in double quotes: no splitting, no globbing.
    pub quoted: bool,
}

/// What `${name…}` does with the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `$name`, `${name}`.
    Plain,
    /// `${name:-word}`.
    Default,
    /// `${name:=word}`.
    Assign,
    /// `${name:?word}`.
    Required,
    /// `${name:+word}`.
    Alternative,
    /// `${#name}`.
    Length,
    /// `${name#pattern}` and `##`.
    RemovePrefix,
    /// `${name%pattern}` and `%%`.
    RemoveSuffix,
    /// Substring, replacement, case, indirection, array element.
    Other,
}

/// Where a word takes the output (or a pipe) of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// Holds the commands and says which form it is.
    pub scope: ScopeId,
    /// It stands in double quotes.
    pub quoted: bool,
    /// From the opening to the closing sign.
    pub span: Span,
}

impl Word {
    /// A word of the given parts; none is the empty word.
    pub(super) fn new(span: Span, exact: bool, mut parts: Vec<Part>) -> Self {
        let repr = match parts.len() {
            0 => Repr::One(Part::Literal { text: SmolStr::default(), quoted: true }),
            1 => Repr::One(parts.swap_remove(0)),
            _ => Repr::Many(parts),
        };
        Self { span, exact, repr }
    }

    /// A word of plain text.
    pub(super) fn plain(span: Span, text: &str) -> Self {
        let exact = (span.end - span.start) as usize == text.len();
        let repr = Repr::One(Part::Literal { text: SmolStr::new(text), quoted: false });
        Self { span, exact, repr }
    }

    /// Its pieces, in order; never empty.
    pub fn parts(&self) -> &[Part] {
        match &self.repr {
            Repr::One(part) => std::slice::from_ref(part),
            Repr::Many(parts) => parts,
        }
    }

    pub(super) fn parts_mut(&mut self) -> &mut [Part] {
        match &mut self.repr {
            Repr::One(part) => std::slice::from_mut(part),
            Repr::Many(parts) => parts,
        }
    }

    /// The value, if no expansion has a part in it.
    pub fn literal(&self) -> Option<Cow<'_, str>> {
        if let Repr::One(Part::Literal { text, .. }) = &self.repr {
            return Some(Cow::Borrowed(text));
        }
        let mut value = String::new();
        for part in self.parts() {
            let Part::Literal { text, .. } = part else { return None };
            value.push_str(text);
        }
        Some(Cow::Owned(value))
    }

    /// Whether the value is known to be `text`.
    pub fn is(&self, text: &str) -> bool {
        self.literal().is_some_and(|it| it == text)
    }

    /// The literal text that it is known to begin with; may be empty.
    pub fn prefix(&self) -> Cow<'_, str> {
        match self.parts() {
            [Part::Literal { text, .. }] => Cow::Borrowed(text),
            parts => Cow::Owned(parts.iter().map_while(literal_text).collect()),
        }
    }

    /// The variables it refers to at its top level, in order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts().iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(&**variable),
            _ => None,
        })
    }

    /// The substitutions in it, those in operands of `${…}` included.
    pub fn substitutions(&self) -> Vec<Substitution> {
        let mut found = Vec::new();
        collect_substitutions(self, &mut found);
        found
    }

    /// Whether it has an unquoted `*`, `?` or `[`.
    pub fn has_glob(&self) -> bool {
        self.parts()
            .iter()
            .any(|part| matches!(part, Part::Literal { text, quoted: false } if text.contains(['*', '?', '['])))
    }

    /// Splits `NAME=value`, as `export` and `env` read it.
    pub fn assignment(&self) -> Option<(SmolStr, Self)> {
        let prefix = self.prefix();
        let equals = prefix.find('=')?;
        let name = &prefix[..equals];
        is_name(name).then(|| (SmolStr::new(name), self.skip(equals + 1)))
    }

    /// The word without its first `count` bytes, which must be literal and end with a character.
    #[must_use]
    pub fn skip(&self, count: usize) -> Self {
        let mut left = count;
        let mut exact = self.exact;
        let mut parts = Vec::new();
        for part in self.parts() {
            match part {
                Part::Literal { text, quoted } if left > 0 => {
                    let skipped = left.min(text.len());
                    exact &= !quoted;
                    left -= skipped;
                    let rest = text.get(skipped..).unwrap_or_default();
                    if !rest.is_empty() {
                        parts.push(Part::Literal { text: SmolStr::new(rest), quoted: *quoted });
                    }
                }
                part => parts.push(part.clone()),
            }
        }
        // Elsewhere the whole word is the place.
        let start = if exact { self.span.start + offset(count) } else { self.span.start };
        Self::new(Span::new(start.min(self.span.end), self.span.end), exact, parts)
    }
}

/// Whether `text` can name a shell variable.
pub(super) fn is_name(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|it| it.is_ascii_alphabetic() || it == b'_')
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

fn literal_text(part: &Part) -> Option<&str> {
    match part {
        Part::Literal { text, .. } => Some(text),
        _ => None,
    }
}

fn collect_substitutions(word: &Word, found: &mut Vec<Substitution>) {
    for part in word.parts() {
        match part {
            Part::Substitution(substitution) => found.push(*substitution),
            Part::Variable(variable) => {
                variable.operand.iter().for_each(|operand| collect_substitutions(operand, found));
            }
            _ => {}
        }
    }
}
