//! Annotations that silence rules for a whole object: ours, and those of other linters.

use diag::{Span, Spanned};

use super::load::Tree;
use super::{Field, Manifest, ObjectFacts};

/// An annotation that silences rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationSite {
    /// Key and value as written.
    pub span: Span,
    /// The object that it speaks for.
    pub covers: Span,
    /// Whose it is: `plimsoll`, `checkov`, `kube-linter`, `kube-score`, `polaris`.
    pub tool: &'static str,
    /// That tool's ids, or `all`.
    pub rules: Vec<Spanned<String>>,
    /// Why, if it says so.
    pub reason: Option<String>,
    /// Whether the subjects of the file are judged.
    pub judged: bool,
}

/// All such annotations of a file.
pub(super) fn sites(manifest: &Manifest, tree: &Tree) -> Vec<AnnotationSite> {
    let judged = manifest.objects.iter().filter(|facts| facts.is_judged());
    judged.flat_map(|facts| of_object(manifest, facts, tree)).collect()
}

fn of_object(manifest: &Manifest, facts: &ObjectFacts, tree: &Tree) -> Vec<AnnotationSite> {
    let Some(node) = tree.node(&facts.address) else { return Vec::new() };
    let root = Field::root(node);
    let places: [&[&str]; 3] = [
        &["metadata", "annotations"],
        &["spec", "template", "metadata", "annotations"],
        &["spec", "jobTemplate", "spec", "template", "metadata", "annotations"],
    ];
    let annotations = places.iter().filter_map(|path| root.at(path));
    let entries = annotations.flat_map(|annotations| annotations.entries().collect::<Vec<_>>());
    entries.filter_map(|(key, value)| read(key, &value, manifest, facts)).collect()
}

fn read(
    key: &str,
    value: &Field<'_>,
    manifest: &Manifest,
    facts: &ObjectFacts,
) -> Option<AnnotationSite> {
    let text = value.str()?;
    let (tool, rules, reason) = parse(key, text)?;
    let place = value.key_span().unwrap_or(value.span());
    Some(AnnotationSite {
        span: value.blame(),
        covers: facts.extent,
        tool,
        rules: rules.into_iter().map(|rule| Spanned::new(rule, place)).collect(),
        reason: Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
        judged: manifest.judged,
    })
}

fn parse<'t>(key: &str, text: &'t str) -> Option<(&'static str, Vec<String>, &'t str)> {
    if let Some(rule) = key.strip_prefix("plimsoll.dev/ignore.") {
        return Some(("plimsoll", vec![rule.to_owned()], text));
    }
    if let Some(check) = key.strip_prefix("ignore-check.kube-linter.io/") {
        return Some(("kube-linter", vec![check.to_owned()], text));
    }
    match key {
        "kube-linter.io/ignore-all" => return Some(("kube-linter", vec!["all".into()], text)),
        "polaris.fairwinds.com/exempt" if text == "true" => {
            return Some(("polaris", vec!["all".into()], ""));
        }
        _ => {}
    }
    if key == "kube-score/ignore" {
        let checks = text.split(',').map(|check| check.trim().to_owned());
        return Some(("kube-score", checks.filter(|check| !check.is_empty()).collect(), ""));
    }
    if let Some(check) = key.strip_prefix("polaris.fairwinds.com/")
        && let Some(check) = check.strip_suffix("-exempt")
        && text == "true"
    {
        return Some(("polaris", vec![camel_case(check)], ""));
    }
    let (owner, number) = key.split_once("/skip")?;
    let is_checkov = matches!(owner, "checkov.io" | "bridgecrew.io" | "cortex.io");
    let numbered = number.bytes().all(|byte| byte.is_ascii_digit());
    let (check, reason) = text.split_once('=').unwrap_or((text, ""));
    (is_checkov && numbered).then(|| ("checkov", vec![check.trim().to_owned()], reason))
}

/// Polaris writes checks as `runAsPrivileged` and exempts them as either that or `run-as-privileged`.
fn camel_case(check: &str) -> String {
    let mut words = check.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let head: String =
            letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().collect();
        name + &head + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_its_own_annotation() {
        let cases = [
            ("plimsoll.dev/ignore.root-user", "needs root", "plimsoll", "root-user", "needs root"),
            ("checkov.io/skip2", "CKV_K8S_20=why", "checkov", "CKV_K8S_20", "why"),
            ("ignore-check.kube-linter.io/docker-sock", "x", "kube-linter", "docker-sock", "x"),
            ("kube-score/ignore", "pod-probes", "kube-score", "pod-probes", ""),
            (
                "polaris.fairwinds.com/run-as-privileged-exempt",
                "true",
                "polaris",
                "runAsPrivileged",
                "",
            ),
            ("polaris.fairwinds.com/hostPIDSet-exempt", "true", "polaris", "hostPIDSet", ""),
        ];
        for (key, text, tool, rule, reason) in cases {
            assert_eq!(parse(key, text), Some((tool, vec![rule.to_owned()], reason)), "{key}");
        }
        assert_eq!(parse("checkov.io/skipped", "x"), None);
        assert_eq!(parse("polaris.fairwinds.com/hostPIDSet-exempt", "false"), None);
    }
}
