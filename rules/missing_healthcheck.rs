//! Containers that nobody asks whether they are well.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Health, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-healthcheck",
    summary: "no health check",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if container.health().is(&Health::NotExpected) {
        return cx.not_applicable();
    }
    let name = container.name();
    let finding = cx.expect(
        &container.health(),
        |health| *health != Health::None,
        || format!("nothing checks the health of container `{name}`"),
        || format!("it is not known whether anything checks the health of container `{name}`"),
    );
    if let Some(finding) = finding {
        finding.help("add a `HEALTHCHECK`, a `healthcheck:` or probes");
    }
}
