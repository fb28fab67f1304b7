//! Claims of devices that take them over from everybody else.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "device-admin-access",
    summary: "claim has administrative access to devices",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

// kubernetes pkg/registry/resource/resourceclaim/strategy.go: `adminAccess` needs the label on the namespace.
fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let is = |kind| object.facts.is("resource.k8s.io", kind);
    let spec: &[&str] = if is("ResourceClaim") {
        &["spec", "devices"]
    } else if is("ResourceClaimTemplate") {
        &["spec", "spec", "devices"]
    } else {
        return cx.not_applicable();
    };
    let Some(devices) = object.field().at(spec) else { return };
    for request in devices.list("requests") {
        for place in [Some(request.clone()), request.get("exactly")].into_iter().flatten() {
            let admin = place.setting(&["adminAccess"], Field::bool);
            if admin.as_ref().is_some_and(|admin| admin.is(&true)) {
                let blame = place.get("adminAccess").map_or(place.span(), |field| field.blame());
                let message = format!(
                    "request `{}` of `{}` has administrative access to devices that others use",
                    request.str_at("name"),
                    object.title()
                );
                cx.fail(blame, message).evidence(request.str_at("name")).help(
                    "leave `adminAccess` to the monitoring of devices, in a namespace that holds nothing else",
                );
            }
        }
    }
}
