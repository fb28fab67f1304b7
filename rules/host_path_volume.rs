//! Pods with a path of their node among their volumes.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "host-path-volume",
    summary: "pod has a path of its node",
    severity: Severity::Medium,
    default_on: false,
    subjects: &[SubjectKind::Object, SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    // A persistent volume hides the path from the Pod Security Standards.
    let volumes = match &object.pod {
        Some(pod) => pod.spec().list("volumes"),
        None if object.facts.is("", "PersistentVolume") => {
            object.field().get("spec").into_iter().collect()
        }
        None => return cx.not_applicable(),
    };
    for volume in volumes {
        let Some(host) = volume.get("hostPath") else { continue };
        let path = host.get("path").unwrap_or(host);
        let text = path.str().unwrap_or_default();
        let finding =
            cx.fail(path.blame(), format!("`{}` has `{text}` of its node", object.title()));
        finding.trail = path.trail().to_vec();
        finding
            .evidence(text)
            .help("use a volume claim, or a volume of the kind that the program needs");
    }
}
