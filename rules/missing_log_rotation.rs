//! Services whose log fills the disk.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-log-rotation",
    summary: "log has no size limit",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

const HELP: &str = "set `logging.options.max-size` and `max-file`, or use the driver `local`";
/// Drivers that write files on the host and keep everything unless told otherwise.
const UNBOUNDED: [&str; 2] = ["", "json-file"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let logging = service.field().get("logging");
    let driver = logging.as_ref().and_then(|logging| logging.get("driver"));
    if driver.as_ref().is_some_and(|driver| driver.doubt().is_some()) {
        return;
    }
    let driver = driver.and_then(|driver| driver.str()).unwrap_or_default();
    let limit = logging.as_ref().and_then(|logging| logging.at(&["options", "max-size"]));
    if !UNBOUNDED.contains(&driver) || limit.is_some() {
        return;
    }
    if let Some(why) = service.unread_part() {
        let message = format!("the log of service `{}` may have no limit: {why}", service.name);
        cx.review(service.absence(), message).help(HELP);
        return;
    }
    let place = logging.as_ref().map_or_else(|| service.absence(), model::compose::Field::key);
    cx.fail(place, format!("the log of service `{}` may fill the disk of the host", service.name))
        .help(HELP);
}
