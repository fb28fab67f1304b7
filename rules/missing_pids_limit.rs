//! Containers that may start processes until the host has none left.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Limit, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-pids-limit",
    summary: "no limit on the number of processes",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    // The engine refuses such a limit there.
    if container.is_windows() {
        return cx.not_applicable();
    }
    let name = container.name();
    let finding = cx.expect(
        &container.pids_limit(),
        |limit| *limit != Limit::Unlimited,
        || format!("container `{name}` has no process limit"),
        || format!("container `{name}` may have no process limit"),
    );
    if let Some(finding) = finding {
        finding.help("set `pids_limit`, for example 200");
    }
}
