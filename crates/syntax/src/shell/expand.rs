//! Values of words where variables are known.

use std::borrow::Cow;

use super::word::{Operator, Part, Variable, Word};

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'v> {
    /// Its value.
    Value(Cow<'v, str>),
    /// It has none.
    Unset,
    /// Nothing.
    Unknown,
}

impl Word {
    /// The value with variables replaced, before splitting and globbing. What commands or arithmetic decide is unknown, and
    /// so is a word with an unknown variable in it.
    pub fn expand<'v>(&self, lookup: &dyn Fn(&str) -> Lookup<'v>) -> Option<String> {
        let mut value = String::new();
        for part in self.parts() {
            match part {
                Part::Literal { text, .. } => value.push_str(text),
                Part::Variable(variable) => value.push_str(&variable.expand(lookup)?),
                Part::Substitution(_) | Part::Arithmetic(_) | Part::Opaque(_) => return None,
            }
        }
        Some(value)
    }
}

impl Variable {
    /// What the reference stands for, if it is known.
    pub fn expand<'v>(&self, lookup: &dyn Fn(&str) -> Lookup<'v>) -> Option<String> {
        let value = match lookup(&self.name) {
            Lookup::Value(value) if self.colon && value.is_empty() => None,
            Lookup::Value(value) => Some(value.into_owned()),
            Lookup::Unset => None,
            Lookup::Unknown => return None,
        };
        let operand =
            || self.operand.as_ref().map_or_else(|| Some(String::new()), |it| it.expand(lookup));
        match (self.operator, value) {
            (
                Operator::Plain | Operator::Default | Operator::Assign | Operator::Required,
                Some(value),
            ) => Some(value),
            (Operator::Plain | Operator::Alternative, None) => Some(String::new()),
            (Operator::Default | Operator::Assign, None) | (Operator::Alternative, Some(_)) => {
                operand()
            }
            (Operator::Length, value) => {
                Some(value.unwrap_or_default().chars().count().to_string())
            }
            (Operator::RemovePrefix, value) => {
                let (value, prefix) = (value.unwrap_or_default(), plain_pattern(operand()?)?);
                Some(value.strip_prefix(&prefix).unwrap_or(&value).to_owned())
            }
            (Operator::RemoveSuffix, value) => {
                let (value, suffix) = (value.unwrap_or_default(), plain_pattern(operand()?)?);
                Some(value.strip_suffix(&suffix).unwrap_or(&value).to_owned())
            }
            (Operator::Required, None) | (Operator::Other, _) => None,
        }
    }
}

/// The pattern, if it stands for itself alone.
fn plain_pattern(pattern: String) -> Option<String> {
    (!pattern.contains(['*', '?', '[', '\\'])).then_some(pattern)
}
