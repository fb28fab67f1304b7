//! Copies and mounts from stages that are not there yet, and builds of stages that are nowhere.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::CopySource;
use model::{Container, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "undefined-build-stage",
    summary: "a stage is used that is not there, or not yet",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return service(subject, cx) };
    let copied = stage.transfers().iter().filter_map(|it| stage.source_of(it));
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

/// The stage that the build of a service asks for.
fn service(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(Container::as_service);
    let Some(service) = service.filter(|service| service.lacks_target()) else { return };
    let Some(target) = service.field().at(&["build", "target"]) else { return };
    let name = target.str().unwrap_or_default();
    let message = format!("the Dockerfile of service `{}` has no stage `{name}`", service.name);
    let finding = cx.fail(target.blame(), message);
    finding.trail = target.trail().to_vec();
    finding.evidence(name).help("name one of its stages");
}
