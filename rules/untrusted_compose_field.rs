//! What a Compose file from strangers could do to the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{MountKind, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "untrusted-compose-field",
    summary: "field gives the file power over the host",
    severity: Severity::High,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

/// Fields that Docker's trust model names, and what they let the author of the file do.
const FIELDS: [(&str, &str); 16] = [
    ("cap_add", "adds capabilities"),
    ("cgroup", "leaves its control group namespace"),
    ("credential_spec", "reads a file of the host"),
    ("device_cgroup_rules", "uses devices of the host"),
    ("devices", "uses devices of the host"),
    ("env_file", "reads a file of the host"),
    ("gpus", "uses devices of the host"),
    ("ipc", "leaves its IPC namespace"),
    ("label_file", "reads a file of the host"),
    ("network_mode", "leaves its network namespace"),
    ("pid", "leaves its PID namespace"),
    ("privileged", "owns the host"),
    ("security_opt", "changes its confinement"),
    ("use_api_socket", "commands the engine"),
    ("userns_mode", "leaves its user namespace"),
    ("volumes_from", "takes the mounts of another container"),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container();
    let Some(service) = container.and_then(|container| container.as_service()) else { return };
    let Some(container) = container else { return };
    let all = service.field();
    for (key, power) in FIELDS {
        let Some(field) = all.get(key) else { continue };
        if is_harmless(key, field.str())
            || field.str().is_none() && field.items().is_empty() && field.entries().is_empty()
        {
            continue;
        }
        let finding =
            cx.fail(field.key(), format!("service `{}` {power} by `{key}`", service.name));
        finding.trail = field.trail().to_vec();
        finding.evidence(key).help("read what it asks for before the file is run");
    }
    for mount in container.mounts().into_iter().filter(|mount| mount.kind == MountKind::Bind) {
        let finding =
            cx.fail(mount.span, format!("service `{}` sees files of the host", service.name));
        finding.trail = mount.trail;
        finding.evidence("volumes").help("read what it mounts before the file is run");
    }
}

/// Values that give nothing away.
fn is_harmless(key: &str, value: Option<&str>) -> bool {
    matches!(
        (key, value),
        ("privileged" | "use_api_socket", Some("false"))
            | ("network_mode", Some("none" | "bridge"))
            | ("cgroup" | "ipc", Some("private"))
            | ("ipc", Some("none"))
    )
}
