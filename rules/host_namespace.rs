//! Containers that share a namespace with the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{HostNamespace, SharedNamespace, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "host-namespace",
    summary: "a namespace of the host is shared",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    for SharedNamespace { namespace, host } in container.namespaces() {
        let kind = namespace.as_str();
        let finding = cx.expect(
            &host,
            |host| !host,
            || format!("container `{name}` shares the {kind} namespace of the host"),
            || format!("container `{name}` may share the {kind} namespace of the host"),
        );
        let Some(finding) = finding else { continue };
        finding.evidence(kind).help("remove the setting, or publish just what the container needs");
        // Without user namespace remapping these give away little by themselves.
        if matches!(namespace, HostNamespace::Uts | HostNamespace::User | HostNamespace::Cgroup) {
            finding.severity = Severity::Low;
        }
    }
}
