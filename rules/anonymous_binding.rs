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
const EVERYBODY: [(&str, &str); 4] = [
    ("system:anonymous", "whoever reaches the API server, without logging in"),
    ("system:authenticated", "every user and every service account"),
    ("system:masters", "a group that no later change of roles can stop"),
    ("system:unauthenticated", "whoever reaches the API server, without logging in"),
];
/// Roles of the API server that tell nothing of value.
const HARMLESS: [&str; 3] = ["system:basic-user", "system:discovery", "system:public-info-viewer"];

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
        let known = EVERYBODY.iter().find(|(known, _)| name.str() == Some(*known));
        let Some((known, who)) = known else { continue };
        if one.str_at("kind") == "ServiceAccount" {
            continue;
        }
        let finding =
            cx.fail(name.blame(), format!("`{}` gives `{role}` to {who}", object.title()));
        finding.trail = name.trail().to_vec();
        finding.evidence(*known).help("name the users, groups or service accounts that are meant");
        if *known == "system:masters" {
            finding.control(MASTERS);
        }
    }
}
