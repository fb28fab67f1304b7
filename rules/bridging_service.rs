//! Services that join every network.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "bridging-service",
    summary: "service joins all networks",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let places = segments::of(project);
    let networks = segments::by_network(&places);
    // Two networks have to be joined somewhere.
    if networks.len() < 3 {
        return cx.not_applicable();
    }
    for place in places.iter().filter(|place| place.networks.len() == networks.len()) {
        let message = format!("`{}` joins all {} networks", place.name, networks.len());
        cx.fail(place.span, message)
            .evidence(place.name)
            .help("join only the networks of what it talks to, or split it");
    }
}
