//! The word lexer of Dockerfiles: variables, quotes and escapes in the arguments of instructions, as BuildKit expands them.
//!
//! It is not a shell. Where a variable cannot be known from the files, the result says so and keeps what is known around it.

mod lexer;
mod pattern;
mod split;
mod value;
mod variable;

use std::borrow::Cow;

use smol_str::SmolStr;

pub(crate) use lexer::{heredoc_delimiter, heredoc_words};
pub use value::{Expanded, Template};

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// It has this value; the empty string is a value.
    Known(Cow<'a, str>),
    /// It is certainly not set.
    Unset,
    /// Nobody sets it here, though somebody outside may; why, in a few words. A default word stands in for it, otherwise
    /// it is unknown.
    Undecided(SmolStr),
    /// It may be set, to what cannot be known; why, in a few words.
    Unknown(SmolStr),
}

/// Whether names of variables differ by case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Platform {
    /// They do.
    #[default]
    Unix,
    /// They do not: names are looked up in upper case.
    Windows,
}

/// How a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The escape character: `\`, or what `# escape=` says.
    pub escape: char,
    /// Whose rules names of variables follow.
    pub platform: Platform,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { escape: '\\', platform: Platform::Unix }
    }
}

impl Dialect {
    /// The dialect of a Dockerfile with this escape character.
    pub fn with_escape(escape: u8) -> Self {
        Self { escape: char::from(escape), platform: Platform::Unix }
    }
}

/// A variable that a text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name as written.
    pub name: SmolStr,
    /// Start and exclusive end in the text, in bytes, from `$` to the end of the name or the closing brace.
    pub range: (usize, usize),
    /// What the lookup said of it.
    pub state: ReferenceState,
    /// What follows the name in braces: `-`, `+`, `?`, `:-`, `:+`, `:?`, `#`, `##`, `%`, `%%`, `/`, `//`, or nothing.
    pub modifier: &'static str,
}

/// What a lookup said of a variable, without the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceState {
    /// It has a value.
    Known,
    /// It is not set.
    Unset,
    /// It cannot be known.
    Unknown,
}

/// Why a text cannot be expanded; the build stops there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordError {
    /// What is wrong, lower case.
    pub message: String,
    /// Byte offset in the text at which it was noticed.
    pub offset: usize,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion<T> {
    /// The result.
    pub value: T,
    /// Every variable it refers to, in order of their ends, nested ones before the outer one.
    pub references: Vec<Reference>,
}

/// Expands a text to one word: quotes and escapes are taken off, blanks are kept.
///
/// # Errors
/// If quotes or braces do not match, a modifier or pattern is not allowed, or `${name:?}` finds nothing.
pub fn expand_word<'a>(
    text: &str,
    dialect: Dialect,
    lookup: impl Fn(&str) -> Lookup<'a>,
) -> Result<Expansion<Expanded>, WordError> {
    let (value, _, references) = lexer::process(text, dialect, &lookup)?;
    Ok(Expansion { value: value.into(), references })
}

/// Expands a text and splits it at unquoted blanks. Blanks of an unquoted variable's value split too; empty words vanish.
/// A word with an unknown part may stand for any number of words.
///
/// # Errors
/// As for [`expand_word`].
pub fn expand_words<'a>(
    text: &str,
    dialect: Dialect,
    lookup: impl Fn(&str) -> Lookup<'a>,
) -> Result<Expansion<Vec<Expanded>>, WordError> {
    let (_, words, references) = lexer::process(text, dialect, &lookup)?;
    Ok(Expansion { value: words.into_iter().map(Into::into).collect(), references })
}

#[cfg(test)]
mod tests;
