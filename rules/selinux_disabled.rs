//! Containers that `SELinux` does not confine.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "selinux-disabled",
    summary: "SELinux confinement is switched off",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "keep the type of containers, and relabel the files that it has to reach";
/// Types that `SELinux` lets do everything.
const UNCONFINED: [&str; 2] = ["spc_t", "unconfined_t"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let message = || format!("SELinux does not confine container `{}`", container.name());
    if let Some(pod) = container.as_pod_container() {
        let path = ["securityContext", "seLinuxOptions", "type"];
        // The container's options replace those of the pod as a whole.
        let own = pod.field().at(&path[..2]).map_or_else(
            || pod.pod.spec().setting(&path, Field::text),
            |_| pod.field().setting(&path, Field::text),
        );
        if let Some(own) = own
            && own.known().is_some_and(|name| UNCONFINED.contains(name))
        {
            cx.fail(own.blame, message()).help(HELP).trail = own.trail;
        }
        return;
    }
    let Some(service) = container.as_service() else { return };
    for option in service.field().list("security_opt") {
        let label = option.str().and_then(|text| text.strip_prefix("label"));
        let Some(label) = label.and_then(|label| label.strip_prefix(['=', ':'])) else { continue };
        let kind = label.strip_prefix("type:");
        if label == "disable" || kind.is_some_and(|kind| UNCONFINED.contains(&kind)) {
            let finding = cx.fail(option.blame(), message());
            finding.trail = option.trail().to_vec();
            finding.evidence(label).help(HELP);
        }
    }
}
