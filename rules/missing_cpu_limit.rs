//! Containers that may take all CPUs of the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Limit, Subject};

use crate::words::{advice, is_ephemeral};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-cpu-limit",
    summary: "no CPU limit",
    severity: Severity::Low,
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
        &container.cpu_limit(),
        |limit| *limit != Limit::Unlimited,
        || format!("container `{name}` has no CPU limit"),
        || format!("container `{name}` may have no CPU limit"),
    );
    if let Some(finding) = finding {
        finding.help(advice(
            container,
            "set `cpus`, for example 0.5",
            "set `resources.limits.cpu`, for example `500m`",
        ));
    }
}
