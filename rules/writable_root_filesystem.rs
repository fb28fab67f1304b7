//! Containers that can write to their own image.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::words::advice;

pub(crate) const RULE: Builtin = Builtin {
    id: "writable-root-filesystem",
    summary: "root filesystem is writable",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if container.is_windows() {
        return cx.not_applicable();
    }
    let name = container.name();
    let finding = cx.expect(
        &container.read_only_rootfs(),
        |read_only| *read_only,
        || format!("container `{name}` can write to its root filesystem"),
        || format!("container `{name}` may write to its root filesystem"),
    );
    if let Some(finding) = finding {
        finding.help(advice(
            container,
            "set `read_only: true` and mount a `tmpfs` where the process writes",
            "set `readOnlyRootFilesystem: true` and mount an `emptyDir` where the process writes",
        ));
    }
}
