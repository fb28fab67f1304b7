//! Networks of stores that lead to the world.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "network-not-internal",
    summary: "network of data stores leads outside",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let places = segments::of(project);
    for (name, members) in segments::by_network(&places) {
        let is_back =
            members.iter().any(|it| it.is_store) && members.iter().all(|it| !it.is_published);
        let network = project.field().at(&["networks", name]);
        let is_internal =
            network.as_ref().is_some_and(|it| it.get("internal").is_some_and(|it| it.is_true()));
        let is_foreign = network.as_ref().is_some_and(|it| it.get("external").is_some());
        if !is_back || is_internal || is_foreign {
            continue;
        }
        let place = network.as_ref().map_or(members[0].span, model::compose::Field::key);
        cx.fail(place, format!("the network `{name}` of data stores leads outside"))
            .evidence(name)
            .help("set `internal: true`, unless a member has to reach the internet through it");
    }
}
