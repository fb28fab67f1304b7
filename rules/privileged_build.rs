//! Builds that reach out of their sandbox.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::compose::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "privileged-build",
    summary: "build runs with rights over the host",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(build) = service.field().get("build") else { return cx.not_applicable() };
    let mut say = |field: &Field<'_>, what: &str, severity| {
        let finding =
            cx.fail(field.blame(), format!("the build of service `{}` {what}", service.name));
        finding.trail = field.trail().to_vec();
        finding.evidence(what).help("remove it, and do in the image what needs it");
        finding.severity = severity;
    };
    if let Some(privileged) = build.get("privileged").filter(Field::is_true) {
        say(&privileged, "is privileged", Severity::High);
    }
    for entitlement in build.list("entitlements") {
        let (what, severity) = match entitlement.str() {
            Some("security.insecure") => ("is privileged", Severity::High),
            Some("network.host") => ("is in the network of the host", Severity::Medium),
            Some(text) if text.starts_with("device") => {
                ("gets devices of the host", Severity::Medium)
            }
            _ => continue,
        };
        say(&entitlement, what, severity);
    }
    if let Some(network) = build.get("network").filter(|network| network.str() == Some("host")) {
        say(&network, "is in the network of the host", Severity::Low);
    }
}
