//! Security context constraints that let pods be privileged.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "privileged-scc",
    summary: "security context constraints allow privileged containers",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let is_scc = object.kind() == "SecurityContextConstraints"
        && matches!(object.facts.group(), "" | "security.openshift.io");
    if !is_scc {
        return cx.not_applicable();
    }
    let allowed = object.field().setting(&["allowPrivilegedContainer"], Field::bool);
    let Some(allowed) = allowed else { return };
    let title = object.title();
    let finding = cx.expect(
        &allowed,
        |allowed| !allowed,
        || format!("`{title}` lets whoever may use it run privileged containers"),
        || format!("`{title}` may let its users run privileged containers"),
    );
    if let Some(finding) = finding {
        finding.help("allow the one capability, device or volume that its pods need");
    }
}
