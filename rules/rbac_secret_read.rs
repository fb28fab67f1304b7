//! Roles that can read every Secret.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-secret-read",
    summary: "role can read every Secret",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str =
    "name the secrets in `resourceNames`, or mount them into the one pod that needs them";
const POWERS: &[Power] = &[Power::of("", &["secrets"], &["get", "list", "watch"])];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can read every Secret of the {reach}"),
        HELP,
    );
}
