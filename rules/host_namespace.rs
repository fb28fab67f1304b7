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
        for control in controls(namespace) {
            cx.decides(*control);
        }
        let finding = cx.expect(
            &host,
            |host| !host,
            || format!("container `{name}` shares the {kind} namespace of the host"),
            || format!("container `{name}` may share the {kind} namespace of the host"),
        );
        let Some(finding) = finding else { continue };
        finding
            .evidence(kind)
            .help("remove the setting, and offer the container just what it needs");
        finding.controls.extend(controls(namespace).iter().map(|id| (*id).to_owned()));
        // Without user namespace remapping these give away little by themselves.
        if matches!(namespace, HostNamespace::Uts | HostNamespace::User | HostNamespace::Cgroup) {
            finding.severity = Severity::Low;
        }
    }
}

/// Benchmarks have a control for every namespace.
fn controls(namespace: HostNamespace) -> &'static [&'static str] {
    match namespace {
        HostNamespace::Network => &["cis-docker:1.8.0:5.10", "cis-kubernetes:1.12:5.2.5"],
        HostNamespace::Pid => &["cis-docker:1.8.0:5.16", "cis-kubernetes:1.12:5.2.3"],
        HostNamespace::Ipc => &["cis-docker:1.8.0:5.17", "cis-kubernetes:1.12:5.2.4"],
        HostNamespace::Uts => &["cis-docker:1.8.0:5.21"],
        HostNamespace::User => &["cis-docker:1.8.0:5.31"],
        HostNamespace::Cgroup => &["cis-docker:1.8.0:5.25"],
    }
}
