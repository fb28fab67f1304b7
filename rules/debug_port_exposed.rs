//! Ports of debuggers and of the Docker API that images name or services publish.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Keyword;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "debug-port-exposed",
    summary: "a port is open that runs code for anybody",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service],
    build: |options| options.none(check),
};

/// Ports of services that do what they are told and ask nobody who they are, and whether nothing else uses them.
const PORTS: [(u16, &str, bool); 4] = [
    (2345, "the Delve debugger", false),
    (2375, "the Docker API without TLS", true),
    (5005, "the Java debugger", false),
    (9229, "the Node.js debugger", true),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return service(subject, cx) };
    // A stage that only a target names is there for debugging.
    if !stage.is_in_last_image() {
        return cx.not_applicable();
    }
    for word in stage.words_of(Keyword::Expose) {
        let Value::Known(text) = &word.value else { continue };
        for (port, service, is_certain) in PORTS {
            if !text.split_whitespace().any(|part| is_port(part, port)) {
                continue;
            }
            let finding = if is_certain {
                cx.fail(word.span, format!("`EXPOSE {text}` names the port of {service}"))
            } else {
                cx.review(word.span, format!("`EXPOSE {text}` may be the port of {service}"))
            };
            finding.evidence(port.to_string()).help("leave the port out of the image that ships");
        }
    }
}

/// Ports that a service publishes beyond the loopback of the host.
fn service(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for port in container.ports().iter().filter(|port| port.published && !port.is_loopback()) {
        let Some((first, last)) = port.container else { continue };
        let found = PORTS.iter().find(|(known, ..)| (first..=last).contains(known));
        let Some((number, what, is_certain)) = found else { continue };
        let name = container.name();
        let finding = if *is_certain && first == last {
            let finding = cx.fail(port.span, format!("container `{name}` publishes {what}"));
            finding.severity = Severity::High;
            finding
        } else {
            cx.review(port.span, format!("container `{name}` may publish {what}"))
        };
        finding.evidence(number.to_string()).help("bind it to `127.0.0.1`, or leave it out");
    }
}

fn is_port(text: &str, port: u16) -> bool {
    let range = text.split('/').next().unwrap_or(text);
    let container = range.rsplit(':').next().unwrap_or(range);
    container.parse() == Ok(port)
}
