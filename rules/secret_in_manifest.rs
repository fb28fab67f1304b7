//! Secrets whose content is committed with their manifest.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;
use model::secret;

use crate::text;

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
const FILLERS: [&str; 9] = [
    "changeme",
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
    let of = |key: &str| object.field().get(key).map(|data| data.entries().collect::<Vec<_>>());
    let encoded = of("data").unwrap_or_default();
    let plain = of("stringData").unwrap_or_default();
    let encoded = encoded.iter().filter(|(key, value)| holds(key, &decoded(value)));
    let plain = plain.iter().filter(|(key, value)| holds(key, value.str().unwrap_or_default()));
    let found: Vec<_> = encoded.chain(plain).filter(|(_, it)| it.placeholder().is_none()).collect();
    let Some((first, place)) = found.first() else { return };
    let more = match found.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!("`{}` carries the content of `{first}`{more}", object.title());
    let finding = cx.fail(place.key_span().unwrap_or(place.span()), message);
    finding.trail = place.trail().to_vec();
    finding.redact.extend(found.iter().map(|(_, value)| value.span()));
    finding.help(
        "change it, for base64 hides nothing, and commit a sealed, encrypted or external secret",
    );
}

fn decoded(value: &Field<'_>) -> String {
    let text = value.str().unwrap_or_default();
    text::from_base64(text).unwrap_or_else(|| text.to_owned())
}

/// Whether a value is a secret's content: not public, not empty, not a reference, not to be filled in.
fn holds(key: &str, value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let is_json = value.starts_with('{') && !value.starts_with("{{");
    let is_reference = value.starts_with("ref+") || secret::is_reference(value);
    let is_certificate = value.starts_with("-----BEGIN CERT") && !value.contains("PRIVATE KEY");
    let key = key.to_ascii_lowercase();
    (!PUBLIC.iter().any(|public| key.ends_with(public)) || secret::url_credentials(value).is_some())
        && !is_certificate
        && value.len() > 1
        && (is_json || value.contains('\n') || !is_reference)
        && !FILLERS.iter().any(|filler| lower.contains(filler))
        && !lower.contains("your")
}
