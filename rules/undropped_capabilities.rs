//! Containers that keep the engine's default capabilities.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Capabilities, Subject};

use crate::words::advice;

pub(crate) const RULE: Builtin = Builtin {
    id: "undropped-capabilities",
    summary: "default capabilities are kept",
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
        &container.capabilities(),
        Capabilities::drops_all,
        || format!("container `{name}` keeps the default capabilities"),
        || format!("container `{name}` may keep the default capabilities"),
    );
    if let Some(finding) = finding {
        finding.help(advice(
            container,
            "set `cap_drop: [ALL]` and add back what the process needs",
            "set `capabilities.drop: [ALL]` and add back what the process needs",
        ));
    }
}
