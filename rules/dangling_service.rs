//! Services that lead to no pod.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "dangling-service",
    summary: "service leads to no workload",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Prefixes of labels that controllers give to the pods which they make.
const OF_CONTROLLERS: [&str; 6] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/",
    "cnpg.io/",
    "controller-revision-hash",
    "statefulset.kubernetes.io/",
    "strimzi.io/",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let selector = object.field().at(&["spec", "selector"]);
    let Some(selector) = selector.filter(|_| object.facts.is("", "Service")) else {
        return cx.not_applicable();
    };
    let pairs: Vec<_> = selector.entries().collect();
    let is_decided = pairs.iter().all(|(key, value)| {
        value.placeholder().is_none() && !OF_CONTROLLERS.iter().any(|it| key.starts_with(it))
    });
    let path = &cx.project().sources.get(object.manifest.source).path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let namespace = object.namespace().unwrap_or_default();
    // Only where workloads of the same namespace lie beside it can one be missing.
    let beside = object.index.folders.get(folder);
    let beside = beside.filter(|folder| folder.workloads.contains(namespace));
    let (true, false, Some(beside)) = (is_decided, pairs.is_empty(), beside) else {
        return cx.not_applicable();
    };
    let finds = object
        .index
        .workloads_in(namespace)
        .any(|workload| pairs.iter().all(|(key, value)| workload.labels.get(key) == value.str()));
    if finds {
        return;
    }
    let message = format!("`{}` selects no workload", object.title());
    let finding = if beside.has_custom_objects || !cx.project().gaps.is_empty() {
        cx.review(selector.blame(), format!("{message} of these files"))
    } else {
        cx.fail(selector.blame(), message)
    };
    finding.trail = selector.trail().to_vec();
    finding.help("compare the selector with the labels of the pod template");
}
