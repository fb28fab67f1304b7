//! Options of a command, as getopt reads them.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::word::Part;
use super::{Span, Word};

/// What a program's options look like.
#[derive(Clone, Copy, Debug, Default)]
pub struct FlagSpec {
    /// Short options that take a value, attached or as the next word.
    pub short_values: &'static str,
    /// Long options that take a value as the next word where no `=` follows, without dashes.
    pub long_values: &'static [&'static str],
    /// Options end at the first operand, as with `sudo` or `git`.
    pub stops_at_operand: bool,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The letter, or the long name without dashes.
    pub name: SmolStr,
    /// It began with two dashes.
    pub long: bool,
    /// Its value.
    pub value: Option<Word>,
    /// The word that holds it.
    pub span: Span,
}

/// The words after a command's name, sorted out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags<'c> {
    /// The options, in order; a bundle such as `-sSk` is three.
    pub flags: Vec<Flag>,
    /// The other words.
    pub operands: Vec<&'c Word>,
    /// Some words are unknown (`$OPTIONS`) and may be options.
    pub uncertain: bool,
}

/// Sorts out the words after a command's name.
pub fn flags<'c>(args: &'c [Word], spec: &FlagSpec) -> Flags<'c> {
    let mut found = Flags::default();
    let mut rest = args.iter();
    while let Some(word) = rest.next() {
        let text = word.prefix();
        if text == "--" && word.parts().len() == 1 {
            found.operands.extend(rest);
            break;
        }
        if text.len() > 2 && text.starts_with("--") {
            found.flags.push(long_flag(word, &text[2..], spec, &mut rest));
        } else if text.len() > 1 && text.starts_with('-') {
            short_flags(&mut found, word, &text, spec, &mut rest);
        } else {
            found.uncertain |= text.is_empty() && is_split(word);
            found.operands.push(word);
            if spec.stops_at_operand {
                found.operands.extend(rest);
                break;
            }
        }
    }
    found
}

/// Whether a word begins with something unquoted that may turn out to be any number of words.
fn is_split(word: &Word) -> bool {
    match word.parts().first() {
        Some(Part::Variable(variable)) => !variable.quoted,
        Some(Part::Substitution(substitution)) => !substitution.quoted,
        _ => false,
    }
}

fn long_flag<'c>(
    word: &Word,
    text: &str,
    spec: &FlagSpec,
    rest: &mut impl Iterator<Item = &'c Word>,
) -> Flag {
    let (name, value) = match text.split_once('=') {
        Some((name, _)) => (name, Some(word.skip(2 + name.len() + 1))),
        None if spec.long_values.contains(&text) => (text, rest.next().cloned()),
        None => (text, None),
    };
    Flag { name: SmolStr::new(name), long: true, value, span: word.span }
}

fn short_flags<'c>(
    found: &mut Flags<'c>,
    word: &Word,
    text: &str,
    spec: &FlagSpec,
    rest: &mut impl Iterator<Item = &'c Word>,
) {
    for (index, letter) in text.char_indices().skip(1) {
        let name = SmolStr::from_iter([letter]);
        let end = index + letter.len_utf8();
        if spec.short_values.contains(letter) {
            let attached = end < text.len()
                || word.parts().len() > 1 && word.prefix().len() < full_length(word);
            let value = if attached { Some(word.skip(end)) } else { rest.next().cloned() };
            found.flags.push(Flag { name, long: false, value, span: word.span });
            return;
        }
        found.flags.push(Flag { name, long: false, value: None, span: word.span });
    }
    found.uncertain |= full_length(word) > text.len();
}

/// Length of the known text, and more than that if some of it is unknown.
fn full_length(word: &Word) -> usize {
    word.literal().map_or(usize::MAX, |it| it.len())
}

impl Flags<'_> {
    /// Whether a short option is there.
    pub fn has_short(&self, letter: char) -> bool {
        self.find(&[letter], &[]).is_some()
    }

    /// Whether a long option is there.
    pub fn has_long(&self, name: &str) -> bool {
        self.find(&[], &[name]).is_some()
    }

    /// Whether one of these options is there.
    pub fn has(&self, letters: &[char], names: &[&str]) -> bool {
        self.find(letters, names).is_some()
    }

    /// The last of these options; it is the one that counts with most programs.
    pub fn find(&self, letters: &[char], names: &[&str]) -> Option<&Flag> {
        self.flags.iter().rev().find(|flag| flag.matches(letters, names))
    }

    /// The values of these options, in order.
    pub fn values<'f>(
        &'f self,
        letters: &'f [char],
        names: &'f [&'f str],
    ) -> impl Iterator<Item = &'f Word> {
        self.flags
            .iter()
            .filter(|flag| flag.matches(letters, names))
            .filter_map(|flag| flag.value.as_ref())
    }

    /// The known values of the operands, in order.
    pub fn literal_operands(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.operands.iter().filter_map(|it| it.literal())
    }
}

impl Flag {
    /// Whether it is one of these options.
    pub fn matches(&self, letters: &[char], names: &[&str]) -> bool {
        if self.long {
            names.contains(&self.name.as_str())
        } else {
            letters.iter().any(|letter| self.name.chars().eq([*letter]))
        }
    }
}
