//! What `plimsoll.yaml` says: its shape. How it is read, and what is said of mistakes, is in [`load`].

mod load;
mod shape;

use diag::{Severity, Span, Spanned};
use model::load::Options;

use crate::args::Threshold;

pub(crate) use load::load;

/// A configuration without mistakes of form. Names of rules are checked where rules are chosen.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// What is said of single rules, in the order of the file.
    pub(crate) rules: Vec<RuleSetting>,
    /// Globs of what is left out.
    pub(crate) exclude: Vec<Spanned<String>>,
    /// From which severity on findings fail the gate.
    pub(crate) fail_on: Option<Threshold>,
    /// Whether gaps fail the gate.
    pub(crate) fail_on_gaps: bool,
    /// Whether ignore comments count; they do if nothing is said.
    pub(crate) inline_ignores: Option<bool>,
    /// Whether ignore comments of other tools count; they do if nothing is said.
    pub(crate) foreign_ignores: Option<bool>,
    /// Whether an ignore comment without a reason silences nothing.
    pub(crate) require_reason: bool,
    /// How files belong together.
    pub(crate) load: Options,
}

/// What the configuration says of one rule.
#[derive(Debug)]
pub(crate) struct RuleSetting {
    /// Its name as written.
    pub(crate) rule: Spanned<String>,
    /// How bad it is, or that it does not run; nothing leaves it as it is, and turns on a rule that is off.
    pub(crate) level: Option<Level>,
    /// Its options, each with the place of its key.
    pub(crate) options: Vec<(Spanned<String>, serde_json::Value)>,
}

/// How bad a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// It does not run.
    Off,
    /// It runs with its own severity.
    On,
    /// It runs with this severity.
    Severity(Severity),
}

impl RuleSetting {
    /// The options as one object; `None` if there are none.
    pub(crate) fn values(&self) -> Option<serde_json::Value> {
        let pairs = self.options.iter().map(|(key, value)| (key.value.clone(), value.clone()));
        (!self.options.is_empty()).then(|| serde_json::Value::Object(pairs.collect()))
    }

    /// Where an error that the rule finds in its options belongs: the option that it names first, else the rule.
    pub(crate) fn blame(&self, error: &str) -> Span {
        let named =
            self.options.iter().find(|(key, _)| error.contains(&format!("`{}`", key.value)));
        match (named, self.options.as_slice()) {
            (Some((key, _)), _) | (None, [(key, _)]) => key.span,
            (None, _) => self.rule.span,
        }
    }
}
