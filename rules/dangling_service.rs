//! Services that lead to no pod, or to no port of one.

use diag::{Severity, SourceId, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::{Field, NamedPort, ObjectView, Workload};

pub(crate) const RULE: Builtin = Builtin {
    id: "dangling-service",
    summary: "service leads to no workload, or to no port of one",
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
    let namespace = object.namespace().unwrap_or_default();
    // Only where workloads of the same namespace lie beside it can one be missing.
    let beside = object.index.folders.get(folder(object.manifest.source, cx));
    let beside = beside.filter(|folder| folder.workloads.contains(namespace));
    let (true, false, Some(beside)) = (is_decided, pairs.is_empty(), beside) else {
        return cx.not_applicable();
    };
    let is_selected = |workload: &&Workload| {
        pairs.iter().all(|(key, value)| workload.labels.get(key) == value.str())
    };
    let selected: Vec<_> = object.index.workloads_in(namespace).filter(is_selected).collect();
    if !selected.is_empty() {
        return check_ports(object, &selected, cx);
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

/// Names of ports that no container behind the Service has: it has no endpoints for them.
fn check_ports(object: &ObjectView<'_>, selected: &[&Workload], cx: &mut Cx<'_>) {
    let own = folder(object.span().source, cx);
    // What lies elsewhere may be another program with the same labels.
    let Some(near) = selected.iter().find(|it| folder(it.span.source, cx) == own) else { return };
    let ports = object.field().at(&["spec", "ports"]);
    for port in ports.iter().flat_map(Field::items) {
        let Some(target) = port.get("targetPort").filter(|it| it.placeholder().is_none()) else {
            continue;
        };
        // The API server takes no capitals: who writes them means to replace them.
        let is_name = |it: &&str| it.parse::<u16>().is_err() && !it.contains(char::is_uppercase);
        let Some(name) = target.str().filter(is_name) else { continue };
        let protocol = port.get("protocol").and_then(|it| it.str()).unwrap_or("TCP");
        let is_it = |port: &NamedPort| {
            port.name.as_deref().is_none_or(|it| it == name) && port.protocol == protocol
        };
        if selected.iter().any(|it| it.ports.iter().any(is_it)) {
            continue;
        }
        let (title, workload) = (object.title(), near.span);
        let message = format!(
            "`{title}` leads to the {protocol} port `{name}`, which no container that it selects declares"
        );
        let finding = cx.fail(target.blame(), message);
        finding.trail = target.trail().to_vec();
        finding.evidence(name).label(workload, "it selects the pods of this");
        finding.help("use the name or the number of a port in `ports` of the container");
    }
}

fn folder<'p>(source: SourceId, cx: &Cx<'p>) -> &'p str {
    let path = &cx.project().sources.get(source).path;
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
