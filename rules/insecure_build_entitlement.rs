//! RUN instructions that ask for more than the sandbox of the builder.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "insecure-build-entitlement",
    summary: "a RUN leaves the sandbox of the build",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for flag in stage.runs().into_iter().flat_map(|run| run.flags) {
        let Value::Known(value) = &flag.value else { continue };
        let why = match (flag.name.as_str(), value.as_str()) {
            ("security", "insecure") => "runs with every privilege of the build host",
            ("network", "host") => "reaches the network of the build host",
            ("device", _) => "reaches a device of the build host",
            _ => continue,
        };
        let written = format!("--{}={value}", flag.name);
        cx.fail(flag.span, format!("a build with `{written}` {why}"))
            .evidence(written)
            .help("remove the flag; do what needs it outside the build");
    }
}
