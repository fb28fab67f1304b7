//! Gateways on which every namespace may claim hosts.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "open-gateway",
    summary: "every namespace may attach routes to the gateway",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is("gateway.networking.k8s.io", "Gateway") {
        return cx.not_applicable();
    }
    for listener in
        object.field().get("spec").map(|spec| spec.list("listeners")).unwrap_or_default()
    {
        let from = listener.at(&["allowedRoutes", "namespaces", "from"]);
        let Some(from) = from.filter(|from| from.str() == Some("All")) else { continue };
        let name = listener.str_at("name");
        let message = format!(
            "every namespace may claim hosts on the listener `{name}` of `{}`",
            object.title()
        );
        let finding = cx.fail(from.blame(), message);
        finding.trail = from.trail().to_vec();
        finding.evidence(name).help("name the namespaces: `from: Selector`");
    }
}
