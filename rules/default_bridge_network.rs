//! Services in the network of everything that asked for none.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "default-bridge-network",
    summary: "service is in the default bridge network",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(mode) = service.field().get("network_mode") else { return };
    if mode.str() == Some("bridge") {
        let message = format!(
            "service `{}` shares a network with unrelated containers of the host",
            service.name
        );
        let finding = cx.fail(mode.blame(), message);
        finding.trail = mode.trail().to_vec();
        finding.help("remove it: Compose makes a network for the project");
    }
}
