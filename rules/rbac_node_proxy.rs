//! Roles that can talk to the kubelet of every node.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-node-proxy",
    summary: "role can reach the kubelets",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "ask for `nodes/metrics` or `nodes/stats`, which is what monitoring needs";
const POWERS: &[Power] =
    &[Power::of("", &["nodes/proxy"], &["get", "create", "update", "patch", "delete"])];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| format!("`{role}` can give orders to the kubelet of every node"),
        HELP,
    );
}
