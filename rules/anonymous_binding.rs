//! Bindings that give rights to everybody, or to the group that no rule stops.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac;

pub(crate) const RULE: Builtin = Builtin {
    id: "anonymous-binding",
    summary: "rights are given to everybody",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Subjects that are no one in particular, and who that is.
const EVERYBODY: [(&str, &str); 5] = [
    ("system:anonymous", "whoever reaches the API server, without logging in"),
    ("system:authenticated", "every user and every service account"),
    ("system:masters", "a group that no later change of roles can stop"),
    ("system:serviceaccounts", "every service account of the cluster"),
    ("system:unauthenticated", "whoever reaches the API server, without logging in"),
];
/// Roles of the API server that tell nothing of value.
const HARMLESS: [&str; 5] = [
    "system:basic-user",
    "system:discovery",
    "system:image-puller",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
];

/// The control that is about `system:masters` alone.
const MASTERS: &str = "cis-kubernetes:1.12:5.1.7";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is(rbac::GROUP, "ClusterRoleBinding")
        && !object.facts.is(rbac::GROUP, "RoleBinding")
    {
        return cx.not_applicable();
    }
    cx.decides(MASTERS);
    let role = object.field().get("roleRef");
    let role = role.as_ref().map(|role| role.str_at("name")).unwrap_or_default();
    if HARMLESS.contains(&role) || object.name() == "cluster-admin" {
        return;
    }
    for one in object.field().list("subjects") {
        let Some(name) = one.get("name") else { continue };
        if one.str_at("kind") == "ServiceAccount" {
            continue;
        }
        let text = name.str().unwrap_or_default();
        let known = EVERYBODY.iter().find(|(known, _)| text == *known);
        let of_namespace = text.strip_prefix("system:serviceaccounts:");
        let who = match (known, of_namespace) {
            (Some((_, who)), _) => (*who).to_owned(),
            (None, Some(namespace)) => {
                format!("every service account of the namespace `{namespace}`")
            }
            (None, None) => continue,
        };
        let finding =
            cx.fail(name.blame(), format!("`{}` gives `{role}` to {who}", object.title()));
        finding.trail = name.trail().to_vec();
        if of_namespace.is_some() {
            finding.severity = Severity::Low;
        }
        finding.evidence(text).help("name the users, groups or service accounts that are meant");
        if text == "system:masters" {
            finding.control(MASTERS);
        }
    }
}
