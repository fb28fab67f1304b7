//! The lexer itself: one pass, no backtracking, nesting bounded.

use smol_str::SmolStr;

use super::pattern::{Pattern, Reach};
use super::split::{RawWord, Words};
use super::value::Value;
use super::{Dialect, Lookup, Platform, Reference, ReferenceState, WordError};

/// How deep `${a:-${b:-...}}` may nest.
const MAX_DEPTH: usize = 200;

/// How many bytes of variables one text may take in. Values that double from line to line end here.
const MAX_TAKEN: usize = 1 << 18;

type Result<T> = std::result::Result<T, WordError>;
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
enum Keep {
    Nothing,
    Variables,
    /// Variables, quotes and escapes.
    Everything,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Resolve,
    Keep,
}

struct Lexer<'t, 'l, 'v> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
    keep: Keep,
    lookup: LookupFn<'l, 'v>,
    references: Vec<Reference>,
    /// Whether a quote was opened anywhere.
    quoted: bool,
    /// Whether braces with a word inside were read since words were last added.
    nested: bool,
    /// How many bytes of variables were taken in.
    taken: usize,
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

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(WordError { message: message.into(), offset: self.at })
    }

    /// Reads up to `stop`, which is taken, or to the end of the text.
    fn text_until(
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

    /// Whatever begins with `$`.
    fn variable(&mut self, depth: usize) -> Result<Value> {
        let start = self.at;
        self.next();
        if self.peek() == Some('{') {
            self.next();
            return self.braced(start, depth);
        }
        let name = self.name();
        if name.is_empty() {
            return Ok(Value::known("$"));
        }
        Ok(self.plain(name, start))
    }

    /// The value of `$name` or `${name}`.
    fn plain(&mut self, name: &str, start: usize) -> Value {
        let found = self.refer(name, start, "");
        if self.keep != Keep::Nothing {
            return Value::known(&self.text[start..self.at]);
        }
        match found {
            Lookup::Known(text) => Value::known(text),
            Lookup::Unset => Value::default(),
            Lookup::Unknown(reason) => Value::hole(reason),
        }
    }

    fn braced(&mut self, start: usize, depth: usize) -> Result<Value> {
        if let Some('}' | ':') = self.peek() {
            return self.error("`${` needs the name of a variable");
        }
        let name = self.name();
        match self.next() {
            None => self.error("missing `}`"),
            Some('}') => Ok(self.plain(name, start)),
            Some(operator @ ('-' | '+' | '?')) => {
                let word = self.text_until(Some('}'), Escapes::Resolve, None, depth + 1)?;
                self.conditional(name, start, operator, Emptiness::IsSet, word)
            }
            Some(':') => {
                let Some(operator) = self.next() else { return self.error("missing `}`") };
                let word = self.text_until(Some('}'), Escapes::Resolve, None, depth + 1)?;
                self.conditional(name, start, operator, Emptiness::IsUnset, word)
            }
            Some(end @ ('#' | '%')) => {
                let reach = self.doubled(end);
                let pattern = self.text_until(Some('}'), Escapes::Keep, None, depth + 1)?;
                self.trimmed(name, start, end, reach, &pattern)
            }
            Some('/') => {
                let every = self.doubled('/') == Reach::Longest;
                let pattern = self.text_until(Some('/'), Escapes::Keep, None, depth + 1)?;
                let replacement = self.text_until(Some('}'), Escapes::Keep, None, depth + 1)?;
                self.replaced(name, start, every, &pattern, &replacement)
            }
            Some(other) => self.error(format!("`{other}` is no modifier of a variable")),
        }
    }

    fn doubled(&mut self, operator: char) -> Reach {
        if self.peek() == Some(operator) {
            self.next();
            return Reach::Longest;
        }
        Reach::Shortest
    }

    fn conditional(
        &mut self,
        name: &'t str,
        start: usize,
        operator: char,
        empty: Emptiness,
        word: Value,
    ) -> Result<Value> {
        let modifier = match (operator, empty) {
            ('-', Emptiness::IsSet) => "-",
            ('+', Emptiness::IsSet) => "+",
            ('?', Emptiness::IsSet) => "?",
            ('-', Emptiness::IsUnset) => ":-",
            ('+', Emptiness::IsUnset) => ":+",
            ('?', Emptiness::IsUnset) => ":?",
            _ if self.keep != Keep::Nothing => ":",
            _ => return self.error(format!("`:{operator}` is no modifier of a variable")),
        };
        let found = self.refer(name, start, modifier);
        if self.keep != Keep::Nothing {
            return Ok(Value::known(&self.text[start..self.at]));
        }
        let set = match found {
            Lookup::Unknown(reason) => return Ok(Value::hole(reason)),
            Lookup::Known(text) if !(text.is_empty() && empty == Emptiness::IsUnset) => Some(text),
            Lookup::Known(_) | Lookup::Unset => None,
        };
        match (operator, set) {
            ('+', Some(_)) | ('-', None) => Ok(word),
            ('+', None) => Ok(Value::default()),
            (_, Some(text)) => Ok(Value::known(text)),
            (_, None) if word.is_empty() => self.error(format!("`{name}` must be set")),
            (_, None) => self.error(format!("`{name}` must be set: {}", word.text)),
        }
    }

    fn trimmed(
        &mut self,
        name: &'t str,
        start: usize,
        end: char,
        reach: Reach,
        pattern: &Value,
    ) -> Result<Value> {
        let modifier = match (end, reach) {
            ('#', Reach::Shortest) => "#",
            ('#', Reach::Longest) => "##",
            (_, Reach::Shortest) => "%",
            (_, Reach::Longest) => "%%",
        };
        self.matched(name, start, modifier, pattern, |pattern, text| {
            let rest = if end == '#' {
                pattern.strip_start(text, reach)
            } else {
                pattern.strip_end(text, reach)
            };
            Value::known(rest)
        })
    }

    fn replaced(
        &mut self,
        name: &'t str,
        start: usize,
        every: bool,
        pattern: &Value,
        replacement: &Value,
    ) -> Result<Value> {
        let modifier = if every { "//" } else { "/" };
        self.matched(name, start, modifier, pattern, |pattern, text| {
            if replacement.has_holes() {
                return Value::hole(replacement.reason());
            }
            Value::known(pattern.replace(text, &replacement.text, every))
        })
    }

    /// Applies a pattern to the value of a variable.
    fn matched(
        &mut self,
        name: &'t str,
        start: usize,
        modifier: &'static str,
        pattern: &Value,
        apply: impl FnOnce(&Pattern, &str) -> Value,
    ) -> Result<Value> {
        let found = self.refer(name, start, modifier);
        if self.keep != Keep::Nothing {
            return Ok(Value::known(&self.text[start..self.at]));
        }
        if pattern.has_holes() {
            return Ok(Value::hole(pattern.reason()));
        }
        let pattern = match Pattern::new(&pattern.text) {
            Ok(pattern) => pattern,
            Err(Some(c)) => return self.error(format!("`\\{c}` is no escape in a pattern")),
            Err(None) => return self.error("a pattern must not end with `\\`"),
        };
        Ok(match found {
            Lookup::Known(text) if pattern.is_too_much_for(text.len()) => {
                Value::hole(SmolStr::new_static("the pattern is too large to try"))
            }
            Lookup::Known(text) => apply(&pattern, &text),
            Lookup::Unset => Value::default(),
            Lookup::Unknown(reason) => Value::hole(reason),
        })
    }

    /// Notes a reference that ends here and looks the variable up.
    fn refer(&mut self, name: &str, start: usize, modifier: &'static str) -> Lookup<'v> {
        let found = match self.dialect.platform {
            Platform::Unix => (self.lookup)(name),
            Platform::Windows => (self.lookup)(&name.to_uppercase()),
        };
        let found = match found {
            Lookup::Known(text) if self.taken + text.len() > MAX_TAKEN => {
                Lookup::Unknown(SmolStr::new_static("its value is too long"))
            }
            found => found,
        };
        let state = match found {
            Lookup::Known(_) => ReferenceState::Known,
            Lookup::Unset => ReferenceState::Unset,
            Lookup::Unknown(_) => ReferenceState::Unknown,
        };
        if let Lookup::Known(text) = &found {
            self.taken += text.len();
        }
        self.references.push(Reference {
            name: SmolStr::new(name),
            range: (start, self.at),
            state,
            modifier,
        });
        found
    }

    /// A name, a positional parameter, or one special character; empty if none of them is here.
    fn name(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let length = match rest.chars().next() {
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            Some(c) if c.is_ascii_digit() => {
                rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
            }
            _ => rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len()),
        };
        self.at += length;
        &rest[..length]
    }
}

/// Whether `${v:-x}` takes an empty `v` for a missing one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emptiness {
    IsSet,
    IsUnset,
}

fn is_name_char(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphabetic())
}
