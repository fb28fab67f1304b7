//! Containers that reserve neither CPU nor memory.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, Limit, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-resource-request",
    summary: "no resource request",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    // Nothing is reserved for a debugging guest.
    if container.role == model::kube::Role::Ephemeral {
        return cx.not_applicable();
    }
    // Steps of a Tekton task have another name for their limits.
    let has = |resource: &str| {
        container.has_request(resource) || !container.resource_limit(resource).is(&Limit::Unlimited)
    };
    let (cpu, memory) = (has("cpu"), has("memory"));
    let what = match (cpu, memory) {
        (true, true) => return,
        (true, false) => "memory",
        (false, true) => "CPU",
        (false, false) => "CPU and memory",
    };
    cx.fail(
        container.span(),
        format!("container `{}` requests no {what}", container.container_name()),
    )
    .evidence(what)
    .help("set `resources.requests` to what the program uses on an ordinary day");
}
