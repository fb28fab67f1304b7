//! Containers that take a port of their node.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "host-port",
    summary: "container takes a port of its node",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// The control that asks for an address; a port that has one breaks only those that allow no port of a node.
const BOUND: &str = "cis-docker:1.8.0:5.14";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let container = subject.container().and_then(|container| container.as_pod_container());
    let Some(container) = container else { return };
    cx.decides(BOUND);
    for port in container.field().list("ports") {
        let Some(host) = port.setting(&["hostPort"], Field::int) else { continue };
        let name = container.container_name();
        let finding = cx.expect(
            &host,
            |port| *port == 0,
            || {
                format!(
                    "container `{name}` takes port {} of its node",
                    host.known().copied().unwrap_or_default()
                )
            },
            || format!("container `{name}` may take a port of its node"),
        );
        let Some(finding) = finding else { continue };
        finding.evidence(port.str_at("hostPort")).help("lead to it through a Service");
        match port.str_at("hostIP") {
            "127.0.0.1" | "::1" => finding.severity = Severity::Low,
            "" | "0.0.0.0" | "::" => {
                finding.control(BOUND);
            }
            _ => {}
        }
    }
}
