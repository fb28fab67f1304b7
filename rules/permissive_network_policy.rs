//! Network policies that let everything through.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "permissive-network-policy",
    summary: "network policy allows everything",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is("networking.k8s.io", "NetworkPolicy") {
        return cx.not_applicable();
    }
    let Some(spec) = object.field().get("spec") else { return };
    let types: Vec<_> = spec.list("policyTypes").iter().filter_map(Field::str).collect();
    for (kind, key, peers, severity) in [
        ("Ingress", "ingress", "from", Severity::Medium),
        ("Egress", "egress", "to", Severity::Low),
    ] {
        if !types.is_empty() && !types.contains(&kind) {
            continue;
        }
        let rules = spec.list(key);
        let Some(open) = rules.iter().find_map(|rule| open_end(rule, peers)) else { continue };
        let title = object.title();
        let message = match kind {
            "Ingress" => format!("`{title}` lets everybody reach its pods on every port"),
            _ => format!("`{title}` lets its pods reach everything"),
        };
        let finding = cx.fail(open.blame(), message);
        finding.trail = open.trail().to_vec();
        finding.evidence(kind).help("name the peers and ports that are used");
        finding.severity = severity;
    }
}

/// Where a rule without ports allows every peer, if it does.
fn open_end<'a>(rule: &Field<'a>, peers: &str) -> Option<Field<'a>> {
    if !rule.list("ports").is_empty() || !rule.is_map() {
        return None;
    }
    let listed = rule.list(peers);
    if listed.is_empty() {
        return rule.placeholder().is_none().then(|| rule.clone());
    }
    listed.iter().find_map(|peer| {
        let block = peer.get("ipBlock")?;
        let everything = matches!(block.str_at("cidr"), "0.0.0.0/0" | "::/0");
        (everything && block.list("except").is_empty()).then(|| block.get("cidr"))?
    })
}
