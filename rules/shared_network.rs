//! Services that share a network although the organisation keeps them apart.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

use crate::segments::{self, Place};

pub(crate) const RULE: Builtin = Builtin {
    id: "shared-network",
    summary: "services that are to be kept apart share a network",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: Options::read::<SharedNetwork>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SharedNetwork {
    /// Lists of services of which no two may share a network.
    separate: Vec<Vec<String>>,
}

impl Rule for SharedNetwork {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(project) = subject.compose().filter(|_| !self.separate.is_empty()) else {
            return cx.not_applicable();
        };
        let places = segments::of(project);
        for names in &self.separate {
            let named: Vec<&Place<'_>> =
                places.iter().filter(|place| names.iter().any(|name| name == place.name)).collect();
            for (at, place) in named.iter().enumerate() {
                for other in &named[..at] {
                    report(place, other, cx);
                }
            }
        }
    }
}

fn report(place: &Place<'_>, other: &Place<'_>, cx: &mut Cx<'_>) {
    let shared: Vec<_> =
        place.networks.intersection(&other.networks).map(|name| format!("`{name}`")).collect();
    if shared.is_empty() {
        return;
    }
    let message =
        format!("services `{}` and `{}` share {}", other.name, place.name, shared.join(" and "));
    let finding = cx.fail(place.span, message);
    finding.label(other.span, "is to be kept apart from it");
    finding
        .evidence(format!("{} {}", other.name, place.name))
        .help("give each a network of its own, with whatever connects them on both");
}
