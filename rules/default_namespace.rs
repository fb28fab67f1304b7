//! Objects in the namespace that everybody uses.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "default-namespace",
    summary: "object is in the namespace `default`",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: Options::read::<DefaultNamespace>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct DefaultNamespace {
    /// Whether workloads and services have to name a namespace.
    required: bool,
}

/// Kinds that it is common to forget the namespace of.
const NAMESPACED: [&str; 12] = [
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Ingress",
    "Job",
    "Pod",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "StatefulSet",
];

impl Rule for DefaultNamespace {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(object) = subject.object() else { return };
        // The API server itself puts these there.
        if object.name() == "kubernetes"
            || object.kind() == "ServiceAccount" && object.name() == "default"
        {
            return cx.not_applicable();
        }
        let place = object.field().at(&["metadata", "namespace"]);
        match object.namespace() {
            // Helm writes the namespace of the release, and `default` if nobody has named one yet.
            Some("default") if object.facts.template.is_some() => cx.not_applicable(),
            Some("default") => {
                let span = place.map_or(object.span(), |field| field.blame());
                cx.fail(span, format!("`{}` is in the namespace `default`", object.title()))
                    .help("give what belongs together a namespace of its own");
            }
            None if self.required && NAMESPACED.contains(&object.kind()) => {
                cx.fail(object.span(), format!("`{}` names no namespace", object.title()))
                    .help("name the namespace, so that it cannot land in `default`");
            }
            // Whoever applies it decides.
            None => cx.not_applicable(),
            _ => {}
        }
    }
}
