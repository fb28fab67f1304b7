//! Roles that can approve certificates.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-certificate-approval",
    summary: "role can approve client certificates",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str =
    "leave approval to the controllers of the cluster, or name the signers in `resourceNames`";
const POWERS: &[Power] = &[
    Power::of(
        "certificates.k8s.io",
        &["certificatesigningrequests/approval"],
        &["update", "patch"],
    ),
    Power::of("certificates.k8s.io", &["signers"], &["approve"]),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| format!("`{role}` can approve certificates that log in as anybody"),
        HELP,
    );
}
