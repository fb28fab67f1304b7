//! Protections that `daemon.json` could switch on for every container and does not.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::estate::Daemon;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-daemon-hardening",
    summary: "engine does without a protection that it has",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::DaemonConfig],
    build: |options| options.none(check),
};

/// A protection that is off unless `daemon.json` asks for it.
struct Protection {
    key: &'static str,
    /// Whether the file asks for it, or `weak-daemon-setting` says already that it is switched off.
    is_settled: fn(&Daemon<'_>) -> bool,
    /// The control of the CIS Docker Benchmark.
    control: &'static str,
    what: &'static str,
    help: &'static str,
}

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(file) = subject.estate() else { return };
    let Some(daemon) = file.daemon() else { return };
    for protection in &PROTECTIONS {
        cx.decides(protection.control);
        if (protection.is_settled)(&daemon) {
            continue;
        }
        let place = daemon.get(protection.key).map_or_else(|| first(file.span()), |it| it.blame());
        let finding = cx.fail(place, format!("the engine {}", protection.what));
        finding.evidence(protection.key).help(protection.help);
        finding.control(protection.control);
    }
}

/// The brace at which the object begins.
fn first(span: Span) -> Span {
    Span::new(span.source, span.start(), span.start() + 1)
}

fn is_written(daemon: &Daemon<'_>, key: &str) -> bool {
    daemon.get(key).is_some_and(|field| matches!(field.bool(), Value::Known(_)))
}

fn names_something(daemon: &Daemon<'_>, key: &str) -> bool {
    daemon.get(key).is_some_and(|field| {
        field.str().is_some_and(|text| !text.is_empty())
            || field.items().next().is_some()
            || field.entries().next().is_some()
    })
}

/// Drivers that keep logs on the host, where whoever breaks in can delete them; without any it is `json-file`.
fn logs_leave_the_host(daemon: &Daemon<'_>) -> bool {
    let driver = daemon.get("log-driver").and_then(|it| it.str()).unwrap_or("json-file");
    !matches!(driver, "json-file" | "local" | "journald")
}

/// A swarm does not go with it.
fn keeps_containers_running(daemon: &Daemon<'_>) -> bool {
    is_written(daemon, "live-restore") || daemon.get("swarm-default-advertise-addr").is_some()
}

const PROTECTIONS: [Protection; 8] = [
    Protection {
        key: "authorization-plugins",
        is_settled: |it| names_something(it, "authorization-plugins"),
        control: "cis-docker:1.8.0:2.13",
        what: "lets whoever may give one order give all of them",
        help: "name an authorization plugin in `authorization-plugins`",
    },
    Protection {
        key: "default-ulimits",
        is_settled: |it| names_something(it, "default-ulimits"),
        control: "cis-docker:1.8.0:2.9",
        what: "sets no limits on files and processes of its containers",
        help: "set `default-ulimits`, at least for `nofile` and `nproc`",
    },
    Protection {
        key: "icc",
        is_settled: |it| is_written(it, "icc"),
        control: "cis-docker:1.8.0:2.2",
        what: "lets all containers on the default bridge talk to each other",
        help: "set `icc` to `false`, and put what belongs together into a network of its own",
    },
    Protection {
        key: "live-restore",
        is_settled: keeps_containers_running,
        control: "cis-docker:1.8.0:2.16",
        what: "stops every container when it is restarted, so it is not patched",
        help: "set `live-restore` to `true`, unless the engine is part of a swarm",
    },
    Protection {
        key: "log-driver",
        is_settled: logs_leave_the_host,
        control: "cis-docker:1.8.0:2.14",
        what: "keeps the logs of its containers on the host alone",
        help: "set `log-driver` to one that sends logs to another host, such as `syslog` or `fluentd`",
    },
    Protection {
        key: "no-new-privileges",
        is_settled: |it| is_written(it, "no-new-privileges"),
        control: "cis-docker:1.8.0:2.15",
        what: "lets processes gain privileges that their parents have not",
        help: "set `no-new-privileges` to `true`; a service that needs it can say so",
    },
    Protection {
        key: "userland-proxy",
        is_settled: |it| is_written(it, "userland-proxy"),
        control: "cis-docker:1.8.0:2.17",
        what: "forwards ports through a process of its own, which hides who connects",
        help: "set `userland-proxy` to `false`",
    },
    Protection {
        key: "userns-remap",
        is_settled: |it| names_something(it, "userns-remap"),
        control: "cis-docker:1.8.0:2.10",
        what: "makes root in a container root on the host",
        help: "set `userns-remap` to `default`",
    },
];
