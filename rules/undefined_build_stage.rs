//! Copies and mounts from stages that are not there yet.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::CopySource;

pub(crate) const RULE: Builtin = Builtin {
    id: "undefined-build-stage",
    summary: "files come from a stage that is not built before",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let copied = stage.transfers().into_iter().filter_map(|it| stage.source_of(&it));
    let runs = stage.runs();
    let mounted = runs.iter().flat_map(|run| &run.mounts).filter_map(|it| stage.mount_source(it));
    let found: Vec<(CopySource, Span)> = copied.chain(mounted).collect();
    let source = cx.project().sources.get(stage.dockerfile.source);
    for (from, span) in found {
        let CopySource::Later(index) = from else {
            if source.slice((span.start(), span.end())).contains('$') {
                cx.fail(span, "variables are not replaced here, so there is no such stage")
                    .evidence("$")
                    .help("start a stage with `FROM` and the variable, and name that stage");
            }
            continue;
        };
        let message = if index == stage.index {
            "a stage cannot take files from itself".to_owned()
        } else {
            match stage.graph.stages.get(index).and_then(|later| later.name.as_ref()) {
                Some(name) => format!("stage `{}` is built later than this one", name.value),
                None => format!("there is no stage {index} before this one"),
            }
        };
        cx.fail(span, message)
            .evidence(index.to_string())
            .help("move the stage to the front, or name an earlier one");
    }
}
