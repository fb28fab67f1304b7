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
    let has = |resource: &str| {
        let own = container.field().at(&["resources", "requests", resource]);
        let pod = container.pod.spec().at(&["resources", "requests", resource]);
        own.or(pod).is_some()
    };
    // A limit without a request is one.
    let memory = has("memory") || !container.memory_limit().is(&Limit::Unlimited);
    let cpu = has("cpu") || !container.cpu_limit().is(&Limit::Unlimited);
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
