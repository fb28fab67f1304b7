//! File systems that are copied whole from one stage or image to another.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Base;
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
            cx.fail(
                source.span,
                "everything that another stage or image holds lands over this one",
            )
            .evidence("/")
            .help("copy the files that are needed by name");
        }
    }
}
