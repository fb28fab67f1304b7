//! Secrets that are fetched from their store once, and never again.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "unrefreshed-secret",
    summary: "an external secret is fetched once and never again",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let path: &[&str] = match object.facts.kind.as_str() {
        "ExternalSecret" => &["spec"],
        "ClusterExternalSecret" => &["spec", "externalSecretSpec"],
        _ => return cx.not_applicable(),
    };
    let spec = object.field().at(path).filter(|_| object.facts.group() == "external-secrets.io");
    let Some(spec) = spec.filter(|spec| !is_generated(spec)) else { return cx.not_applicable() };
    let Some(once) =
        ["refreshPolicy", "refreshInterval"].into_iter().find_map(|key| never(&spec, key))
    else {
        return;
    };
    let message =
        format!("`{}` is fetched once, so a secret that was rotated never arrives", object.title());
    cx.fail(once.blame(), message).help("set `refreshPolicy: Periodic` and a `refreshInterval`");
}

/// What says that the secret is fetched once; the interval counts for periodic fetches only.
fn never<'a>(spec: &Field<'a>, key: &str) -> Option<Field<'a>> {
    let value = spec.get(key)?;
    let text = value.str()?.trim();
    let is_never = if key == "refreshPolicy" {
        text == "CreatedOnce"
    } else {
        let is_zero = text.bytes().any(|it| it == b'0')
            && text.bytes().all(|it| matches!(it, b'0' | b'.' | b'h' | b'm' | b's'));
        is_zero && matches!(spec.str_at("refreshPolicy"), "" | "Periodic")
    };
    is_never.then_some(value)
}

/// Whether it is made up rather than fetched: refreshing would change the password every time.
fn is_generated(spec: &Field<'_>) -> bool {
    let sources = spec.list("dataFrom");
    sources.iter().any(|it| it.at(&["sourceRef", "generatorRef"]).is_some())
}
