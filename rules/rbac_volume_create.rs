//! Roles that can create volumes of the whole cluster.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-volume-create",
    summary: "role can create persistent volumes",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "leave volumes to a storage class and ask for claims only";
const POWERS: &[Power] = &[Power::of("", &["persistentvolumes"], &["create"])];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| format!("`{role}` can create volumes over any path of any node"),
        HELP,
    );
}
