//! Containers that can talk to the container engine and so own the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{MountKind, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "runtime-socket-mount",
    summary: "socket of the container engine is mounted",
    severity: Severity::Critical,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Sockets through which an engine takes orders, and folders that hold one.
const SOCKETS: [&str; 5] =
    ["docker.sock", "containerd.sock", "crio.sock", "podman.sock", "dockershim.sock"];
const FOLDERS: [&str; 8] = [
    "/var/run",
    "/run",
    "/var/run/docker",
    "/run/containerd",
    "/var/run/containerd",
    "/run/crio",
    "/var/run/crio",
    "/run/podman",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    for mount in container.mounts().into_iter().filter(|mount| mount.kind == MountKind::Bind) {
        let Value::Known(source) = &mount.source else { continue };
        if is_socket(source) {
            let finding = cx.fail(
                mount.span,
                format!("container `{name}` can reach the container engine through `{source}`"),
            );
            finding.evidence(source.clone()).trail = mount.trail;
            finding.help("remove the mount; if the engine must be asked, put a proxy with an allow-list in between");
        }
    }
}

/// A read-only mount is no protection: the socket still takes every order.
fn is_socket(source: &str) -> bool {
    let path = source.trim_end_matches('/');
    let file = path.rsplit('/').next().unwrap_or(path);
    SOCKETS.contains(&file)
        || FOLDERS.contains(&path)
        || path.ends_with("/docker_engine")
        || path.ends_with("\\docker_engine")
}
