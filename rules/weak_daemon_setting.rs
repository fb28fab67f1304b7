//! Settings in `daemon.json` that take a protection away from every container of the engine.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::estate::Daemon;
use model::kube::Field;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "weak-daemon-setting",
    summary: "setting of the engine takes a protection away",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::DaemonConfig],
    build: |options| options.none(check),
};

/// A setting that weakens every container when it has a certain value.
struct Setting {
    key: &'static str,
    weakens: fn(&Field<'_>) -> bool,
    severity: Severity,
    /// The control of the CIS Docker Benchmark, if it has one.
    control: Option<&'static str>,
    what: &'static str,
    help: &'static str,
}

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(daemon) = subject.daemon() else { return };
    for setting in &SETTINGS {
        if let Some(control) = setting.control {
            cx.decides(control);
        }
        let Some(field) = daemon.get(setting.key).filter(|it| (setting.weakens)(it)) else {
            continue;
        };
        let finding = cx.fail(field.blame(), format!("the engine {}", setting.what));
        finding.severity = setting.severity;
        finding.evidence(setting.key).help(setting.help);
        finding.controls.extend(setting.control.map(str::to_owned));
    }
    confirm(&daemon, cx);
}

/// The control about the cgroup of all containers.
const CGROUP: &str = "cis-docker:1.8.0:2.11";

/// What nobody but its owner can call right or wrong.
fn confirm(daemon: &Daemon<'_>, cx: &mut Cx<'_>) {
    cx.decides(CGROUP);
    let Some(parent) = daemon.get("cgroup-parent") else { return };
    let message =
        "whether the limits of this cgroup are meant for every container is not in the file";
    let finding = cx.review(parent.blame(), message);
    finding.evidence("cgroup-parent").control(CGROUP);
    finding.help("delete `cgroup-parent`, or confirm that the cgroup has the limits it should");
}

fn is_true(field: &Field<'_>) -> bool {
    field.bool() == Value::Known(true)
}

fn is_false(field: &Field<'_>) -> bool {
    field.bool() == Value::Known(false)
}

/// Registries on the host itself are reached without a network.
fn trusts_a_network(field: &Field<'_>) -> bool {
    let is_local = |it: &str| it.starts_with("localhost") || it.starts_with("127.");
    field.items().any(|registry| registry.str().is_some_and(|it| !is_local(it)))
}

fn sets_base_size(field: &Field<'_>) -> bool {
    field.items().any(|option| option.str().is_some_and(|it| it.starts_with("dm.basesize")))
}

fn is_beyond_loopback(field: &Field<'_>) -> bool {
    let is_local =
        |it: &str| ["127.", "localhost:", "[::1]"].iter().any(|start| it.starts_with(start));
    field.str().is_some_and(|address| !is_local(address))
}

const SETTINGS: [Setting; 19] = [
    Setting {
        key: "allow-direct-routing",
        weakens: is_true,
        severity: Severity::Medium,
        control: None,
        what: "lets other hosts reach containers past their published ports",
        help: "delete `allow-direct-routing`, and publish the ports that are needed",
    },
    Setting {
        key: "debug",
        weakens: is_true,
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.3"),
        what: "logs for debugging, which writes down more than it should",
        help: "delete `debug`, and leave `log-level` at `info`",
    },
    Setting {
        key: "default-cgroupns-mode",
        weakens: |it| it.str() == Some("host"),
        severity: Severity::Medium,
        control: None,
        what: "gives every container the cgroup namespace of the host",
        help: "set `default-cgroupns-mode` to `private`",
    },
    Setting {
        key: "default-ipc-mode",
        weakens: |it| it.str() == Some("shareable"),
        severity: Severity::Low,
        control: None,
        what: "lets containers join the shared memory of others",
        help: "set `default-ipc-mode` to `private`",
    },
    Setting {
        key: "experimental",
        weakens: is_true,
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.19"),
        what: "has experimental features switched on",
        help: "delete `experimental` where containers serve anybody",
    },
    Setting {
        key: "icc",
        weakens: is_true,
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.2"),
        what: "lets all containers on the default bridge talk to each other",
        help: "set `icc` to `false`, and put what belongs together into a network of its own",
    },
    Setting {
        key: "insecure-registries",
        weakens: trusts_a_network,
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.5"),
        what: "pulls images from a registry without verified TLS",
        help: "give the registry a certificate, and delete `insecure-registries`",
    },
    Setting {
        key: "ip6tables",
        weakens: is_false,
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.4"),
        what: "keeps no firewall rules for IPv6, so networks are not isolated from each other",
        help: "delete `ip6tables`, which is on by default",
    },
    Setting {
        key: "iptables",
        weakens: is_false,
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.4"),
        what: "keeps no firewall rules, so networks are not isolated from each other",
        help: "delete `iptables`, which is on by default",
    },
    Setting {
        key: "live-restore",
        weakens: is_false,
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.16"),
        what: "stops every container when it is restarted, so it is not patched",
        help: "set `live-restore` to `true`, unless the engine is part of a swarm",
    },
    Setting {
        key: "log-driver",
        weakens: |it| it.str() == Some("none"),
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.14"),
        what: "keeps no logs of its containers",
        help: "set `log-driver` to one that sends logs to another host",
    },
    Setting {
        key: "log-level",
        weakens: |it| it.str() == Some("debug"),
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.3"),
        what: "logs for debugging, which writes down more than it should",
        help: "set `log-level` to `info`",
    },
    Setting {
        key: "metrics-addr",
        weakens: is_beyond_loopback,
        severity: Severity::Medium,
        control: None,
        what: "serves its metrics to whoever reaches the host",
        help: "bind `metrics-addr` to `127.0.0.1`",
    },
    Setting {
        key: "no-new-privileges",
        weakens: is_false,
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.15"),
        what: "lets processes gain privileges that their parents have not",
        help: "set `no-new-privileges` to `true`; a service that needs it can say so",
    },
    Setting {
        key: "seccomp-profile",
        weakens: |it| it.str() == Some("unconfined"),
        severity: Severity::High,
        control: Some("cis-docker:1.8.0:2.18"),
        what: "starts every container without a seccomp filter",
        help: "set `seccomp-profile` to `builtin`, or to the path of a stricter profile",
    },
    Setting {
        key: "storage-driver",
        weakens: |it| it.str() == Some("aufs"),
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.6"),
        what: "keeps images by `aufs`, which is not maintained",
        help: "set `storage-driver` to `overlay2`",
    },
    Setting {
        key: "storage-driver",
        weakens: |it| it.str() == Some("devicemapper"),
        severity: Severity::Medium,
        control: Some("cis-docker:1.8.0:2.7"),
        what: "keeps images by `devicemapper`, which is not maintained",
        help: "set `storage-driver` to `overlay2`",
    },
    Setting {
        key: "storage-opts",
        weakens: sets_base_size,
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.12"),
        what: "gives every container another size of disk than the default",
        help: "delete `dm.basesize`, and limit the disks of those containers that need it",
    },
    Setting {
        key: "userland-proxy",
        weakens: is_true,
        severity: Severity::Low,
        control: Some("cis-docker:1.8.0:2.17"),
        what: "forwards ports through a process of its own, which hides who connects",
        help: "set `userland-proxy` to `false`",
    },
];
