//! What a rule is: a function from a subject to what it says of it, and the constant that describes it.

use std::sync::Arc;

use diag::{RuleId, RuleMeta, Severity, SubjectKind};
use model::Subject;
use serde::de::DeserializeOwned;

use crate::Cx;

/// A check. It cannot fail; what it cannot decide it leaves to `review`.
pub trait Rule: Send + Sync {
    /// Says what it finds about one subject. Saying nothing means that the policy holds.
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>);
}

impl<F: Fn(&Subject<'_>, &mut Cx<'_>) + Send + Sync> Rule for F {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        self(subject, cx);
    }
}

/// The description of a rule that ships with Plimsoll; stands at the head of the rule's file.
pub struct Builtin {
    /// Kebab-case, named after the problem.
    pub id: &'static str,
    /// The problem in one line, lower case.
    pub summary: &'static str,
    /// How bad it is when nothing is configured.
    pub severity: Severity,
    /// Whether it runs when nothing is configured. Contested rules do not.
    pub default_on: bool,
    /// What it judges.
    pub subjects: &'static [SubjectKind],
    /// Makes the rule from its options.
    pub build: fn(Options) -> Result<Arc<dyn Rule>, OptionsError>,
}

/// The options of a rule as the configuration gives them; `None` if it gives none.
#[derive(Clone, Debug, Default)]
pub struct Options(pub Option<serde_json::Value>);

/// Options that a rule does not understand. The text names the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsError(pub String);

impl Options {
    /// A rule that has no options.
    ///
    /// # Errors
    /// If options are given.
    pub fn none(self, check: fn(&Subject<'_>, &mut Cx<'_>)) -> Result<Arc<dyn Rule>, OptionsError> {
        match self.0 {
            None => Ok(Arc::new(check)),
            Some(_) => Err(OptionsError("this rule has no options".into())),
        }
    }

    /// A rule that is its own options.
    ///
    /// # Errors
    /// If a key is unknown or a value has the wrong type.
    pub fn read<R: Rule + Default + DeserializeOwned + 'static>(
        self,
    ) -> Result<Arc<dyn Rule>, OptionsError> {
        match self.0 {
            None => Ok(Arc::new(R::default())),
            Some(value) => match serde_json::from_value::<R>(value) {
                Ok(rule) => Ok(Arc::new(rule)),
                Err(error) => Err(OptionsError(error.to_string())),
            },
        }
    }
}

/// A rule that is ready to run, built in or not.
#[derive(Clone)]
pub struct Loaded {
    /// What reports know of it, severity after configuration.
    pub meta: RuleMeta,
    /// How bad it is when nothing is configured.
    pub usual: Severity,
    /// The check.
    pub rule: Arc<dyn Rule>,
}

impl Loaded {
    /// Its name.
    pub fn id(&self) -> RuleId {
        self.meta.id
    }
}
