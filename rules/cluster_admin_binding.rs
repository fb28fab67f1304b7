//! Bindings that hand out the whole cluster.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac;

pub(crate) const RULE: Builtin = Builtin {
    id: "cluster-admin-binding",
    summary: "cluster-admin is handed out",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let everywhere = object.facts.is(rbac::GROUP, "ClusterRoleBinding");
    if !everywhere && !object.facts.is(rbac::GROUP, "RoleBinding") {
        return cx.not_applicable();
    }
    // The API server creates this one itself, for `system:masters`.
    if object.name() == "cluster-admin" {
        return;
    }
    let Some(role) = object.field().get("roleRef") else { return };
    let Some(name) = role.get("name") else { return };
    if name.str() != Some("cluster-admin") || role.str_at("kind") == "Role" {
        return;
    }
    let where_to = if everywhere { "the cluster" } else { "its namespace" };
    let message = format!("`{}` makes its subjects administrators of {where_to}", object.title());
    let finding = cx.fail(name.blame(), message);
    finding.trail = name.trail().to_vec();
    finding.help("bind a role with the rights that are used");
    if !everywhere {
        finding.severity = Severity::Medium;
    }
}
