//! Ingresses that write configuration of the controller.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::ObjectView;

pub(crate) const RULE: Builtin = Builtin {
    id: "ingress-snippet",
    summary: "ingress writes configuration of the controller",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let is_ingress =
        object.facts.is("networking.k8s.io", "Ingress") || object.facts.is("extensions", "Ingress");
    if object.facts.is("", "ConfigMap") {
        return controller(object, cx);
    }
    let annotations = object.field().at(&["metadata", "annotations"]);
    let (true, Some(annotations)) = (is_ingress, annotations) else {
        return cx.not_applicable();
    };
    for (key, value) in annotations.entries() {
        let of_nginx = key.starts_with("nginx.ingress.kubernetes.io/")
            || key.starts_with("nginx.org/")
            || key.starts_with("ingress.kubernetes.io/");
        if of_nginx && (key.ends_with("-snippet") || key.ends_with("-snippets")) {
            let place = value.key_span().unwrap_or(value.blame());
            let message =
                format!("`{}` writes its own configuration for the controller", object.title());
            let finding = cx.fail(place, message);
            finding.trail = value.trail().to_vec();
            finding.evidence(key).help("use the annotation that is made for the purpose, and switch snippets off in the controller");
        } else if of_nginx && PASTED.iter().any(|end| key.ends_with(end)) && breaks_out(value.str())
        {
            let place = value.key_span().unwrap_or(value.blame());
            let message =
                format!("`{key}` of `{}` ends its directive and begins others", object.title());
            let finding = cx.fail(place, message);
            finding.trail = value.trail().to_vec();
            finding.severity = Severity::Critical;
            finding.evidence(key).help(
                "remove it, find out who wrote it, and update the controller (CVE-2025-1974)",
            );
        }
    }
}

/// Annotations that old controllers paste into their configuration as they are written (CVE-2025-24514, CVE-2025-1097,
/// CVE-2025-1098).
const PASTED: [&str; 5] =
    ["/auth-signin", "/auth-tls-match-cn", "/auth-url", "/mirror-host", "/mirror-target"];

/// Whether a value ends the directive that it is pasted into.
fn breaks_out(value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    value.contains('\n') || (value.contains(';') && value.contains(['}', '{', '#']))
}

/// The settings of the controller that let Ingresses write configuration.
// ingress-nginx docs/user-guide/nginx-configuration/configmap.md: allow-snippet-annotations, false since v1.9.
fn controller(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let key = "allow-snippet-annotations";
    let Some(allows) = object.field().at(&["data", key]).filter(|it| it.str() == Some("true"))
    else {
        return;
    };
    let place = allows.key_span().unwrap_or(allows.blame());
    let message =
        format!("`{}` lets every Ingress write configuration of the controller", object.title());
    let finding = cx.fail(place, message);
    finding.trail = allows.trail().to_vec();
    finding.evidence(key).help("set it to `false`");
}
