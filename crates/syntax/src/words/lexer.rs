//! Text, quotes and escapes: one pass, no backtracking, nesting bounded.

use super::split::{RawWord, Words};
use super::value::Value;
use super::{Dialect, Lookup, Reference, WordError};

/// How deep `${a:-${b:-...}}` may nest.
const MAX_DEPTH: usize = 200;

pub(super) type Result<T> = std::result::Result<T, WordError>;
type LookupFn<'l, 'v> = &'l dyn Fn(&str) -> Lookup<'v>;

/// The whole expanded text, its words, and the variables it refers to.
pub(super) fn process(
    text: &str,
    dialect: Dialect,
    lookup: LookupFn<'_, '_>,
) -> Result<(Value, Vec<Value>, Vec<Reference>)> {
    let mut lexer = Lexer::new(text, dialect, lookup, Keep::Nothing);
    let mut words = Words::default();
    let value = lexer.text_until(None, Escapes::Resolve, Some(&mut words), 0)?;
    let words = words.finish().into_iter().map(|word| word.value).collect();
    Ok((value, words, lexer.references))
}

/// Splits a line as heredocs are looked for: quotes, escapes and variables stay as written. `None` if the line does not lex.
pub(crate) fn heredoc_words(line: &str) -> Option<Vec<RawWord>> {
    let mut lexer = Lexer::new(line, Dialect::default(), &|_| Lookup::Unset, Keep::Everything);
    let mut words = Words::default();
    lexer.text_until(None, Escapes::Keep, Some(&mut words), 0).ok()?;
    Some(
        words
            .finish()
            .into_iter()
            .map(|word| RawWord { text: word.value.text, start: word.start })
            .collect(),
    )
}

/// The delimiter that follows `<<`, and whether it is quoted. `None` if it is not exactly one word.
pub(crate) fn heredoc_delimiter(text: &str) -> Option<(String, bool)> {
    let mut lexer = Lexer::new(text, Dialect::default(), &|_| Lookup::Unset, Keep::Variables);
    let mut words = Words::default();
    lexer.text_until(None, Escapes::Resolve, Some(&mut words), 0).ok()?;
    let quoted = lexer.quoted;
    match <[_; 1]>::try_from(words.finish()) {
        Ok([word]) => Some((word.value.text, quoted)),
        Err(_) => None,
    }
}

/// What stays in the result as it was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Variables,
    /// Variables, quotes and escapes.
    Everything,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    Resolve,
    Keep,
}

pub(super) struct Lexer<'t, 'l, 'v> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    pub(super) keep: Keep,
    pub(super) lookup: LookupFn<'l, 'v>,
    pub(super) references: Vec<Reference>,
    /// Whether a quote was opened anywhere.
    pub(super) quoted: bool,
    /// Whether braces with a word inside were read since words were last added.
    pub(super) nested: bool,
    /// How many bytes of variables were taken in.
    pub(super) taken: usize,
}

impl<'t, 'l, 'v> Lexer<'t, 'l, 'v> {
    fn new(text: &'t str, dialect: Dialect, lookup: LookupFn<'l, 'v>, keep: Keep) -> Self {
        Self {
            text,
            at: 0,
            dialect,
            keep,
            lookup,
            references: Vec::new(),
            quoted: false,
            nested: false,
            taken: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(WordError { message: message.into(), offset: self.at })
    }

    /// Reads up to `stop`, which is taken, or to the end of the text.
    pub(super) fn text_until(
        &mut self,
        stop: Option<char>,
        escapes: Escapes,
        mut words: Option<&mut Words>,
        depth: usize,
    ) -> Result<Value> {
        if depth > MAX_DEPTH {
            return self.error("variables are nested too deep");
        }
        self.nested |= depth > 0;
        let mut value = Value::default();
        loop {
            let start = self.at;
            let Some(c) = self.peek() else { break };
            if stop == Some(c) {
                self.next();
                return Ok(value);
            }
            if c == '$' {
                let part = self.variable(depth)?;
                if let Some(words) = words.as_deref_mut() {
                    words.forget_if(std::mem::take(&mut self.nested));
                    words.add_expanded(&part, start);
                }
                value.push(&part);
            } else if c == '\'' || c == '"' || c == self.dialect.escape {
                let part = match c {
                    '\'' => self.single_quoted()?,
                    '"' => self.double_quoted(escapes, depth)?,
                    _ => self.escaped(escapes),
                };
                if let Some(words) = words.as_deref_mut() {
                    words.forget_if(std::mem::take(&mut self.nested));
                    words.add_quoted(&part, start);
                }
                value.push(&part);
            } else {
                self.next();
                value.text.push(c);
                if let Some(words) = words.as_deref_mut() {
                    words.add_plain(c, start);
                }
            }
        }
        match stop {
            None => Ok(value),
            Some('/') => self.error("missing `/` in `${}`"),
            Some(_) => self.error("missing `}`"),
        }
    }

    /// An escape outside quotes; one at the end of the text stands for nothing.
    fn escaped(&mut self, escapes: Escapes) -> Value {
        let start = self.at;
        self.next();
        let after = self.at;
        self.next();
        let from = if escapes == Escapes::Keep { start } else { after };
        Value::known(&self.text[from..self.at])
    }

    fn single_quoted(&mut self) -> Result<Value> {
        let start = self.at;
        self.quoted = true;
        let Some(length) = self.text[start + 1..].find('\'') else {
            return self.error("no matching single quote");
        };
        self.at = start + 1 + length + 1;
        let inside =
            if self.keep == Keep::Everything { start..self.at } else { start + 1..self.at - 1 };
        Ok(Value::known(&self.text[inside]))
    }

    fn double_quoted(&mut self, escapes: Escapes, depth: usize) -> Result<Value> {
        let mut value = Value::default();
        self.quoted = true;
        self.next();
        if self.keep == Keep::Everything {
            value.text.push('"');
        }
        loop {
            if self.peek() == Some('$') {
                let part = self.variable(depth)?;
                value.push(&part);
                continue;
            }
            let Some(c) = self.next() else { return self.error("no matching double quote") };
            if c == '"' {
                if self.keep == Keep::Everything {
                    value.text.push('"');
                }
                return Ok(value);
            }
            if c != self.dialect.escape {
                value.text.push(c);
                continue;
            }
            let Some(next) = self.next() else { return self.error("no matching double quote") };
            let special = next == '"' || next == '$' || next == c;
            if escapes == Escapes::Keep || !special {
                value.text.push(c);
            }
            value.text.push(next);
        }
    }
}
