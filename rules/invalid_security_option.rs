//! Security options that the engine does not know.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-security-option",
    summary: "security option does not exist",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

/// Options that the engine knows, and whether it takes a colon for their `=`.
const KNOWN: [(&str, bool); 6] = [
    ("apparmor", true),
    ("label", true),
    ("no-new-privileges", true),
    ("seccomp", true),
    ("systempaths", false),
    ("writable-cgroups", true),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let service = subject.container().and_then(|container| container.as_service());
    let Some(service) = service else { return };
    for option in service.field().list("security_opt") {
        let Some(text) = option.str() else { continue };
        let Some(why) = flaw(text) else { continue };
        let finding =
            cx.fail(option.blame(), format!("`{text}` of service `{}` {why}", service.name));
        finding.trail = option.trail().to_vec();
        finding
            .evidence(text)
            .help("correct it: the engine refuses to start the container as it is");
    }
}

fn flaw(text: &str) -> Option<&'static str> {
    if text == "no-new-privileges" {
        return None;
    }
    let Some(at) = text.find(['=', ':']) else { return Some("has no value") };
    let (key, value) = (&text[..at], &text[at + 1..]);
    let is_colon = text.as_bytes()[at] == b':';
    // Windows' credential specifications.
    if key == "credentialspec" {
        return None;
    }
    let Some((_, takes_colon)) = KNOWN.iter().find(|(known, _)| *known == key) else {
        return Some("is no security option");
    };
    let is_switch = matches!(key, "no-new-privileges" | "writable-cgroups");
    let is_boolean = matches!(
        value,
        "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
    );
    match () {
        () if is_colon && !takes_colon => Some("needs `=` instead of the colon"),
        () if is_switch && !is_boolean => Some("has a value that is neither true nor false"),
        () => None,
    }
}
