//! Containers that may make every system call.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Profile, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "seccomp-unconfined",
    summary: "seccomp filter is switched off",
    severity: Severity::High,
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
        &container.seccomp(),
        |profile| *profile != Profile::Unconfined,
        || format!("container `{name}` runs without a seccomp filter"),
        || format!("container `{name}` may run without a seccomp filter"),
    );
    if let Some(finding) = finding {
        finding.help("use the runtime's default profile, or one of your own");
    }
}
