//! What `plimsoll.yaml` says: its shape. How it is read, and what is said of mistakes, is in [`load`].

mod environments;
mod framework;
mod load;
mod profile;
mod shape;
mod standard;
mod waivers;

use diag::{Severity, Span, Spanned, SubjectKind};
use engine::Waiver;
use model::Subject;
use model::load::Options;
use rules::editions::Edition;

use crate::args::Threshold;
use crate::excludes::Excludes;

pub(crate) use environments::DEFAULT;
pub(crate) use framework::{framework_file, framework_text};
#[cfg(test)]
pub(crate) use load::keys;
pub(crate) use load::load;
pub(crate) use profile::{Profile, is_shipped, profile};
pub(crate) use standard::{RULE as STANDARD_RULE, setting as standard};

/// A configuration without mistakes of form. Names of rules are checked where rules are chosen.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// What is said of single rules, in the order of the file.
    pub(crate) rules: Vec<RuleSetting>,
    /// The edition whose defaults hold; today's if none is named.
    pub(crate) edition: Option<Edition>,
    /// The profile of what belongs to no environment.
    pub(crate) profile: Option<Spanned<String>>,
    /// The environments, in the order of the file.
    pub(crate) environments: Vec<EnvironmentSetting>,
    /// Environments whose scores the gate judges.
    pub(crate) gated: Option<Vec<Spanned<String>>>,
    /// Globs of what is left out.
    pub(crate) exclude: Vec<Spanned<String>>,
    /// From which severity on findings fail the gate.
    pub(crate) fail_on: Option<Threshold>,
    /// Lowest score that passes the gate.
    pub(crate) min_score: Option<f64>,
    /// Whether gaps fail the gate.
    pub(crate) fail_on_gaps: bool,
    /// Whether ignore comments count; they do if nothing is said.
    pub(crate) inline_ignores: Option<bool>,
    /// Whether ignore comments of other tools count; they do if nothing is said.
    pub(crate) foreign_ignores: Option<bool>,
    /// Whether an ignore comment without a reason silences nothing.
    pub(crate) require_reason: bool,
    /// The file of accepted findings, relative to the root.
    pub(crate) baseline: Option<Spanned<String>>,
    /// Decisions to live with a failure.
    pub(crate) waivers: Vec<WaiverSetting>,
    /// How files belong together.
    pub(crate) load: Options,
}

/// An environment of the configuration.
#[derive(Debug)]
pub(crate) struct EnvironmentSetting {
    /// Its name.
    pub(crate) name: Spanned<String>,
    /// The profile it extends; the one of its own name, else that of the whole configuration, if it names none.
    pub(crate) profile: Option<Spanned<String>>,
    /// What belongs to it.
    pub(crate) selectors: Selectors,
    /// The same as it is written, for whoever has to tell one configuration from another.
    pub(crate) written: Vec<(&'static str, Vec<String>)>,
    /// Its own rules.
    pub(crate) rules: Vec<RuleSetting>,
}

/// What belongs to an environment: whatever one of these takes in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selectors {
    /// Paths of files.
    pub(crate) paths: Excludes,
    /// Profiles of Compose services.
    pub(crate) compose_profiles: Vec<String>,
    /// Names of Compose services.
    pub(crate) services: Vec<String>,
    /// Kubernetes namespaces.
    pub(crate) namespaces: Vec<String>,
    /// Folders of Kustomize overlays.
    pub(crate) overlays: Excludes,
    /// Names of Dockerfile stages.
    pub(crate) stages: Vec<String>,
}

impl Selectors {
    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
            && self.overlays.is_empty()
            && [&self.compose_profiles, &self.services, &self.namespaces, &self.stages]
                .iter()
                .all(|names| names.is_empty())
    }

    /// Whether a subject belongs here.
    pub(crate) fn take_in(&self, subject: &Subject<'_>) -> bool {
        self.taken_in_by(subject).is_some()
    }

    /// The first key that takes a subject in, if one does.
    pub(crate) fn taken_in_by(&self, subject: &Subject<'_>) -> Option<&'static str> {
        let scope = &subject.scope;
        let (key, names) = match subject.kind() {
            SubjectKind::Service => ("services", &self.services[..]),
            SubjectKind::Stage | SubjectKind::Image => ("stages", &self.stages[..]),
            _ => ("", &[][..]),
        };
        let is_active = |profile: &String| self.compose_profiles.contains(profile);
        let is_here = |namespace: &String| self.namespaces.contains(namespace);
        let is_rendered = |overlay: &String| self.overlays.covers(overlay);
        if names.contains(&scope.name) {
            Some(key)
        } else if self.paths.covers(&scope.path) {
            Some("paths")
        } else if scope.profiles.iter().any(is_active) {
            Some("compose-profiles")
        } else if scope.namespace.as_ref().is_some_and(is_here) {
            Some("namespaces")
        } else {
            scope.overlay.as_ref().is_some_and(is_rendered).then_some("overlays")
        }
    }
}

/// A waiver of the configuration.
#[derive(Debug)]
pub(crate) struct WaiverSetting {
    /// What it says.
    pub(crate) waiver: Waiver,
    /// Where it stands.
    pub(crate) span: Span,
    /// The files it covers; all of them if it is empty.
    pub(crate) paths: Excludes,
}

/// What the configuration says of one rule.
#[derive(Clone, Debug)]
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
    /// What several layers say of one rule, later ones last: the last level counts, and the last value of every option.
    pub(crate) fn merge<'a>(layers: impl Iterator<Item = &'a Self>) -> Option<Self> {
        layers.cloned().reduce(|mut merged, layer| {
            merged
                .options
                .retain(|(key, _)| layer.options.iter().all(|it| it.0.value != key.value));
            merged.options.extend(layer.options);
            Self { rule: layer.rule, level: layer.level.or(merged.level), options: merged.options }
        })
    }

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
