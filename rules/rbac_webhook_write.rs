//! Roles that can change admission webhooks.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-webhook-write",
    summary: "role can change admission webhooks",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "name the configurations that are its own in `resourceNames`";
const POWERS: &[Power] = &[Power {
    group: "admissionregistration.k8s.io",
    resources: &["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
    verbs: &["create", "update", "patch"],
}];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| {
            format!("`{role}` can read and change every object by way of an admission webhook")
        },
        HELP,
    );
}
