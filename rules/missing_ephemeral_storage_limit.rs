//! Containers that may fill the disk of their node.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Limit, Subject};

use crate::words::is_ephemeral;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-ephemeral-storage-limit",
    summary: "no limit on the local storage of a container",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    if is_ephemeral(container) {
        return cx.not_applicable();
    }
    let name = container.container_name();
    let finding = cx.expect(
        &container.resource_limit("ephemeral-storage"),
        |limit| *limit != Limit::Unlimited,
        || format!("container `{name}` may fill the disk of its node"),
        || format!("container `{name}` may have no limit of its local storage"),
    );
    if let Some(finding) = finding {
        finding.help("set `resources.limits.ephemeral-storage`, for example `1Gi`");
    }
}
