//! Services that leave no trace.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "disabled-logging",
    summary: "logging is switched off",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(driver) = service.field().at(&["logging", "driver"]) else { return };
    if driver.str() == Some("none") {
        let finding = cx.fail(driver.blame(), format!("service `{}` keeps no log", service.name));
        finding.trail = driver.trail().to_vec();
        finding.help("use a driver that keeps the last lines, such as `local`");
    }
}
