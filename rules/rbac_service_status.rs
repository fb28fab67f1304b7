//! Roles that can draw the traffic of other services to themselves.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-service-status",
    summary: "role can redirect traffic of the cluster",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "leave the status of services to the controller of load balancers";
const POWERS: &[Power] = &[Power::of("", &["services/status"], &["update", "patch"])];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| {
            format!("`{role}` can make nodes send traffic for any address to a service of its own")
        },
        HELP,
    );
}
