//! Services that the kernel may not stop when memory runs out.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "disabled-oom-killer",
    summary: "container is kept from being stopped for want of memory",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    if let Some(disabled) =
        service.field().get("oom_kill_disable").filter(model::compose::Field::is_true)
    {
        let message = format!(
            "service `{}` hangs instead of being stopped when its memory runs out",
            service.name
        );
        let finding = cx.fail(disabled.blame(), message);
        finding.trail = disabled.trail().to_vec();
        finding.help("remove it, and set a memory limit with room to spare");
    }
    if let Some(score) = service.field().get("oom_score_adj")
        && score.str().and_then(|score| score.parse::<i32>().ok()).is_some_and(|score| score < 0)
    {
        let message = format!(
            "the kernel stops other processes of the host before service `{}`",
            service.name
        );
        let finding = cx.fail(score.blame(), message);
        finding.trail = score.trail().to_vec();
        finding.help("remove it: the host's own services come first");
        finding.severity = Severity::Low;
    }
}
