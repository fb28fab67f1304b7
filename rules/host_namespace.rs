//! Containers that share a namespace with the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{HostNamespace, Setting, SharedNamespace, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "host-namespace",
    summary: "a namespace of the host is shared",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "remove the setting, and offer the container just what it needs";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    let (unseen, seen): (Vec<_>, Vec<_>) =
        container.namespaces().into_iter().partition(|shared| is_unseen(&shared.host));
    for SharedNamespace { namespace, host } in seen {
        let kind = namespace.as_str();
        let controls = controls(namespace);
        for control in controls {
            cx.decides(*control);
        }
        let finding = cx.expect(
            &host,
            |host| !host,
            || format!("container `{name}` shares the {kind} namespace of the host"),
            || format!("container `{name}` may share the {kind} namespace of the host"),
        );
        let Some(finding) = finding else { continue };
        finding.evidence(kind).help(HELP);
        finding.controls.extend(controls.iter().map(|id| (*id).to_owned()));
        // Without user namespace remapping these give away little by themselves.
        if matches!(namespace, HostNamespace::Uts | HostNamespace::User | HostNamespace::Cgroup) {
            finding.severity = Severity::Low;
        }
    }
    let doubt = || format!("container `{name}` may share namespaces of the host");
    let first = unseen.first().and_then(|it| cx.expect(&it.host, |_| false, String::new, doubt));
    if let Some(finding) = first {
        finding.help(HELP);
        let open = unseen.iter().flat_map(|shared| controls(shared.namespace));
        finding.controls.extend(open.map(|id| (*id).to_owned()));
    }
}

/// Whether nothing is written that was read, and something may be that was not: it is said once for all namespaces.
fn is_unseen(host: &Setting<bool>) -> bool {
    !host.is_written() && matches!(host.value, Value::Unknown(_))
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
