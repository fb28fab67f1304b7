//! What the variables of a file are worth, given those of the environment.

use std::collections::HashMap;

use diag::Spanned;
use smol_str::SmolStr;

use super::{Entry, EnvFile, EnvValue, Quote};
use crate::{SyntaxError, template};

/// By how many bytes the variables in them may make the values of a file larger.
const MAX_GROWTH: usize = 4 << 20;

/// The variables of a file with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// In source order; of equal keys the last one counts. A name alone that the environment does not know is left out.
    pub variables: Vec<Variable>,
    /// Values that Compose refuses, with the whole file.
    pub errors: Vec<SyntaxError>,
    /// Where the values become too large; nothing behind that is replaced.
    pub oversized: Option<SyntaxError>,
}

/// A variable with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The name.
    pub key: Spanned<SmolStr>,
    /// The value, with the place where it is written; for a name alone, the name's place.
    pub value: Spanned<String>,
    /// Variables in the value that nobody sets, and that stand for nothing or their default.
    pub unset: Vec<SmolStr>,
}

impl EnvFile {
    /// Replaces variables and escapes, in order: the environment wins, then earlier lines.
    pub fn expand(&self, environment: &mut dyn FnMut(&str) -> Option<String>) -> Expansion {
        let mut expansion = Expansion::default();
        let mut earlier: HashMap<&str, usize> = HashMap::new();
        let mut left = MAX_GROWTH;
        for entry in &self.entries {
            match expand(entry, environment, &earlier, &expansion.variables) {
                Ok(Some(variable)) => {
                    let written = entry.value.as_ref().map_or(0, |value| value.text.len());
                    let growth = variable.value.value.len().saturating_sub(written);
                    let Some(rest) = left.checked_sub(growth) else {
                        let message = "the values of this file become too large from here on";
                        expansion.oversized = Some(SyntaxError::new(variable.key.span, message));
                        break;
                    };
                    left = rest;
                    earlier.insert(&entry.key.value, expansion.variables.len());
                    expansion.variables.push(variable);
                }
                Ok(None) => {}
                Err(error) => expansion.errors.push(error),
            }
        }
        expansion
    }
}

fn expand(
    entry: &Entry,
    environment: &mut dyn FnMut(&str) -> Option<String>,
    earlier: &HashMap<&str, usize>,
    variables: &[Variable],
) -> Result<Option<Variable>, SyntaxError> {
    let key = entry.key.clone();
    let Some(written) = &entry.value else {
        let value = environment(&key.value).map(|value| Spanned::new(value, key.span));
        return Ok(value.map(|value| Variable { key, value, unset: Vec::new() }));
    };
    let mut unset = Vec::new();
    let mut lookup = |name: &str| {
        let value = environment(name)
            .or_else(|| earlier.get(name).map(|at| variables[*at].value.value.clone()));
        if value.is_none() {
            unset.push(SmolStr::new(name));
        }
        value
    };
    let value = match written.quote {
        Quote::None => template::expand(&written.text, &mut lookup),
        Quote::Double => template::expand(&unescape(&written.text), &mut lookup),
        Quote::Single | Quote::Raw => Ok(written.text.to_string()),
    };
    let value = value.map_err(|error| refused(written, &error))?;
    Ok(Some(Variable { key, value: Spanned::new(value, written.span), unset }))
}

fn refused(value: &EnvValue, error: &template::TemplateError) -> SyntaxError {
    let help = "write `$$` for a dollar sign, or single quotes around the value".to_owned();
    let help = matches!(error, template::TemplateError::Invalid { .. }).then_some(help);
    SyntaxError { span: value.span, message: error.to_string(), help }
}

/// Replaces the escapes of double quotes; those that Compose does not know stay. `\$` becomes `$$`, which is a dollar.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (replacement, width) = escape(&rest[at..]);
        out.push_str(&replacement);
        rest = &rest[at + width..];
    }
    out.push_str(rest);
    out
}

/// What the escape at the start of a text stands for, and its width in bytes.
fn escape(text: &str) -> (SmolStr, usize) {
    let known = |replacement: &'static str| (SmolStr::new_static(replacement), 2);
    match text.as_bytes().get(1) {
        Some(b'a') => known("\u{7}"),
        Some(b'b') => known("\u{8}"),
        Some(b'f') => known("\u{c}"),
        Some(b'n') => known("\n"),
        Some(b'r') => known("\r"),
        Some(b't') => known("\t"),
        Some(b'v') => known("\u{b}"),
        Some(b'$') => known("$$"),
        Some(b'"') => known("\""),
        Some(b'\\') => known("\\"),
        Some(b'0') => octal(text),
        _ => (SmolStr::new_static("\\"), 1),
    }
}

/// `\0` and up to three digits: with three octal ones a character, else the digits behind a backslash.
fn octal(text: &str) -> (SmolStr, usize) {
    let digits = text.bytes().skip(2).take(3).take_while(u8::is_ascii_digit).count();
    let digits = &text[2..2 + digits];
    let code = if digits.len() == 3 { u32::from_str_radix(digits, 8).ok() } else { None };
    let width = 2 + digits.len();
    match code.filter(|code| *code < 0x80).and_then(char::from_u32) {
        Some(character) => (SmolStr::from_iter([character]), width),
        // Above ASCII, Compose would make a lone byte of it, which no text can hold.
        None => (SmolStr::from_iter(["\\", digits]), width),
    }
}
