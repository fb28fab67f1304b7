//! Files with secrets that become part of an image.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{CopySource, StageView, TransferView};
use model::{Subject, Value, secret_file};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-file-copied",
    summary: "a file that holds a secret is copied into the image",
    severity: Severity::High,
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
        for (path, span, what) in secrets(stage, transfer) {
            cx.fail(span, format!("`{path}` becomes part of the image; by its name it holds {what}"))
                .evidence(path)
                .help("leave it out, and hand it to the one step that needs it with `RUN --mount=type=secret`");
        }
    }
}

/// The sources of COPY or ADD that hold secrets by their names, with what they hold. What the ignore file leaves out cannot
/// be copied; what another image brings is its own.
pub(crate) fn secrets(
    stage: &StageView<'_>,
    transfer: &TransferView,
) -> Vec<(String, diag::Span, &'static str)> {
    let from_context = match stage.source_of(transfer) {
        None => true,
        Some((CopySource::Stage(_), _)) => false,
        Some(_) => return Vec::new(),
    };
    let mut found = Vec::new();
    for source in &transfer.sources {
        let Value::Known(path) = &source.value else { continue };
        let Some(what) = secret_file(path).filter(|_| !path.contains("://")) else { continue };
        let is_left_out = from_context
            && (stage
                .dockerfile
                .ignore
                .as_ref()
                .is_some_and(|it| !transfer.deferred && it.ignores(path))
                || excludes(transfer, path));
        if !is_left_out {
            found.push((path.clone(), source.span, what));
        }
    }
    found
}

/// Whether `--exclude` names the file or its ending.
fn excludes(transfer: &TransferView, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let patterns = transfer.flags.iter().filter(|flag| flag.name == "exclude");
    patterns.into_iter().any(|flag| match &flag.value {
        Value::Known(pattern) => {
            let pattern = pattern.rsplit('/').next().unwrap_or(pattern);
            pattern == name || pattern.strip_prefix('*').is_some_and(|end| name.ends_with(end))
        }
        _ => true,
    })
}
