//! Rules as SARIF describes them: all that are enabled, whether they found something or not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use diag::{RuleMeta, Severity, SubjectKind};

use super::shape::{Configuration, Help, Rule, RuleProperties, Text};
use super::{level, sentence};
use crate::RULE_PAGES;

/// GitHub takes no more characters in a description.
const MAX_DESCRIPTION: usize = 1000;

/// GitHub takes no more tags for a rule.
const MAX_TAGS: usize = 20;

pub(super) fn rule(meta: &RuleMeta) -> Rule<'_> {
    Rule {
        id: meta.id.as_str(),
        name: pascal_case(meta.id.as_str()),
        short_description: Text::new(sentence(meta.summary)),
        full_description: Text::new(description(meta)),
        help_uri: format!("{RULE_PAGES}{}", meta.id),
        help: Help { text: meta.docs, markdown: meta.docs },
        default_configuration: Configuration { level: level(meta.severity) },
        properties: RuleProperties {
            tags: tags(meta),
            precision: "high",
            problem_severity: problem_severity(meta.severity),
            security_severity: security_severity(meta.severity),
            controls: meta.controls,
            aliases: meta.aliases,
        },
    }
}

/// The middle of the band that consumers read back into our own words.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.5"),
        Severity::Info => None,
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match level(severity) {
        "note" => "recommendation",
        level => level,
    }
}

fn tags(meta: &RuleMeta) -> Vec<Cow<'static, str>> {
    let mut tags = vec![Cow::Borrowed("security")];
    let formats: BTreeSet<&str> = meta.subjects.iter().filter_map(|kind| format(*kind)).collect();
    tags.extend(formats.into_iter().map(Cow::Borrowed));
    tags.extend(meta.cwe.iter().map(|number| Cow::Owned(format!("external/cwe/cwe-{number:03}"))));
    tags.truncate(MAX_TAGS);
    tags
}

fn format(kind: SubjectKind) -> Option<&'static str> {
    match kind {
        SubjectKind::Stage | SubjectKind::Image => Some("dockerfile"),
        SubjectKind::Service | SubjectKind::ComposeProject => Some("compose"),
        SubjectKind::PodContainer | SubjectKind::Workload | SubjectKind::Object => {
            Some("kubernetes")
        }
        SubjectKind::DaemonConfig => Some("docker-daemon"),
        SubjectKind::SeccompProfile => Some("seccomp"),
        SubjectKind::AppArmorProfile => Some("apparmor"),
        SubjectKind::Workflow => Some("github-actions"),
        SubjectKind::Prometheus => Some("prometheus"),
        SubjectKind::File | SubjectKind::Project => None,
    }
}

/// The first paragraph of prose on the rule's page, on one line.
fn description(meta: &RuleMeta) -> String {
    let mut paragraphs = meta.docs.split("\n\n").map(str::trim);
    let prose =
        paragraphs.find(|text| text.starts_with(char::is_alphanumeric) || text.starts_with('`'));
    let line = prose.unwrap_or(meta.summary).split_whitespace().collect::<Vec<_>>().join(" ");
    let line = sentence(&line);
    match line.char_indices().nth(MAX_DESCRIPTION) {
        Some((end, _)) => format!("{}….", &line[..end]),
        None => line,
    }
}

fn pascal_case(id: &str) -> String {
    let words = id.split(['-', '/', '_', '.']);
    let mut out = String::with_capacity(id.len());
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
