//! Ingresses that write configuration of the controller.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

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
        }
    }
}
