//! Containers that can talk to the container engine and so own the host.

use diag::{Severity, Source, SubjectKind};
use engine::{Builtin, Cx};
use model::{Mount, Subject, Value};

use crate::host_path;

pub(crate) const RULE: Builtin = Builtin {
    id: "runtime-socket-mount",
    summary: "socket of the container engine is mounted",
    severity: Severity::Critical,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str =
    "remove the mount; if the engine must be asked, put a proxy with an allow-list in between";
/// The rule about paths in general, which says no more of the same mount.
const SAID: &[&str] = &["sensitive-host-mount"];
/// Sockets through which an engine takes orders, and folders that hold one.
const SOCKETS: [&str; 6] = [
    "containerd.sock",
    "cri-dockerd.sock",
    "crio.sock",
    "docker.sock",
    "dockershim.sock",
    "podman.sock",
];
const FOLDERS: [&str; 12] = [
    "/run",
    "/run/containerd",
    "/run/crio",
    "/run/docker",
    "/run/k3s",
    "/run/k3s/containerd",
    "/run/podman",
    "/var/run",
    "/var/run/containerd",
    "/var/run/crio",
    "/var/run/docker",
    "/var/run/podman",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    for mount in container.mounts().iter().filter(|it| host_path::is_of_host(it)) {
        let source = match &mount.source {
            Value::Known(source) => source,
            Value::OneOf(sources) if !sources.iter().any(|source| is_socket(source)) => continue,
            Value::OneOf(_) | Value::Unknown(_) => {
                doubtful(name, mount, cx);
                continue;
            }
        };
        if is_socket(source) {
            let message =
                format!("container `{name}` can reach the container engine through `{source}`");
            let finding = cx.fail(mount.span, message);
            finding.restates = SAID;
            finding.evidence(source.clone()).help(HELP).trail.clone_from(&mount.trail);
        }
    }
}

/// A mount whose source hangs on a variable: how the path ends may be known all the same.
fn doubtful(name: &str, mount: &Mount, cx: &mut Cx<'_>) {
    let source = cx.project().sources.get(mount.span.source);
    let end = host_path::certain_end(mount, source).map(|end| end.trim_end_matches('/'));
    let finding = match end {
        Some(end) if SOCKETS.contains(&file_of(end)) => cx.fail(
            mount.span,
            format!("container `{name}` can reach the container engine through `{end}`"),
        ),
        Some(end) if FOLDERS.iter().all(|folder| !folder.ends_with(end)) => return,
        _ if host_path::is_key_agent(mount, source) || is_elsewhere(mount, source) => return,
        _ => cx.review(
            mount.span,
            format!("container `{name}` may mount the socket of the container engine, or another path that decides about the host"),
        ),
    };
    finding.restates = SAID;
    finding.help(HELP).trail.clone_from(&mount.trail);
}

/// Whether the certain beginning of a path leads away from all sockets. In other folders they have to be called by name.
fn is_elsewhere(mount: &Mount, source: &Source) -> bool {
    host_path::certain_folder(mount, source)
        .is_some_and(|folder| !host_path::may_reach(folder, &FOLDERS))
}

/// A read-only mount is no protection: the socket still takes every order.
fn is_socket(source: &str) -> bool {
    let path = host_path::clean(source);
    let file = file_of(&path);
    SOCKETS.contains(&file) || FOLDERS.contains(&path.as_str()) || file == "docker_engine"
}

fn file_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
