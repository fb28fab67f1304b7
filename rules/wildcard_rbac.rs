//! Roles whose rules say "everything".

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::{Field, ObjectView};

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
    aggregates_all(role, cx);
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
        finding.severity = severity(&all, &rule);
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

/// Every verb on every resource is the whole cluster, and so it is in the groups that hold nodes, Secrets and roles. A group
/// alone says little, for resources are named beside it.
fn severity(all: &[(&str, Field<'_>)], rule: &Field<'_>) -> Severity {
    let has = |wanted: &str| all.iter().any(|(key, _)| *key == wanted);
    let is_core =
        rule.list("apiGroups").iter().any(|it| matches!(it.str(), Some("" | rbac::GROUP)));
    match (has("verbs"), has("resources"), has("apiGroups") || is_core) {
        (true, true, true) => Severity::High,
        (false, false, _) => Severity::Low,
        _ => Severity::Medium,
    }
}

/// An aggregation whose selector selects every role is the whole cluster.
// kubernetes pkg/controller/clusterroleaggregation: an empty selector selects all cluster roles.
fn aggregates_all(role: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let Some(rule) = role.field().get("aggregationRule") else { return };
    let is_empty = |key: &str, selector: &Field<'_>| {
        selector
            .get(key)
            .is_none_or(|it| it.entries().next().is_none() && it.items().next().is_none())
    };
    let selectors = rule.list("clusterRoleSelectors");
    let all = selectors
        .iter()
        .find(|it| ["matchLabels", "matchExpressions"].iter().all(|key| is_empty(key, it)));
    let Some(all) = all else { return };
    let finding = cx.fail(
        all.blame(),
        format!(
            "`{}` takes in the rights of every cluster role, `cluster-admin` included",
            role.title()
        ),
    );
    finding.evidence("aggregationRule").help("select the roles that are meant by a label");
    finding.severity = Severity::High;
    rbac::name_who_has_it(role, finding);
}
