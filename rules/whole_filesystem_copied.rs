//! File systems that are copied whole from one stage or image to another.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::catalogue::{self, Size};
use model::dockerfile::{Base, CopySource, StageView, TransferView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "whole-filesystem-copied",
    summary: "the whole file system of a stage or image is copied",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    // From nothing, it is the known way to make one layer of many.
    if !stage.is_shipped() || matches!(stage.state().base, Base::Scratch) {
        return cx.not_applicable();
    }
    for transfer in stage.transfers() {
        let is_root = |value: &Value<String>| matches!(value, Value::Known(path) if matches!(path.as_str(), "/" | "/." | "/*"));
        let source = transfer.sources.iter().find(|source| is_root(&source.value));
        if let Some(source) = source
            && transfer.flag("from").is_some()
            && is_root(&transfer.destination.value)
        {
            let finding = if is_distribution(stage, transfer) {
                cx.fail(
                    source.span,
                    "everything that another stage or image holds lands over this one",
                )
            } else {
                cx.review(
                    source.span,
                    "everything that an image holds lands here; it may be made for it",
                )
            };
            finding.evidence("/").help("copy the files that are needed by name");
        }
    }
}

/// Whether what is copied is known to be a whole distribution. Some images hold a handful of files to be laid over others.
fn is_distribution(stage: &StageView<'_>, transfer: &TransferView) -> bool {
    let image = match stage.source_of(transfer) {
        Some((CopySource::Image(image), _)) => Some(image),
        Some((CopySource::Stage(index), _)) => {
            stage.graph.stages[index].root.as_ref().and_then(|root| root.known()).cloned()
        }
        _ => None,
    };
    image.and_then(|it| catalogue::find(&it)).is_some_and(|entry| entry.size != Size::Minimal)
}
