//! Roles that can start pods.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-pod-create",
    summary: "role can start pods",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "narrow the role to one namespace that holds nothing else, and enforce a Pod Security level there";
const POWERS: &[Power] = &[
    Power::of("", &["pods", "replicationcontrollers"], &["create", "patch", "update"]),
    Power::of(
        "apps",
        &["daemonsets", "deployments", "replicasets", "statefulsets"],
        &["create", "patch", "update"],
    ),
    Power::of("batch", &["jobs", "cronjobs"], &["create", "patch", "update"]),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| {
            format!("`{role}` can start pods in the {reach} under any of its service accounts")
        },
        HELP,
    );
}
