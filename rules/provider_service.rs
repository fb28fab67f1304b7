//! Services that are a program on the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "provider-service",
    summary: "service runs a program on the host",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(project) = subject.compose() else { return };
    let services = project.field().get("services").map(|services| services.entries());
    for (name, service) in services.unwrap_or_default() {
        let Some(kind) = service.at(&["provider", "type"]) else { continue };
        let program = kind.str().unwrap_or_default();
        let finding = cx.fail(
            kind.blame(),
            format!("service `{name}` runs the program `{program}` of the host"),
        );
        finding.trail = kind.trail().to_vec();
        finding
            .evidence(format!("{name}/{program}"))
            .help("make sure that it is known, or start it outside of Compose");
    }
}
