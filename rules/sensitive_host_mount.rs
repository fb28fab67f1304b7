//! Containers that see files which decide about the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Mount, Subject, Value};

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
const SENSITIVE: [&str; 44] = [
    "/bin",
    "/boot",
    "/Library/LaunchDaemons",
    "/System",
    "/Users",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/run/dbus",
    "/run/systemd",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/sbin",
    "/var",
    "/var/lib",
    "/var/lib/containerd",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/lib/etcd",
    "/var/lib/containers",
    "/var/log",
    "/var/run/dbus",
    "/opt/cni",
    "/private/etc",
    "/private/var",
    "/snap",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local",
    "/usr/local/lib",
    "/var/lib/cloud",
    "/var/lib/libvirt",
    "/var/lib/rancher",
    "/var/spool",
    "/var/spool/cron",
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
const SHALLOW: [&str; 12] = [
    "/Users",
    "/home",
    "/opt/cni",
    "/private/var",
    "/snap",
    "/usr",
    "/usr/local",
    "/var",
    "/var/lib",
    "/var/lib/libvirt",
    "/var/log",
    "/var/spool",
];
/// Folders of programs, which give nothing away to whoever only reads them.
const PROGRAMS: [&str; 9] = [
    "/snap",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
];
/// Folders with sockets through which services of the host take orders, read-only or not.
const BUSES: [&str; 3] = ["/run/dbus", "/run/systemd", "/var/run/dbus"];
/// Names in a home folder that hold credentials.
const CREDENTIALS: [&str; 12] = [
    ".aws",
    ".azure",
    ".config/gcloud",
    ".config/gh",
    ".docker",
    ".git-credentials",
    ".gnupg",
    ".kube",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".ssh",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    for mount in container.mounts().iter().filter(|it| host_path::is_of_host(it)) {
        let source = match &mount.source {
            Value::Known(source) => source,
            Value::OneOf(sources) if !sources.iter().any(|source| is_sensitive(source)) => continue,
            Value::OneOf(_) | Value::Unknown(_) => {
                doubtful(name, mount, cx);
                continue;
            }
        };
        let is_harmless = mount.read_only && (lies_in_any(source, &PROGRAMS) || is_public(source));
        if is_sensitive(source) && !is_harmless {
            let access = match mount.read_only {
                _ if lies_in_any(source, &BUSES) => "can give orders through",
                true => "can read",
                false => "can change",
            };
            let message = format!("container `{name}` {access} `{source}` of the host");
            let finding = cx.fail(mount.span, message);
            finding.evidence(source.clone()).help(HELP).trail.clone_from(&mount.trail);
            let path = host_path::clean(source);
            if !mount.read_only && path == "/" {
                finding.severity = Severity::Critical;
            } else if path.starts_with("/dev/") && !host_path::is_dangerous_device(&path) {
                // As for what `devices` hands over.
                finding.severity = Severity::Low;
            }
        }
    }
}

/// A mount whose source hangs on a variable, which may tell by its name what it holds.
fn doubtful(name: &str, mount: &Mount, cx: &mut Cx<'_>) {
    let source = cx.project().sources.get(mount.span.source);
    let finding = if host_path::is_key_agent(mount, source) {
        let message = format!("container `{name}` can use the SSH keys of whoever starts it");
        cx.fail(mount.span, message).evidence("SSH_AUTH_SOCK")
    } else if host_path::certain_folder(mount, source)
        .is_some_and(|folder| !host_path::may_reach(folder, &SENSITIVE))
    {
        return;
    } else {
        let message = format!("container `{name}` may mount a sensitive path of the host");
        cx.review(mount.span, message)
    };
    finding.help(HELP).trail.clone_from(&mount.trail);
}

/// Whether a path is that of public keys, which give nothing away.
fn is_public(source: &str) -> bool {
    let is_key = source.rsplit_once('.').is_some_and(|(_, extension)| extension == "pub");
    is_key || source.ends_with("/known_hosts")
}

fn lies_in_any(source: &str, folders: &[&str]) -> bool {
    let path = host_path::clean(source);
    folders.iter().any(|folder| lies_in(&path, folder))
}

fn is_sensitive(source: &str) -> bool {
    let path = host_path::clean(source);
    if path == "/" {
        return true;
    }
    if HARMLESS.iter().any(|folder| lies_in(&path, folder)) {
        return false;
    }
    let mut system = SENSITIVE.iter().filter(|folder| lies_in(&path, folder));
    system.any(|folder| !SHALLOW.contains(folder) || path == *folder) || holds_credentials(&path)
}

fn holds_credentials(path: &str) -> bool {
    let home =
        path.starts_with(['~', '$']) || path.starts_with("/home/") || path.starts_with("/root/");
    home && CREDENTIALS
        .iter()
        .any(|name| path.ends_with(&format!("/{name}")) || path.contains(&format!("/{name}/")))
}
