//! Builds that ask for more than the sandbox of the builder.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::compose::Field;
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "insecure-build-entitlement",
    summary: "a build leaves its sandbox",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return service(subject, cx) };
    for flag in stage.runs().into_iter().flat_map(|run| run.flags) {
        let Value::Known(value) = &flag.value else { continue };
        let why = match (flag.name.as_str(), value.as_str()) {
            ("security", "insecure") => "runs with every privilege of the build host",
            ("network", "host") => "reaches the network of the build host",
            ("device", _) => "reaches a device of the build host",
            _ => continue,
        };
        let written = format!("--{}={value}", flag.name);
        let finding = cx.fail(flag.span, format!("a build with `{written}` {why}"));
        finding.controls.extend(control(why));
        finding.evidence(written).help("remove the flag; do what needs it outside the build");
    }
}

/// What `build:` of a Compose service asks for.
fn service(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    let Some(build) = service.field().get("build") else { return cx.not_applicable() };
    let mut say = |field: &Field<'_>, what: &str, severity| {
        let finding =
            cx.fail(field.blame(), format!("the build of service `{}` {what}", service.name));
        finding.trail = field.trail().to_vec();
        finding.controls.extend(control(what));
        finding.evidence(what).help("remove it, and do in the image what needs it");
        finding.severity = severity;
    };
    if let Some(privileged) = build.get("privileged").filter(Field::is_true) {
        say(&privileged, "is privileged", Severity::High);
    }
    for entitlement in build.list("entitlements") {
        let (what, severity) = match entitlement.str() {
            Some("security.insecure") => ("is privileged", Severity::High),
            Some("network.host") => ("is in the network of the host", Severity::Medium),
            Some(text) if text.starts_with("device") => {
                ("gets devices of the host", Severity::Medium)
            }
            _ => continue,
        };
        say(&entitlement, what, severity);
    }
    if let Some(network) = build.get("network").filter(|network| network.str() == Some("host")) {
        say(&network, "is in the network of the host", Severity::Low);
    }
}

/// The control of the benchmark that such a build breaks as a container would.
fn control(what: &str) -> Option<String> {
    let number = if what.contains("network") {
        "5.10"
    } else if what.contains("privilege") {
        "5.5"
    } else {
        return None;
    };
    Some(format!("cis-docker:1.8.0:{number}"))
}
