//! Secrets whose content is committed with their manifest.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::secret;

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-manifest",
    summary: "content of a Secret is in the manifest",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Ends of keys whose content is public.
const PUBLIC: [&str; 13] = [
    ".crt",
    "_env",
    "cert",
    "email",
    "endpoint",
    "host",
    "namespace",
    "port",
    "region",
    "type",
    "url",
    "user",
    "username",
];
/// Words that stand for a value to be filled in.
const FILLERS: [&str; 10] = [
    "changeme",
    "your",
    "change-me",
    "change_me",
    "dummy",
    "example",
    "placeholder",
    "replace",
    "todo",
    "xxx",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object().filter(|object| object.facts.is("", "Secret")) else {
        return cx.not_applicable();
    };
    // SOPS keeps its keys beside what it encrypts.
    if object.field().get("sops").is_some() {
        return;
    }
    let mut values = Vec::new();
    for (field, is_encoded) in [("data", true), ("stringData", false)] {
        let Some(data) = object.field().get(field) else { continue };
        for (key, value) in data.entries().filter(|(_, value)| value.placeholder().is_none()) {
            let text = value.str().unwrap_or_default();
            // What is to be filled in is often no base64 at all.
            if stands_in(text) {
                continue;
            }
            let decoded = is_encoded.then(|| secret::from_base64(text)).flatten();
            let grade = grade(key, decoded.as_deref().unwrap_or(text).trim());
            values.extend(grade.map(|grade| (key, value, grade)));
        }
    }
    values.sort_by_key(|(.., grade)| *grade);
    let Some((first, place, grade)) = values.first() else { return };
    let title = object.title();
    let span = place.key_span().unwrap_or(place.span());
    let finding = match (grade, values.iter().filter(|(.., it)| it == grade).count() - 1) {
        (Grade::Opaque, _) => {
            cx.review(span, format!("it is not known whether `{first}` of `{title}` is secret"))
        }
        (Grade::Secret, 0) => cx.fail(span, format!("`{title}` carries the content of `{first}`")),
        (Grade::Secret, more) => {
            cx.fail(span, format!("`{title}` carries the content of `{first}` and {more} more"))
        }
    };
    finding.trail = place.trail().to_vec();
    finding.redact.extend(values.iter().map(|(_, value, _)| value.span()));
    finding.help(
        "change it, for base64 hides nothing, and commit a sealed, encrypted or external secret",
    );
}

/// What a value of a Secret is taken for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// A credential, by its name or by itself.
    Secret,
    /// Somebody thought it secret, and nothing shows that it is.
    Opaque,
}

/// Whether a value is there to be replaced.
fn stands_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    FILLERS.iter().any(|filler| lower.contains(filler))
}

/// What a value is: nothing if it is public, empty, a reference, a switch, or to be filled in.
fn grade(key: &str, value: &str) -> Option<Grade> {
    let name = key.to_ascii_lowercase();
    let lower = value.to_ascii_lowercase();
    let is_certificate = value.starts_with("-----BEGIN CERT") && !value.contains("PRIVATE KEY");
    if stands_in(value) || is_certificate {
        return None;
    }
    if secret::shape(value).is_some() {
        return Some(Grade::Secret);
    }
    let is_json = value.starts_with('{') && !value.starts_with("{{");
    if value.contains('\n') || is_json {
        let holds = lower.contains("\"auth\"") || value.lines().any(is_secret_line);
        return Some(if holds { Grade::Secret } else { Grade::Opaque });
    }
    let is_public = PUBLIC.iter().any(|public| name.ends_with(public));
    let is_switch = matches!(lower.as_str(), "true" | "false" | "yes" | "no" | "on" | "off");
    let is_amount = value.len() < 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_public
        || is_switch
        || is_amount
        || value.len() < 2
        || value.starts_with("ref+")
        || secret::is_reference(value)
    {
        return None;
    }
    let is_named = secret::names_credential(key) || name.ends_with("key");
    Some(if is_named { Grade::Secret } else { Grade::Opaque })
}

/// Whether a line of a file of settings sets a credential.
fn is_secret_line(line: &str) -> bool {
    let pair = line.split_once('=').or_else(|| line.split_once(':'));
    pair.is_some_and(|(name, value)| {
        let name = name.trim().trim_matches('"');
        let value = value.trim().trim_matches([',', '"', '\'']);
        secret::classify(name, value).is_some()
    })
}
