//! Containers that can talk to the container engine and so own the host.

use diag::{Severity, Source, SubjectKind};
use engine::{Builtin, Cx};
use model::{Mount, Subject, Value};

use crate::{host_path, proxies};

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
/// What is left to do where a proxy with an allow-list has the socket.
const PROXY: &str =
    "allow no more calls than its clients need, and reach it through an internal network alone";
/// The rule about paths in general, which says no more of the same mount.
const SAID: &[&str] = &["sensitive-host-mount"];
/// Sockets through which an engine takes orders, wherever they lie.
const SOCKETS: [&str; 8] = [
    "buildkitd.sock",
    "containerd.sock",
    "cri-dockerd.sock",
    "crio.sock",
    "docker.sock",
    "dockershim.sock",
    "libvirt-sock",
    "podman.sock",
];
/// Sockets that are told by their directory, because many programs call theirs so.
const SOCKETS_BY_PLACE: [&str; 6] = [
    "/run/incus/unix.socket",
    "/run/lxd/unix.socket",
    "/var/lib/incus/unix.socket",
    "/var/lib/lxd/unix.socket",
    "/var/snap/incus/common/incus/unix.socket",
    "/var/snap/lxd/common/lxd/unix.socket",
];
/// Directories that hold such a socket.
const FOLDERS: [&str; 25] = [
    "/run",
    "/run/buildkit",
    "/run/containerd",
    "/run/crio",
    "/run/docker",
    "/run/incus",
    "/run/k3s",
    "/run/k3s/containerd",
    "/run/libvirt",
    "/run/lxd",
    "/run/podman",
    "/run/user",
    "/var/lib/incus",
    "/var/lib/lxd",
    "/var/run",
    "/var/run/buildkit",
    "/var/run/containerd",
    "/var/run/crio",
    "/var/run/docker",
    "/var/run/libvirt",
    "/var/run/podman",
    "/var/snap/incus/common/incus",
    "/var/snap/lxd/common",
    "/var/snap/lxd/common/lxd",
    "/var/snap/lxd",
];
/// The same below the home directory of a user of macOS.
const IN_HOMES: [&str; 5] = [".colima", ".docker/run", ".orbstack/run", ".rd", ".colima/default"];
/// Named pipes of Windows that are such sockets.
const PIPES: [&str; 4] = [
    "containerd-containerd",
    "docker_engine",
    "dockerDesktopLinuxEngine",
    "podman-machine-default",
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
            if container.as_service().is_some_and(|it| proxies::only_reads(&it.field())) {
                finding.severity = Severity::Low;
                finding.help(PROXY).primary_text("a proxy that lets only calls through which read");
            }
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
    SOCKETS.contains(&file)
        || PIPES.contains(&file)
        || SOCKETS_BY_PLACE.contains(&path.as_str())
        || FOLDERS.contains(&path.as_str())
        || is_of_user(&path)
}

/// Whether a path is the runtime directory of a user, where rootless engines listen, or such a directory in a home.
fn is_of_user(path: &str) -> bool {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let run = path.strip_prefix("/run/user/").or_else(|| path.strip_prefix("/var/run/user/"));
    let home =
        path.starts_with(['~', '$']) || path.starts_with("/home/") || path.starts_with("/Users/");
    run.is_some_and(is_id) || home && IN_HOMES.iter().any(|it| path.ends_with(&format!("/{it}")))
}

fn file_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
