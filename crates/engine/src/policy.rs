//! Which rules judge what: one list of ready rules per environment, and how subjects find their environments.

use std::collections::BTreeMap;
use std::fmt;

use diag::{RuleMeta, SubjectKind};
use model::Subject;

use crate::Loaded;

/// The rules of a run.
pub struct Policy {
    /// The first is the default environment: it judges what no other one claims.
    pub environments: Vec<Environment>,
    /// Whether ignore comments count.
    pub inline_ignores: bool,
    /// Whether an ignore without a reason is a finding.
    pub require_reason: bool,
    /// Whether ignore comments of other tools count.
    pub foreign_ignores: bool,
    /// The rule that reports ignores which silence nothing, if enabled.
    pub unused_ignore: Option<RuleMeta>,
    /// The rule that reports ignores which name no rule, if enabled.
    pub unknown_ignore: Option<RuleMeta>,
    /// The rules that report exceptions which do not hold.
    pub exceptions: ExceptionRules,
    /// The day of the run, `YYYY-MM-DD`: what has expired is measured against it.
    pub today: String,
    /// Where the root lies in its repository, with a slash at the end; empty at its top.
    pub base: String,
    /// Every rule there is, enabled or not, sorted by id; ignores and aliases are looked up here.
    pub known: Vec<RuleMeta>,
}

/// The rules that report exceptions which do not hold, each if enabled.
#[derive(Clone, Debug, Default)]
pub struct ExceptionRules {
    /// Ignores whose time is over.
    pub expired_ignore: Option<RuleMeta>,
    /// Waivers whose time is over.
    pub expired_waiver: Option<RuleMeta>,
    /// Waivers whose time is soon over.
    pub expiring_waiver: Option<RuleMeta>,
    /// Waivers that do not hold.
    pub invalid_waiver: Option<RuleMeta>,
    /// Waivers that cover nothing.
    pub unused_waiver: Option<RuleMeta>,
    /// Waivers without a scope.
    pub broad_waiver: Option<RuleMeta>,
}

/// An environment: a name, what belongs to it, and its rules.
pub struct Environment {
    /// `production`, ...
    pub name: String,
    /// Whether a subject belongs to it. Not asked of the default environment.
    pub claims: Box<dyn Fn(&Subject<'_>) -> bool + Send + Sync>,
    /// Enabled rules, sorted by id.
    pub rules: Vec<Loaded>,
    /// Which of them judge a kind of subject, by position.
    by_kind: BTreeMap<SubjectKind, Vec<usize>>,
}

impl Environment {
    /// An environment of these rules, which are sorted by id.
    pub fn new(
        name: String,
        claims: impl Fn(&Subject<'_>) -> bool + Send + Sync + 'static,
        rules: Vec<Loaded>,
    ) -> Self {
        let mut by_kind: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, rule) in rules.iter().enumerate() {
            for kind in rule.meta.subjects {
                by_kind.entry(*kind).or_default().push(at);
            }
        }
        Self { name, claims: Box::new(claims), rules, by_kind }
    }

    /// The enabled rules that judge a kind of subject, sorted by id.
    pub fn rules_for(&self, kind: SubjectKind) -> impl ExactSizeIterator<Item = &Loaded> {
        self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice).iter().map(|at| &self.rules[*at])
    }
}

impl Policy {
    /// The environments that judge a subject; the default one if nothing claims it.
    pub fn environments_of(&self, subject: &Subject<'_>) -> Vec<u16> {
        let claimed: Vec<u16> = (1u16..)
            .zip(self.environments.iter().skip(1))
            .filter(|(_, e)| (e.claims)(subject))
            .map(|(i, _)| i)
            .collect();
        if claimed.is_empty() { vec![0] } else { claimed }
    }

    /// Whether some enabled rule judges subjects of a kind.
    pub fn judges(&self, kind: SubjectKind) -> bool {
        self.environments.iter().any(|environment| environment.rules_for(kind).len() > 0)
    }

    /// The rule of this name, enabled or not.
    pub fn rule(&self, id: &str) -> Option<&RuleMeta> {
        self.known.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok().map(|at| &self.known[at])
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.environments.iter().map(|e| (&e.name, e.rules.len())).collect();
        f.debug_struct("Policy").field("environments", &names).finish_non_exhaustive()
    }
}
