//! Windows containers that are processes of their node.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "windows-host-process",
    summary: "container is a process of its Windows node",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const PATH: [&str; 3] = ["securityContext", "windowsOptions", "hostProcess"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    let own = container.field().setting(&PATH, Field::bool);
    let Some(host) = own.or_else(|| container.pod.spec().setting(&PATH, Field::bool)) else {
        return;
    };
    let name = container.container_name();
    let finding = cx.expect(
        &host,
        |host| !host,
        || format!("container `{name}` is a process of its Windows node"),
        || format!("container `{name}` may be a process of its Windows node"),
    );
    if let Some(finding) = finding {
        finding.help("remove `hostProcess`, unless the pod administers nodes");
    }
}
