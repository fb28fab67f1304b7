//! Containers in groups that stand for the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "group-with-host-power",
    summary: "container is in a group with power over the host",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "give the file that is needed to a group of its own";
/// Groups by whose files the host is taken over.
const GROUPS: [(&str, &str); 6] = [
    ("0", "the group of root"),
    ("disk", "which reads and writes all disks"),
    ("docker", "which commands the engine"),
    ("lxd", "which commands the engine"),
    ("root", "the group of root"),
    ("shadow", "which reads the hashes of passwords"),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    if let Some(service) = container.as_service() {
        for group in service.field().list("group_add") {
            if let Some(why) = group.doubt() {
                let name = container.name();
                let message = format!("container `{name}` may be in a group of the host: {why}");
                let finding = cx.review(group.blame(), message);
                finding.trail = group.trail().to_vec();
                finding.help(HELP);
            }
            let known = group.str().and_then(|text| GROUPS.iter().find(|(name, _)| *name == text));
            let Some((name, why)) = known else { continue };
            let message =
                format!("container `{}` is in the group `{name}`, {why}", container.name());
            let finding = cx.fail(group.blame(), message);
            finding.trail = group.trail().to_vec();
            finding.evidence(*name).help(HELP);
        }
    }
    let Some(pod) = container.as_pod_container() else { return };
    let Some(context) = pod.pod.spec().get("securityContext") else { return };
    // The group of volumes is one of every process as well.
    for group in context.list("supplementalGroups").into_iter().chain(context.get("fsGroup")) {
        if matches!(group.int(), Value::Known(0)) {
            let message = format!("container `{}` is in the group of root", container.name());
            let finding = cx.fail(group.blame(), message);
            finding.trail = group.trail().to_vec();
            finding.help(HELP);
            finding.severity = Severity::Low;
        }
    }
}
