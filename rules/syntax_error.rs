//! Text that the format's own reader refuses.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "syntax-error",
    summary: "the file has an error in its syntax",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::File, SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    for error in subject.syntax_errors() {
        let finding = cx.fail(error.span, error.message.clone());
        finding.evidence(error.message.clone());
        if let Some(help) = &error.help {
            finding.help(help.clone());
        }
    }
}
