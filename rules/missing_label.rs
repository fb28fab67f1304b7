//! Images, services and workloads without the labels that the organisation asks for.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Subject, View};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-label",
    summary: "a label that the organisation asks for is missing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::Workload],
    build: Options::read::<MissingLabel>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingLabel {
    /// Labels that every image sets by LABEL.
    images: Vec<String>,
    /// Labels that every Compose service sets.
    services: Vec<String>,
    /// Labels that every Kubernetes workload sets.
    workloads: Vec<String>,
}

impl Rule for MissingLabel {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let wanted = match subject.kind() {
            SubjectKind::Image => &self.images,
            SubjectKind::Service => &self.services,
            _ => &self.workloads,
        };
        if wanted.is_empty() {
            return cx.not_applicable();
        }
        for label in wanted.iter().filter(|label| !has(subject, label)) {
            cx.fail(subject.span(), format!("{} lacks the label `{label}`", called(subject)))
                .evidence(label.as_str())
                .help("set it: it is how owners, sources and environments are found");
        }
    }
}

fn called(subject: &Subject<'_>) -> String {
    match subject.kind() {
        SubjectKind::Image => format!("image `{}`", subject.scope.name),
        SubjectKind::Service => format!("service `{}`", subject.name()),
        _ => format!("`{}`", subject.name()),
    }
}

fn has(subject: &Subject<'_>, label: &str) -> bool {
    match &subject.view {
        View::Container(container) => match (container.as_image(), container.as_service()) {
            (Some(image), _) => image.state().labels.iter().any(|(name, _)| name.value == label),
            (_, Some(service)) => {
                let Some(labels) = service.field().get("labels") else { return false };
                let listed = labels.items().into_iter().filter_map(|item| item.str());
                labels.get(label).is_some()
                    || listed.into_iter().any(|it| it.split('=').next() == Some(label))
            }
            _ => false,
        },
        View::Object(object) => object.label(label).is_some(),
        _ => true,
    }
}
