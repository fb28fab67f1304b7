//! Containers that see the parts of /proc which the engine hides.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "masked-paths-off",
    summary: "kernel interfaces are not masked",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

const HELP: &str = "remove the setting: it is meant for container builders, which have user namespaces of their own";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let name = container.name();
    if let Some(container) = container.as_pod_container() {
        let mount = container.field().setting(&["securityContext", "procMount"], Field::text);
        let Some(mount) = mount else { return };
        // In a user namespace of its own, and nowhere else, the API server lets a pod do so.
        let shared = container.pod.spec().setting(&["hostUsers"], Field::bool);
        if shared.is_some_and(|shared| shared.is(&false)) {
            return;
        }
        let finding = cx.expect(
            &mount,
            |mount| *mount != "Unmasked",
            || format!("container `{name}` sees all of `/proc`"),
            || format!("container `{name}` may see all of `/proc`"),
        );
        if let Some(finding) = finding {
            finding.help(HELP);
        }
        return;
    }
    let Some(service) = container.as_service() else { return };
    for option in service.field().list("security_opt") {
        let text = option.str().unwrap_or_default();
        let message = if text == "systempaths=unconfined" {
            format!("container `{name}` sees all of `/proc` and `/sys`")
        } else if text.strip_prefix("writable-cgroups").is_some_and(is_true) {
            format!("container `{name}` can write its control groups")
        } else {
            continue;
        };
        let finding = cx.fail(option.blame(), message);
        finding.trail = option.trail().to_vec();
        finding.evidence(text).help(HELP);
    }
}

/// Whether what follows the name of a switch turns it on, in the words of the engine.
fn is_true(rest: &str) -> bool {
    let value = rest.strip_prefix(['=', ':']);
    value.is_some_and(|value| matches!(value, "1" | "t" | "T" | "TRUE" | "true" | "True"))
}
