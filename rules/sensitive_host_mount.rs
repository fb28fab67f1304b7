//! Containers that see files which decide about the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, Value};

use crate::host_path::{self, lies_in};

pub(crate) const RULE: Builtin = Builtin {
    id: "sensitive-host-mount",
    summary: "sensitive path of the host is mounted",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "mount just the file that is needed, read-only, or copy it into a volume";
/// Folders whose content decides about the host (CIS 5.6), and credentials of its users.
const SENSITIVE: [&str; 19] = [
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
    "/var/lib/containerd",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/lib/etcd",
    "/var/lib/containers",
    "/var/log",
    "/opt/cni",
];
/// Files below them that give nothing away and that many containers need.
const HARMLESS: [&str; 15] = [
    "/dev/dri",
    "/dev/null",
    "/dev/random",
    "/dev/shm",
    "/dev/urandom",
    "/dev/zero",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/os-release",
    "/etc/resolv.conf",
    "/etc/ssl/certs",
    "/etc/timezone",
    "/usr/share",
];
/// Folders that only matter when they are mounted themselves, not what lies deeper.
const SHALLOW: [&str; 4] = ["/home", "/opt/cni", "/usr", "/var/log"];
/// Names in a home folder that hold credentials.
const CREDENTIALS: [&str; 8] =
    [".aws", ".azure", ".docker", ".gnupg", ".kube", ".netrc", ".ssh", ".config/gcloud"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    for mount in host_path::mounts(container) {
        let source = match &mount.source {
            Value::Known(source) => source,
            Value::OneOf(sources) if !sources.iter().any(|source| is_sensitive(source)) => continue,
            Value::OneOf(_) | Value::Unknown(_) => {
                let why = format!("container `{name}` may mount a sensitive path of the host");
                cx.review(mount.span, why).help(HELP).trail = mount.trail;
                continue;
            }
        };
        if is_sensitive(source) {
            let access = if mount.read_only { "can read" } else { "can change" };
            let message = format!("container `{name}` {access} `{source}` of the host");
            let finding = cx.fail(mount.span, message);
            finding.evidence(source.clone()).help(HELP).trail = mount.trail;
            if !mount.read_only && host_path::clean(source) == "/" {
                finding.severity = Severity::Critical;
            }
        }
    }
}

fn is_sensitive(source: &str) -> bool {
    let path = host_path::clean(source);
    if path == "/" {
        return true;
    }
    if HARMLESS.iter().any(|folder| lies_in(&path, folder)) {
        return false;
    }
    let system = SENSITIVE.iter().find(|folder| lies_in(&path, folder));
    system.is_some_and(|folder| !SHALLOW.contains(folder) || path == *folder)
        || holds_credentials(&path)
}

fn holds_credentials(path: &str) -> bool {
    let home =
        path.starts_with(['~', '$']) || path.starts_with("/home/") || path.starts_with("/root/");
    home && CREDENTIALS
        .iter()
        .any(|name| path.ends_with(&format!("/{name}")) || path.contains(&format!("/{name}/")))
}
