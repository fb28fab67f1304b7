//! Variables: what begins with `$`.

use smol_str::SmolStr;

use super::lexer::{Escapes, Keep, Lexer, Result};
use super::pattern::{Pattern, Reach};
use super::value::Value;
use super::{Lookup, Platform, Reference, ReferenceState};

/// How many bytes of variables one text may take in. Values that double from line to line end here.
const MAX_TAKEN: usize = 1 << 18;

impl<'t, 'v> Lexer<'t, '_, 'v> {
    /// Whatever begins with `$`.
    pub(super) fn variable(&mut self, depth: usize) -> Result<Value> {
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
            Lookup::Undecided(reason) | Lookup::Unknown(reason) => Value::hole(reason),
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
            Lookup::Undecided(reason) if operator == '?' => return Ok(Value::hole(reason)),
            Lookup::Unknown(reason) => return Ok(Value::hole(reason)),
            Lookup::Known(text) if !(text.is_empty() && empty == Emptiness::IsUnset) => Some(text),
            Lookup::Known(_) | Lookup::Unset | Lookup::Undecided(_) => None,
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
            Lookup::Undecided(reason) | Lookup::Unknown(reason) => Value::hole(reason),
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
            Lookup::Undecided(_) | Lookup::Unknown(_) => ReferenceState::Unknown,
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
