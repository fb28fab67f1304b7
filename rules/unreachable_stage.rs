//! Stages that no image is made of.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{CopySource, Dockerfile, StageView};

pub(crate) const RULE: Builtin = Builtin {
    id: "unreachable-stage",
    summary: "nothing that is built needs a stage",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::File],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(dockerfile) = subject.dockerfile() else { return cx.not_applicable() };
    let is_needed = needed(dockerfile);
    for stage in dockerfile.stages().filter(|stage| !is_needed[stage.index]) {
        let label = stage.label();
        cx.fail(stage.state().span, format!("nothing that is built needs the stage `{label}`"))
            .evidence(label)
            .help("delete the stage, or name the target that builds it");
    }
}

/// For each stage, whether an image that somebody builds starts from it or takes files from it.
fn needed(dockerfile: &Dockerfile) -> Vec<bool> {
    let mut is_needed = vec![false; dockerfile.graph.stages.len()];
    let mut open = dockerfile.outputs.clone();
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut is_needed[index], true) {
            open.extend(needs(&dockerfile.stage(index)));
        }
    }
    is_needed
}

/// The stages that one starts from or takes files from.
fn needs(stage: &StageView<'_>) -> Vec<usize> {
    let transfers = stage.transfers();
    let copied = transfers.iter().filter_map(|it| stage.source_of(it));
    let runs = stage.runs();
    let mounted = runs.iter().flat_map(|run| &run.mounts).filter_map(|it| stage.mount_source(it));
    let sources = copied.chain(mounted).filter_map(|(source, _)| match source {
        CopySource::Stage(index) => Some(index),
        _ => None,
    });
    sources.chain(stage.state().base.parents()).collect()
}
