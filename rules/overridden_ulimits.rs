//! Services that set limits of their own instead of the engine's.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "overridden-ulimits",
    summary: "service overrides the ulimits of the engine",
    severity: Severity::Info,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

/// What lifts a limit altogether.
const UNLIMITED: &str = "-1";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let name = service.name;
    for (limit, value) in service.field().get("ulimits").map(|it| it.entries()).unwrap_or_default()
    {
        let hard = value.get("hard").unwrap_or_else(|| value.clone());
        let text = hard.str().unwrap_or_default();
        // A limit of no core dumps takes nothing from anybody.
        if text == "0" {
            continue;
        }
        let finding = if text == UNLIMITED {
            cx.fail(hard.blame(), format!("service `{name}` lifts the limit `{limit}`"))
        } else {
            let message = format!(
                "service `{name}` sets `{limit}` itself: the engine may allow less or more"
            );
            cx.review(hard.blame(), message)
        };
        finding.trail = hard.trail().to_vec();
        finding.evidence(limit).help("compare it with `default-ulimits` of the engine");
    }
}
