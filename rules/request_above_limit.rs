//! Containers that ask for more than they may have.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube;

pub(crate) const RULE: Builtin = Builtin {
    id: "request-above-limit",
    summary: "resource request is above the limit",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    let Some(resources) = container.field().get("resources") else { return };
    let Some(requests) = resources.get("requests") else { return };
    for (resource, request) in requests.entries() {
        let Some(limit) = resources.at(&["limits", resource]) else { continue };
        let amounts =
            (request.str().and_then(kube::quantity), limit.str().and_then(kube::quantity));
        if let (Some(asked), Some(allowed)) = amounts
            && asked > allowed
        {
            let text = request.str().unwrap_or_default();
            let message = format!(
                "container `{}` requests `{text}` of {resource}, more than its limit",
                container.container_name()
            );
            let finding = cx.fail(request.blame(), message);
            finding.trail = request.trail().to_vec();
            finding.label(limit.blame(), "the limit").evidence(resource);
            finding.help(
                "raise the limit or lower the request: the API server rejects the pod as it is",
            );
        }
    }
}
