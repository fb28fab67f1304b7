//! Roles that can run commands in other pods.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-pod-exec",
    summary: "role can run commands in pods",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "remove the right, or give it to people for as long as they debug";
const POWERS: &[Power] = &[
    Power::of("", &["pods/exec", "pods/attach"], &["create", "get"]),
    Power::of("", &["pods/ephemeralcontainers"], &["update", "patch"]),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can run commands in every pod of the {reach}"),
        HELP,
    );
}
