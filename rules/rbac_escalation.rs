//! Roles that can give themselves any other right.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-escalation",
    summary: "role can raise its own rights",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str =
    "remove the verb, or name the roles and accounts it is needed for in `resourceNames`";
const POWERS: &[Power] = &[
    Power {
        group: "rbac.authorization.k8s.io",
        resources: &["roles", "clusterroles"],
        verbs: &["bind", "escalate"],
    },
    Power {
        group: "",
        resources: &["users", "groups", "serviceaccounts"],
        verbs: &["impersonate"],
    },
    Power {
        group: "authentication.k8s.io",
        resources: &["userextras", "uids"],
        verbs: &["impersonate"],
    },
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can take rights in the {reach} that it was not given"),
        HELP,
    );
}
