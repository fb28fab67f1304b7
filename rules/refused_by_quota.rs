//! Containers that say too little for the quota of their namespace.

use diag::{Severity, SourceId, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{PodContainer, Quota, Role};
use model::{Container, Limit, Subject, files};

pub(crate) const RULE: Builtin = Builtin {
    id: "refused-by-quota",
    summary: "pod says too little for the quota of its namespace",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "set them, or give the namespace a LimitRange with defaults";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    // Whoever reads a custom resource may fill in what it leaves out.
    if container.role == Role::Ephemeral || !container.object.facts.is_built_in() {
        return cx.not_applicable();
    }
    let namespace = container.object.pod_namespace().unwrap_or_default();
    for (source, quota) in container.object.index.quotas_in(namespace) {
        let missing = quota.demands.iter().filter(|demand| !says(container, demand));
        let missing: Vec<_> = missing.map(|demand| format!("`{demand}`")).collect();
        let is_near = is_near(*source, container, cx);
        if missing.is_empty() || (namespace.is_empty() && !is_near) {
            continue;
        }
        report(container, quota, &missing.join(" and "), is_near, cx);
        return;
    }
}

fn report(
    container: &PodContainer<'_>,
    quota: &Quota,
    missing: &str,
    is_near: bool,
    cx: &mut Cx<'_>,
) {
    let (name, quota_name) = (container.container_name(), &quota.name.name);
    let message = format!(
        "container `{name}` does not set {missing}, so the quota `{quota_name}` refuses its pod"
    );
    let finding = if quota.is_scoped {
        cx.review(container.span(), format!("{message}, if it is in its scope"))
    } else if is_near {
        cx.fail(container.span(), message)
    } else {
        cx.review(container.span(), format!("{message}, if both go to the same cluster"))
    };
    finding.label(quota.span, "this quota counts them").evidence(missing).help(HELP);
}

/// Whether the container, its pod or a `LimitRange` says what is demanded: `limits.memory`.
fn says(container: &PodContainer<'_>, demand: &str) -> bool {
    let Some((kind, resource)) = demand.split_once('.') else { return true };
    let path = ["resources", kind, resource];
    [container.field(), container.pod.spec()].iter().any(|field| field.at(&path).is_some())
        || match kind {
            "requests" => container.has_request(resource),
            _ => !container.resource_limit(resource).is(&Limit::Unlimited),
        }
}

/// Whether the quota is written beside the container, so that both are deployed together.
fn is_near(quota: SourceId, container: &PodContainer<'_>, cx: &Cx<'_>) -> bool {
    let own = container.object.manifest.source;
    let folder = |source| files::folder(&cx.project().sources.get(source).path);
    own == quota || folder(own) == folder(quota)
}
