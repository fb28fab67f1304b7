//! Services that are in the network of the project because they name none.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "default-network",
    summary: "service is in the default network of the project",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    for place in segments::of(project).iter().filter(|place| place.networks.contains("default")) {
        cx.fail(
            place.span,
            format!("service `{}` is in the default network of the project", place.name),
        )
        .evidence(place.name)
        .help("name the networks that it needs");
    }
}
