//! Containers that may take all memory of the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Limit, Subject};

use crate::words::{advice, is_ephemeral};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-memory-limit",
    summary: "no memory limit",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if is_ephemeral(container) {
        return cx.not_applicable();
    }
    let name = container.name();
    let finding = cx.expect(
        &container.memory_limit(),
        |limit| *limit != Limit::Unlimited,
        || format!("container `{name}` has no memory limit"),
        || format!("container `{name}` may have no memory limit"),
    );
    if let Some(finding) = finding {
        finding.help(advice(
            container,
            "set `mem_limit` a little above the measured peak",
            "set `resources.limits.memory` a little above the measured peak",
        ));
    }
}
