//! What a Compose file from strangers could do to the host.

use diag::{Finding, Severity, Span, Step, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::{Field, Project, Service};
use model::{Container, MountKind, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "untrusted-compose-field",
    summary: "field gives the file power over the host",
    severity: Severity::High,
    default_on: false,
    subjects: &[SubjectKind::ComposeProject, SubjectKind::Service],
    build: |options| options.none(check),
};

/// Fields of a service that Docker's trust model names, those of the same effect, and what they let the author do.
const FIELDS: [(&str, &str); 25] = [
    ("annotations", "gives orders to the runtime"),
    ("cap_add", "adds capabilities"),
    ("cgroup", "leaves its control group namespace"),
    ("cgroup_parent", "chooses its control group"),
    ("credential_spec", "reads a file of the host"),
    ("device_cgroup_rules", "uses devices of the host"),
    ("devices", "uses devices of the host"),
    ("env_file", "reads a file of the host"),
    ("gpus", "uses devices of the host"),
    ("group_add", "joins groups of the host"),
    ("ipc", "leaves its IPC namespace"),
    ("label_file", "reads a file of the host"),
    ("network_mode", "leaves its network namespace"),
    ("oom_score_adj", "outlives other processes of the host"),
    ("pid", "leaves its PID namespace"),
    ("post_start", "runs commands with rights of their own"),
    ("pre_start", "runs commands with rights of their own"),
    ("pre_stop", "runs commands with rights of their own"),
    ("privileged", "owns the host"),
    ("runtime", "chooses the program that starts it"),
    ("security_opt", "changes its confinement"),
    ("sysctls", "changes settings of the kernel"),
    ("use_api_socket", "commands the engine"),
    ("userns_mode", "leaves its user namespace"),
    ("volumes_from", "takes the mounts of another container"),
];
/// The same of the build of a service.
const BUILD: [(&str, &str); 4] = [
    ("entitlements", "leaves the sandbox of the builder"),
    ("network", "chooses the network of its build"),
    ("privileged", "leaves the sandbox of the builder"),
    ("ssh", "uses keys of whoever runs it"),
];
const HELP: &str = "read what it asks for before the file is run";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(project) = subject.compose() {
        return sources(project, cx);
    }
    let Some(service) = subject.container().and_then(Container::as_service) else { return };
    let all = service.field();
    for (key, power) in FIELDS {
        if let Some(field) = all.get(key) {
            judge(service, &field, key, key, power, cx);
        }
    }
    for (key, power) in BUILD {
        if let Some(field) = all.at(&["build", key]) {
            judge(service, &field, key, &format!("build.{key}"), power, cx);
        }
    }
    for mount in service.mounts().iter().filter(|mount| mount.kind == MountKind::Bind) {
        let message = format!("service `{}` sees files of the host", service.name);
        fail(cx, mount.span, mount.trail.clone(), message, "volumes");
    }
    image(service, cx);
}

/// Remote parts and programs of the host that a project uses.
fn sources(project: &Project, cx: &mut Cx<'_>) {
    for source in project.remote_sources() {
        let message = "the file takes over what it finds elsewhere".to_owned();
        fail(cx, source.span, Vec::new(), message, "remote");
    }
    let services = project.field().get("services").map(|services| services.entries());
    for (name, service) in services.unwrap_or_default() {
        if let Some(provider) = service.get("provider") {
            let message = format!("service `{name}` runs a program of the host by `provider`");
            fail(cx, provider.key(), provider.trail().to_vec(), message, "provider");
        }
    }
}

fn judge(
    service: &Service<'_>,
    field: &Field<'_>,
    key: &str,
    shown: &str,
    power: &str,
    cx: &mut Cx<'_>,
) {
    let is_empty = field.text().is_none() && field.items().is_empty() && field.entries().is_empty();
    let only_hardens = key == "security_opt" && field.items().iter().all(hardens);
    if is_empty || only_hardens || is_harmless(key, field.str()) {
        return;
    }
    let message = format!("service `{}` {power} by `{shown}`", service.name);
    fail(cx, field.key(), field.trail().to_vec(), message, shown);
}

/// An image runs whatever its author put into it, unless it is the one that was read.
fn image(service: &Service<'_>, cx: &mut Cx<'_>) {
    let image = service.image();
    let Some(known) = image.known().filter(|_| !service.is_built()) else { return };
    if !known.is_digest_pinned() {
        let message = format!("service `{}` runs whatever `{known}` is that day", service.name);
        fail(cx, image.blame, image.trail.clone(), message, "image").severity = Severity::Low;
    }
}

fn fail<'f>(
    cx: &'f mut Cx<'_>,
    span: Span,
    trail: Vec<Step>,
    message: String,
    evidence: &str,
) -> &'f mut Finding {
    let finding = cx.fail(span, message);
    finding.trail = trail;
    finding.evidence(evidence).help(HELP)
}

/// Whether a security option takes rights away.
fn hardens(option: &Field<'_>) -> bool {
    let switch = option.str().and_then(|text| text.strip_prefix("no-new-privileges"));
    switch.is_some_and(|value| matches!(value, "" | ":true" | "=true"))
}

/// Values that give nothing away.
fn is_harmless(key: &str, value: Option<&str>) -> bool {
    matches!(
        (key, value),
        ("privileged" | "use_api_socket", Some("false"))
            | ("network_mode", Some("none" | "bridge"))
            | ("network", Some("none" | "default"))
            | ("cgroup" | "ipc", Some("private"))
            | ("ipc", Some("none"))
    )
}
