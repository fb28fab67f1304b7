//! Frameworks as data, and their controls answered from outcomes. A control knows what can answer it; rules say which
//! controls they judge, so that a new rule joins by itself.

mod answer;
mod decide;
mod evidence;

use std::collections::BTreeMap;

use diag::RuleMeta;
use serde::Deserialize;

use crate::Policy;

pub use answer::assess;

/// A framework: a list of controls with what can answer each of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    /// `cis-docker`, ...
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The version whose numbers `id` of the controls are.
    #[serde(default)]
    pub version: Option<String>,
    /// Older versions whose numbers `was` of the controls are.
    #[serde(default)]
    pub older: Vec<String>,
    /// What readers should know.
    #[serde(default)]
    pub note: Option<String>,
    /// Rules that are off unless somebody asks for them, and options of rules, that it takes to answer it where the
    /// configuration says nothing.
    #[serde(default)]
    pub settings: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// Its controls.
    pub controls: Vec<Control>,
}

/// A control of a framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Control {
    /// Its number or name.
    pub id: String,
    /// What it asks, in our own words.
    pub title: String,
    /// The level that it belongs to.
    #[serde(default)]
    pub level: Option<String>,
    /// How the framework rates its assessment, for readers.
    #[serde(default)]
    pub rated: Option<String>,
    /// What the answer is read from.
    pub from: Input,
    /// Why it cannot be answered, or what to know of the answer.
    #[serde(default)]
    pub reason: Option<String>,
    /// Its number in older versions; `none` where it did not exist.
    #[serde(default)]
    pub was: BTreeMap<String, String>,
    /// Rules that judge it besides those whose pages name it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Rules that decide several controls and say themselves what holds of this one.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Rules, by their pages or `rules`, that can show that it fails and never that it holds.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Kinds of subjects that it is about; empty for all.
    #[serde(default)]
    pub subjects: Vec<String>,
}

/// What a control is answered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// A setting in a file decides it.
    File,
    /// Files can prove a failure, but not that it holds.
    Partial,
    /// `daemon.json` declares it; flags of the daemon can override it.
    Daemon,
    /// A workflow shows it.
    Pipeline,
    /// No file can answer it.
    Host,
}

impl Framework {
    /// Rules that it names and that there are not, with the control that names them.
    pub fn unknown_rules<'a>(&'a self, policy: &Policy) -> Vec<(&'a Control, &'a str)> {
        let named =
            |control: &'a Control| control.rules.iter().chain(&control.parts).chain(&control.hints);
        let all =
            self.controls.iter().flat_map(|it| named(it).map(move |rule| (it, rule.as_str())));
        all.filter(|(_, rule)| policy.rule(rule).is_none()).collect()
    }

    /// Whether a control of a rule's page is this one: `cis-docker:1.8.0:5.5`, or without a version.
    pub fn is(&self, control: &Control, named: &str) -> bool {
        let Some(rest) = named.strip_prefix(&self.id).and_then(|rest| rest.strip_prefix(':'))
        else {
            return false;
        };
        let version = self.version.as_deref();
        let versioned =
            version.and_then(|it| rest.strip_prefix(it)).and_then(|it| it.strip_prefix(':'));
        rest == control.id || versioned == Some(control.id.as_str())
    }

    /// Whether the verdict of a rule is one on this control.
    fn judges(&self, meta: &RuleMeta, control: &Control) -> bool {
        control.rules.iter().any(|rule| rule == meta.id.as_str())
            || meta.controls.iter().any(|named| self.is(control, named))
    }

    /// The number of a control in a version; `None` if it was not there.
    pub fn number<'a>(&self, control: &'a Control, version: &str) -> Option<&'a str> {
        if self.version.as_deref() == Some(version) {
            return Some(&control.id);
        }
        let was = control.was.get(version).map_or(control.id.as_str(), String::as_str);
        (was != "none").then_some(was)
    }
}
