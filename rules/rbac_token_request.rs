//! Roles that can ask for tokens of service accounts.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-token-request",
    summary: "role can issue tokens of service accounts",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "name the service accounts in `resourceNames`";
const POWERS: &[Power] =
    &[Power { group: "", resources: &["serviceaccounts/token"], verbs: &["create"] }];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can issue tokens of every service account of the {reach}"),
        HELP,
    );
}
