//! Services that take over the limits of the daemon.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-ulimits",
    summary: "limits of open files and processes are not set",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

const HELP: &str = "set `ulimits.nofile` and `ulimits.nproc`";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    if service.is_windows() {
        return cx.not_applicable();
    }
    if service.field().get("ulimits").is_some() {
        return;
    }
    if let Some(why) = service.unread_part() {
        let message =
            format!("service `{}` may have the limits of the daemon: {why}", service.name);
        cx.review(service.absence(), message).help(HELP);
    } else {
        cx.fail(
            service.absence(),
            format!("service `{}` has the limits of the daemon", service.name),
        )
        .help(HELP);
    }
}
