//! Services that leave the control group of the engine.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "custom-cgroup-parent",
    summary: "service runs in a control group of its own choice",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(parent) = service.field().get("cgroup_parent") else { return };
    if let Some(why) = parent.doubt() {
        let message = format!("service `{}` may leave the engine's control group", service.name);
        cx.review(parent.blame(), format!("{message}: {why}"))
            .help("name the group in the file, or leave the key out");
        return;
    }
    let text = parent.str().unwrap_or_default();
    if text.is_empty() {
        return;
    }
    let message = format!(
        "service `{}` runs in the control group `{text}`, and has its limits instead of the engine's",
        service.name
    );
    let finding = cx.fail(parent.blame(), message);
    finding.trail = parent.trail().to_vec();
    finding
        .evidence(text)
        .help("remove it, or confirm that the group has the limits that are meant");
}
