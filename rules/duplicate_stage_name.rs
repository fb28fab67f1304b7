//! Stages that share a name.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "duplicate-stage-name",
    summary: "two stages have the same name",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let Some(name) = &stage.state().name else { return cx.not_applicable() };
    let earlier = &stage.graph.stages[..stage.index];
    let Some(same) = earlier.iter().find(|other| other.name_is(&name.value)) else { return };
    let finding = cx.fail(
        name.span,
        format!(
            "stage `{}` has the name of an earlier one, which nothing can refer to any more",
            name.value
        ),
    );
    finding.label(same.name.as_ref().map_or(same.span, |name| name.span), "the earlier one");
    finding
        .evidence(name.value.as_str())
        .help("give each stage a name of its own; upper and lower case are the same");
}
