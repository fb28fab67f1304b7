//! Containers whose processes can gain privileges through setuid programs.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::words::advice;

pub(crate) const RULE: Builtin = Builtin {
    id: "privilege-escalation",
    summary: "processes can gain new privileges",
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
        &container.privilege_escalation(),
        |allowed| !allowed,
        || format!("container `{name}` lets processes gain new privileges"),
        || format!("container `{name}` may let processes gain new privileges"),
    );
    if let Some(finding) = finding {
        finding.help(advice(
            container,
            "add `no-new-privileges:true` to `security_opt`",
            "set `allowPrivilegeEscalation: false`",
        ));
    }
}
