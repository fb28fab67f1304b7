//! Working directories that depend on one that is not in the file.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Base, Keyword, StageView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "relative-workdir",
    summary: "the working directory depends on the base image",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let words = stage.words_of(Keyword::Workdir);
    // In an empty image it is relative to `/`.
    if let Some(first) = words.first()
        && let Value::Known(path) = &first.value
        && !is_absolute(path)
        && !matches!(stage.state().base, Base::Scratch)
        && !is_set_before(stage)
    {
        cx.fail(
            first.span,
            format!("`WORKDIR {path}` is relative to wherever the base image works"),
        )
        .evidence(path.as_str())
        .help("start the first path with `/`");
    }
}

/// Whether a stage that this one starts from has set it.
fn is_set_before(stage: &StageView<'_>) -> bool {
    stage.ancestry().iter().skip(1).any(|it| !it.instructions_of(&[Keyword::Workdir]).is_empty())
}

fn is_absolute(path: &str) -> bool {
    path.is_empty() || path.starts_with(['/', '\\', '$']) || path.as_bytes().get(1) == Some(&b':')
}
