//! What miette draws: one group of findings, or one more file that explains it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;

use diag::{Finding, Label, Report, Severity, SourceId, Span, Status, Verdict};
use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::excerpt::Excerpt;
use super::group::{Census, Group, captions};
use super::mask::Masks;
use crate::RULE_PAGES;
use crate::grade;
use crate::place::Places;
use crate::text::{count, list, visible};

/// How many places of a group are drawn in its own file.
const MAX_PLACES: usize = 20;

/// How many labels one other file gets.
const MAX_LABELS: usize = 6;

/// How many other files are drawn.
const MAX_FILES: usize = 5;

/// How many names are listed.
const MAX_NAMES: usize = 8;

/// What a group needs to become a [`View`].
pub(super) struct Context<'a> {
    pub(super) report: &'a Report,
    pub(super) places: &'a Places<'a>,
    pub(super) masks: &'a Masks,
    pub(super) census: &'a Census,
    /// Whether the terminal can show the address of a rule's page behind its name.
    pub(super) links: bool,
}

/// A diagnostic in the terms of miette.
#[derive(Debug)]
pub(super) struct View {
    code: Option<String>,
    url: Option<String>,
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    pub(super) excerpt: Excerpt,
    pub(super) related: Vec<View>,
}

impl View {
    /// The picture of a group.
    pub(super) fn new(group: &Group<'_>, cx: &Context<'_>) -> Self {
        let first = group.findings[0];
        let shown = &group.findings[..group.findings.len().min(MAX_PLACES)];
        let mut labels = own_labels(shown);
        let others = other_labels(shown, &mut labels);
        let (excerpt, labels) = Excerpt::new(&labels, cx.places, cx.masks);
        let mut lines = vec![message(group, cx)];
        lines.extend(notes(group, shown.len()));
        let n_files = others.len();
        if n_files > MAX_FILES {
            lines.push(format!("{} are not drawn", count(n_files - MAX_FILES, "more file")));
        }
        let files = others.iter().take(MAX_FILES);
        Self {
            code: Some(code(first)),
            url: cx.links.then(|| format!("{RULE_PAGES}{}", first.rule)),
            severity: severity(first),
            message: lines.join("\n"),
            help: first.help.as_deref().map(|help| visible(help).into_owned()),
            labels,
            excerpt,
            related: files.map(|(_, labels)| Self::other_file(labels, cx)).collect(),
        }
    }

    /// The picture of another file that explains a finding.
    fn other_file(labels: &[Label], cx: &Context<'_>) -> Self {
        let shown = labels.len().min(MAX_LABELS);
        let mut shown = labels[..shown].to_vec();
        let message = match &mut shown[..] {
            [only] if !only.text.is_empty() => std::mem::take(&mut only.text),
            _ if labels.len() > MAX_LABELS => {
                format!("see also, and {} there", count(labels.len() - MAX_LABELS, "more place"))
            }
            _ => "see also".to_owned(),
        };
        let (excerpt, labels) = Excerpt::new(&shown, cx.places, cx.masks);
        Self {
            code: None,
            url: None,
            severity: miette::Severity::Advice,
            message: visible(&message).into_owned(),
            help: None,
            labels,
            excerpt,
            related: Vec::new(),
        }
    }
}

fn code(finding: &Finding) -> String {
    let mark = match finding.status {
        Status::Active => String::new(),
        ref status => format!(" ({})", status.as_str()),
    };
    format!("{}[{}]{mark}", grade(finding), finding.rule)
}

fn severity(finding: &Finding) -> miette::Severity {
    match finding.severity {
        _ if finding.verdict == Verdict::Review || finding.status != Status::Active => {
            miette::Severity::Advice
        }
        Severity::Critical | Severity::High => miette::Severity::Error,
        Severity::Medium => miette::Severity::Warning,
        Severity::Low | Severity::Info => miette::Severity::Advice,
    }
}

fn message(group: &Group<'_>, cx: &Context<'_>) -> String {
    let first = group.findings[0];
    if group.findings.len() == 1 {
        return visible(&first.message).into_owned();
    }
    let rules = &cx.report.rules;
    match rules.binary_search_by_key(&first.rule, |meta| meta.id) {
        Ok(at) if first.verdict == Verdict::Fail => {
            format!("{}: {}", rules[at].summary, cx.census.extent(group, cx.report))
        }
        _ => {
            format!("{}, and {} more", visible(&first.message), group.findings.len() - 1)
        }
    }
}

/// What no label can say: subjects, environments, causes that are written nowhere.
fn notes(group: &Group<'_>, shown: usize) -> Vec<String> {
    let first = group.findings[0];
    let mut notes = Vec::new();
    if group.findings.len() > shown {
        let rest = count(group.findings.len() - shown, "more place");
        notes.push(format!("{rest} in this file, see `--format concise`"));
    }
    if group.findings.len() == 1 && first.subjects.len() > 1 {
        notes.push(format!("affects {}", list(&first.subjects, MAX_NAMES)));
    }
    if !first.environments.is_empty() {
        notes.push(format!("only in {}", list(&first.environments, MAX_NAMES)));
    }
    let folded: BTreeSet<&str> =
        group.findings.iter().flat_map(|it| &it.folded).map(|rule| rule.as_str()).collect();
    if !folded.is_empty() {
        let folded: Vec<String> = folded.into_iter().map(|rule| format!("`{rule}`")).collect();
        notes.push(format!("makes moot {}", list(&folded, MAX_NAMES)));
    }
    let steps = group.findings.iter().flat_map(|it| &it.trail).filter(|step| step.span.is_none());
    let steps: BTreeSet<&str> = steps.map(|step| step.text.as_str()).collect();
    notes.extend(steps.into_iter().take(3).map(|text| visible(text).into_owned()));
    notes
}

/// One label for each place of a group; the first is the primary one.
fn own_labels(findings: &[&Finding]) -> Vec<Label> {
    if let [only] = findings {
        return vec![only.primary.clone()];
    }
    let mut labels: Vec<Label> = Vec::new();
    for (finding, caption) in findings.iter().zip(captions(findings)) {
        let span = finding.primary.span;
        match labels.iter_mut().find(|label| label.span == span) {
            Some(label) if label.text.is_empty() => label.text = caption,
            Some(label) if !caption.is_empty() && !label.text.contains(&caption) => {
                label.text = format!("{}, {caption}", label.text);
            }
            Some(_) => {}
            None => labels.push(Label::new(span, caption)),
        }
    }
    labels
}

/// Adds the related places and located steps of `findings` to the labels of their own file, and gives those of other files.
fn other_labels(findings: &[&Finding], own: &mut Vec<Label>) -> Vec<(SourceId, Vec<Label>)> {
    let home = own[0].span.source;
    let mut seen: BTreeSet<Span> = own.iter().map(|label| label.span).collect();
    let mut others: Vec<(SourceId, Vec<Label>)> = Vec::new();
    for label in findings.iter().flat_map(|finding| explanations(finding)) {
        let source = label.span.source;
        if !seen.insert(label.span) {
            continue;
        }
        if source == home {
            if own.len() < MAX_PLACES + MAX_LABELS {
                own.push(label);
            }
        } else if let Some((_, labels)) = others.iter_mut().find(|(id, _)| *id == source) {
            labels.push(label);
        } else {
            others.push((source, vec![label]));
        }
    }
    others
}

fn explanations(finding: &Finding) -> impl Iterator<Item = Label> {
    let steps = finding.trail.iter();
    let steps = steps.filter_map(|step| step.span.map(|span| Label::new(span, step.text.clone())));
    finding.related.iter().cloned().chain(steps)
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for View {}

impl Diagnostic for View {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.related.iter().map(|view| view as &dyn Diagnostic)))
    }
}
