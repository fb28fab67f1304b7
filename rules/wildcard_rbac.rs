//! Roles whose rules say "everything".

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

use crate::rbac;

pub(crate) const RULE: Builtin = Builtin {
    id: "wildcard-rbac",
    summary: "role grants by wildcard",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(role) = rbac::role(subject) else { return cx.not_applicable() };
    for rule in role.field().list("rules") {
        let all: Vec<_> = ["verbs", "resources", "apiGroups"]
            .into_iter()
            .filter_map(|key| Some((key, wildcard(&rule, key)?)))
            .collect();
        let Some((first, place)) = all.first() else { continue };
        let finding = cx
            .fail(place.blame(), format!("`{}` grants {} by wildcard", role.title(), words(&all)));
        finding.trail = place.trail().to_vec();
        finding.evidence(*first);
        finding.help("list what is used; what a later version adds is then not granted unseen");
        finding.severity = severity(&all);
        rbac::name_who_has_it(role, finding);
    }
}

fn wildcard<'a>(rule: &Field<'a>, key: &str) -> Option<Field<'a>> {
    rule.list(key).into_iter().find(|item| item.str() == Some("*"))
}

fn words(all: &[(&str, Field<'_>)]) -> String {
    let noun = |key: &str| match key {
        "verbs" => "every verb",
        "resources" => "every resource",
        _ => "every API group",
    };
    let nouns: Vec<_> = all.iter().map(|(key, _)| noun(key)).collect();
    match nouns.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => nouns.concat(),
    }
}

/// Every verb on every resource is the whole cluster; a group alone says little, for resources are named beside it.
fn severity(all: &[(&str, Field<'_>)]) -> Severity {
    let has = |wanted: &str| all.iter().any(|(key, _)| *key == wanted);
    match (has("verbs"), has("resources"), has("apiGroups")) {
        (true, true, true) => Severity::High,
        (false, false, _) => Severity::Low,
        _ => Severity::Medium,
    }
}
