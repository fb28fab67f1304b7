//! Instructions that a later one of the same kind makes void.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::Keyword;

pub(crate) const RULE: Builtin = Builtin {
    id: "overridden-instruction",
    summary: "a later instruction of the same kind replaces this one",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
        let all = stage.instructions_of(&[keyword]);
        let Some((last, earlier)) = all.split_last() else { continue };
        for instruction in earlier {
            let name = keyword.as_str();
            let finding = cx.fail(
                instruction.keyword.span,
                format!("this `{name}` has no effect, because the stage has a later one"),
            );
            finding.label(last.keyword.span, "this one counts");
            finding.evidence(name).help("remove the one that is not meant");
        }
    }
}
