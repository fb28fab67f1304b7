//! Repositories that become part of an image with all their history.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Keyword;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "git-directory-in-image",
    summary: "the history of a repository is copied into the image",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    for transfer in stage.transfers() {
        if let Some(flag) = transfer.flag("keep-git-dir")
            && !matches!(&flag.value, Value::Known(value) if value == "false")
        {
            fail(cx, flag.span, "--keep-git-dir");
        }
        if transfer.flag("from").is_some() {
            continue;
        }
        for source in &transfer.sources {
            let Value::Known(path) = &source.value else { continue };
            let is_left_out = stage.dockerfile.ignore.as_ref().is_some_and(|it| it.ignores(path));
            if path.trim_end_matches('/').rsplit('/').next() == Some(".git") && !is_left_out {
                fail(cx, source.span, path);
            }
        }
    }
    for pair in stage.pairs() {
        if pair.keyword == Keyword::Arg
            && pair.name == "BUILDKIT_CONTEXT_KEEP_GIT_DIR"
            && matches!(pair.text, "1" | "true")
        {
            fail(cx, pair.span, pair.name);
        }
    }
}

fn fail(cx: &mut Cx<'_>, span: Span, evidence: &str) {
    cx.fail(
        span,
        format!("with `{evidence}` every commit of the repository becomes part of the image"),
    )
    .evidence(evidence)
    .help("hand over the version as a build argument, and leave `.git` out");
}
