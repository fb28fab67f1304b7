//! Services that the engine restarts for ever.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Restart, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "unlimited-restart",
    summary: "restart policy has no limit",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    let restart = container.restart();
    let finding = cx.expect(
        &restart,
        |restart| !matches!(restart, Restart::Always(_) | Restart::OnFailure(None)),
        || format!("container `{name}` is restarted without limit"),
        || format!("container `{name}` may be restarted without limit"),
    );
    if let Some(finding) = finding {
        finding.help("use `on-failure:5`, so that a crash loop ends and is noticed");
    }
}
