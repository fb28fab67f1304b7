//! Secrets in configuration that nobody treats as secret.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{Field, ObjectView};
use model::secret::{self, Secret};
use model::{Subject, compose};

use crate::chart_secrets;
use crate::secrets::{grade, help};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-config",
    summary: "literal secret in configuration",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object, SubjectKind::ComposeProject, SubjectKind::Prometheus],
    build: |options| options.none(check),
};

/// Where a secret belongs.
const KEEP: &str = "keep it in a secret store";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if let Some(root) = subject.prometheus() {
        return judge_tree(&root, cx);
    }
    if let Some(project) = subject.compose() {
        let configs = project.field().get("configs").map(|configs| configs.entries());
        for (name, config) in configs.unwrap_or_default() {
            let Some(content) = config.get("content") else { continue };
            let found = content.str().and_then(|text| held(name, text));
            let Some((secret, setting)) = found else { continue };
            let finding =
                cx.fail(content.blame(), format!("the config `{name}` holds {secret}{setting}"));
            finding.evidence(name).redact(content.blame()).help(help(secret, KEEP)).trail =
                content.trail().to_vec();
            grade(finding, secret);
        }
        return shares(project, cx);
    }
    let Some(object) = subject.object() else { return cx.not_applicable() };
    chart_secrets::judge(object, cx);
    if !object.facts.is("", "ConfigMap") {
        return cx.not_applicable();
    }
    let Some(data) = object.field().get("data") else { return };
    for (key, value) in data.entries() {
        if value.placeholder().is_some() {
            continue;
        }
        let Some((kind, setting)) = value.str().and_then(|text| held(key, text)) else { continue };
        let place = value.key_span().unwrap_or(value.span());
        let title = object.title();
        let finding = match name_of_secret(key, &value, object) {
            Some(true) => continue,
            Some(false) => cx.review(
                place,
                format!("`{key}` of `{title}` holds {kind}, unless it is what a Secret is called"),
            ),
            None => cx.fail(place, format!("`{key}` of `{title}` holds {kind}{setting}")),
        };
        finding.evidence(key).redact(value.span()).help(help(kind, KEEP)).trail =
            value.trail().to_vec();
        grade(finding, kind);
    }
}

/// What secret a value under a key holds: by itself, or in the file that it is. Then which setting of the file, for people.
fn held(key: &str, value: &str) -> Option<(Secret, String)> {
    if !value.trim().contains(['\n', '=', '{', ' ', '<', ':']) {
        return secret::classify(key, value).map(|secret| (secret, String::new()));
    }
    let found = secret::in_file(key, value);
    // A secret that is one outweighs a default that everybody knows.
    let first = found.iter().min_by_key(|it| it.secret.is_well_known);
    let in_file = first.map(|it| {
        let setting = if it.name.is_empty() { String::new() } else { format!(" (`{}`)", it.name) };
        (it.secret, setting)
    });
    in_file.or_else(|| {
        let is_line = !value.trim().contains('\n');
        is_line
            .then(|| secret::classify(key, value))
            .flatten()
            .map(|secret| (secret, String::new()))
    })
}

/// Whether a value may be what a Secret is called, and then whether there is such a Secret: `s3_secret=s3-credentials`.
fn name_of_secret(key: &str, value: &Field<'_>, object: &ObjectView<'_>) -> Option<bool> {
    let name = value.str()?.trim_matches(['"', '\'']);
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !key.to_ascii_lowercase().ends_with("secret") || !name.bytes().all(is_lower) {
        return None;
    }
    if object.index.secrets.keys().any(|secret| secret.name == name) {
        return Some(true);
    }
    let says_so = ["secret", "credential"].iter().any(|word| name.contains(word));
    (says_so && name.contains('-')).then_some(false)
}

/// Passwords among the options with which a volume of a file server is mounted.
fn shares(project: &compose::Project, cx: &mut Cx<'_>) {
    let volumes = project.field().get("volumes").map(|volumes| volumes.entries());
    for (name, volume) in volumes.unwrap_or_default() {
        let Some(options) = volume.at(&["driver_opts", "o"]) else { continue };
        let mut pairs = options.str().unwrap_or_default().split(',');
        let found = pairs.find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            secret::names_credential(key).then(|| secret::classify(key, value))?
        });
        let Some(secret) = found else { continue };
        let finding =
            cx.fail(options.blame(), format!("the volume `{name}` is mounted with {secret}"));
        finding.trail = options.trail().to_vec();
        finding
            .evidence(name)
            .redact(options.blame())
            .help(help(secret, "keep it in a file of credentials on the host"));
        grade(finding, secret);
    }
}

/// Every key of a tree that is called like a secret and holds a literal one. Trees are no deeper than the parser lets them be.
fn judge_tree(field: &Field<'_>, cx: &mut Cx<'_>) {
    for (key, value) in field.entries() {
        if value.str().is_none() {
            judge_tree(&value, cx);
        } else if let Some(secret) = value.str().and_then(|text| secret::classify(key, text)) {
            let finding = cx.fail(value.blame(), format!("`{key}` holds {secret}"));
            finding.evidence(key).redact(value.span()).help(help(secret, KEEP));
            grade(finding, secret);
        }
    }
    field.items().for_each(|item| judge_tree(&item, cx));
}
