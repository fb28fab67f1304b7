//! Ports of debuggers and of the Docker API.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Keyword, StageView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "debug-port-exposed",
    summary: "the image exposes a port that runs code for anybody",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
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
    let Some(stage) = subject.stage() else { return };
    // A stage that only a target names is there for debugging.
    let last = stage.graph.stages.len() - 1;
    let last = StageView { index: last, ..*stage };
    if last.ancestry().iter().all(|it| it.index != stage.index) {
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

fn is_port(text: &str, port: u16) -> bool {
    let range = text.split('/').next().unwrap_or(text);
    let container = range.rsplit(':').next().unwrap_or(range);
    container.parse() == Ok(port)
}
