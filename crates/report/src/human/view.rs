//! What miette draws: one group of findings, or one more file that explains it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{self, Write as _};

use diag::{Finding, Label, Report, RuleId, Severity, SourceId, Span, Status, Verdict};
use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::block::{Block, Place};
use super::excerpt::Excerpt;
use super::fold::{fold, fold_lines};
use super::group::{Census, Group, captions};
use super::mask::Masks;
use super::{Grade, Paint};
use crate::place::{Places, Unit};
use crate::text::{count, list, visible};
use crate::{Options, RULE_PAGES, concise, grade};

/// How many names are listed.
const MAX_NAMES: usize = 8;

/// How many places of undrawn groups are named.
const MAX_ALSO: usize = 4;

/// How large pictures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// So large that many fit on a screen; further places are named.
    Short,
    /// With all that explains them, as far as it is readable.
    Full,
}

/// How much of a group is drawn.
#[derive(Clone, Copy)]
struct Limits {
    /// Places in its own file.
    places: usize,
    /// Labels in one other file.
    labels: usize,
    /// Other files.
    files: usize,
}

const SHORT: Limits = Limits { places: 2, labels: 1, files: 0 };
const FULL: Limits = Limits { places: 20, labels: 6, files: 5 };

/// What a group needs to become a [`View`].
pub(super) struct Context<'a> {
    pub(super) report: &'a Report,
    pub(super) options: &'a Options,
    pub(super) places: &'a Places<'a>,
    pub(super) size: Size,
    pub(super) masks: &'a Masks,
    pub(super) census: &'a Census,
    pub(super) paint: Paint,
}

/// Columns that miette draws before a message, and before a help.
const MESSAGE: usize = 4;
const HELP: usize = 8;

impl Context<'_> {
    fn width(&self) -> usize {
        self.options.width.max(super::MIN_WIDTH)
    }

    fn limits(&self) -> Limits {
        match self.size {
            Size::Short => SHORT,
            Size::Full => FULL,
        }
    }
}

/// A diagnostic in the terms of miette.
#[derive(Debug)]
pub(super) struct View {
    /// Whose colour it has.
    pub(super) grade: Grade,
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    pub(super) excerpt: Excerpt,
    pub(super) related: Vec<View>,
}

impl View {
    /// The picture of a group.
    pub(super) fn of_group(group: &Group<'_>, cx: &Context<'_>) -> Self {
        let (first, limits) = (group.findings[0], cx.limits());
        let shown = &group.findings[..group.findings.len().min(limits.places)];
        let mut labels = own_labels(shown);
        let others = other_labels(shown, &mut labels, limits);
        let mut lines = vec![format!("{} {}", code(first, cx), message(group, cx))];
        lines.extend(notes(group, shown.len(), cx));
        if others.len() > limits.files {
            let rest = &others[limits.files..];
            lines.push(see_also(rest, cx));
        }
        let files = others.iter().take(limits.files);
        let related = files.map(|(_, labels)| Self::other_file(labels, cx)).collect();
        let help = help(shown, cx).map(|it| fold_lines(&it, cx.width() - HELP));
        Self { help, related, ..Self::new(grade_of(first), &lines, &labels, cx) }
    }

    /// The picture of hardening that is missing.
    pub(super) fn of_block(block: &Block<'_>, cx: &Context<'_>) -> Self {
        let home = block.places[0].span.source;
        let here = block.places.iter().filter(|it| it.span.source == home);
        let shown: Vec<&Place<'_>> = here.clone().take(cx.limits().places).collect();
        let label = |place: &&Place<'_>| Label::new(place.span, caption(place, cx));
        let labels: Vec<Label> = shown.iter().map(label).collect();
        let code = cx.paint.severity(block.severity, block.severity.as_str());
        let mut lines = vec![format!("{code}: {}", lack(block))];
        if !block.environments.is_empty() {
            lines.push(format!("only in {}", list(block.environments, MAX_NAMES)));
        }
        let drawn: BTreeSet<Span> = shown.iter().map(|it| it.span).collect();
        let rest = block.places.iter().map(|it| it.span).filter(|span| !drawn.contains(span));
        let rest: Vec<Span> = rest.collect();
        if !rest.is_empty() {
            lines.push(format!("also at {}", place_list(&rest, cx)));
        }
        Self::new(Some(block.severity), &lines, &labels, cx)
    }

    fn new(grade: Grade, lines: &[String], labels: &[Label], cx: &Context<'_>) -> Self {
        let (excerpt, labels) = Excerpt::new(labels, cx.places, cx.masks, cx.options);
        Self {
            grade,
            severity: icon(grade),
            message: fold_lines(&lines.join("\n"), cx.width() - MESSAGE),
            help: None,
            labels,
            excerpt,
            related: Vec::new(),
        }
    }

    /// The picture of another file that explains a finding.
    fn other_file(labels: &[Label], cx: &Context<'_>) -> Self {
        let max = cx.limits().labels;
        let mut shown = labels[..labels.len().min(max)].to_vec();
        let rest = labels.len() - shown.len();
        let mut message = match &mut shown[..] {
            [only] if !only.text.is_empty() => std::mem::take(&mut only.text),
            _ => "see also".to_owned(),
        };
        if rest > 0 {
            let _ = write!(message, ", and {} there", count(rest, "more place"));
        }
        Self::new(None, &[visible(&message).into_owned()], &shown, cx)
    }
}

/// What there is to do. Findings of one rule may need different things: each is then said with its line.
fn help(findings: &[&Finding], cx: &Context<'_>) -> Option<String> {
    let mut helps: Vec<(&str, Vec<usize>)> = Vec::new();
    for finding in findings {
        let Some(help) = finding.help.as_deref() else { continue };
        let (line, _) = cx.places.start(finding.primary.span, Unit::Scalar);
        match helps.iter_mut().find(|(known, _)| *known == help) {
            Some((_, lines)) => lines.push(line),
            None => helps.push((help, vec![line])),
        }
    }
    if let [(help, _)] = &helps[..] {
        return Some(visible(help).into_owned());
    }
    let said = helps.iter().map(|(help, lines)| {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let noun = if lines.len() == 1 { "line" } else { "lines" };
        format!("{noun} {}: {}", list(&lines, MAX_NAMES), visible(help))
    });
    (!helps.is_empty()).then(|| said.collect::<Vec<_>>().join("\n"))
}

/// ``service `web`: 7 settings missing in 4 layers: memory limit, ...``
fn lack(block: &Block<'_>) -> String {
    let settings: Vec<String> = block.missing.iter().map(|it| it.setting.to_owned()).collect();
    let what = format!(
        "{} in {}: {}",
        count(settings.len(), "setting"),
        count(block.layers(), "layer"),
        settings.join(", ")
    );
    let files: BTreeSet<SourceId> = block.places.iter().map(|it| it.span.source).collect();
    let kind = block.kind.as_str();
    let who = match (&block.places[..], files.len()) {
        ([only], _) if only.subjects.len() == 1 => {
            return format!("{kind} {} lacks {what}", names(only));
        }
        (_, 1) => format!("{} lack the same ", count(block.subjects(), kind)),
        (_, n) => {
            format!("{} in {} lack the same ", count(block.subjects(), kind), count(n, "file"))
        }
    };
    who + &what
}

/// Who lacks the settings, where the place itself does not say so.
fn caption(place: &Place<'_>, cx: &Context<'_>) -> String {
    let (start, end) = cx.places.bytes(place.span);
    let written = &cx.places.source(place.span.source).text[start..end];
    if place.subjects.len() == 1 && written == place.subjects[0] {
        return String::new();
    }
    names(place)
}

fn names(place: &Place<'_>) -> String {
    let named: Vec<String> = place.subjects.iter().map(|name| format!("`{name}`")).collect();
    list(&named, 3)
}

/// Says below a block what would add the settings.
pub(super) fn push_advice(text: &mut String, block: &Block<'_>, cx: &Context<'_>) {
    let Some(advise) = cx.options.advise else { return };
    let rules: Vec<RuleId> = block.missing.iter().map(|it| it.rule).collect();
    let images: BTreeSet<Option<&str>> = block.places.iter().map(|it| it.image).collect();
    let images: Vec<Option<&str>> = images.into_iter().collect();
    let advice = advise(&rules, block.kind, &images);
    if !advice.lines.is_empty() {
        let each = if block.places.len() == 1 { "add" } else { "add to each" };
        let _ = writeln!(text, "  help: {each}, with numbers that fit:");
        for line in &advice.lines {
            let _ = writeln!(text, "          {line}");
        }
    }
    for open in &advice.open {
        *text += &fold(&format!("  first: {}", visible(open)), cx.width(), "         ");
        text.push('\n');
    }
}

/// Places in other files that are not drawn; a single one with its words.
fn see_also(files: &[(SourceId, Vec<Label>)], cx: &Context<'_>) -> String {
    let labels: Vec<&Label> = files.iter().flat_map(|(_, labels)| labels).collect();
    let spans: Vec<Span> = labels.iter().map(|it| it.span).collect();
    let places = place_list(&spans, cx);
    match labels[..] {
        [only] if !only.text.is_empty() => format!("see {places}: {}", visible(&only.text)),
        _ => format!("see also {places}"),
    }
}

/// `a/Dockerfile:3:1, b/Dockerfile:9:1 and 12 more`.
fn place_list(spans: &[Span], cx: &Context<'_>) -> String {
    let place = |span: &Span| concise::place(cx.places.path(*span), Some(*span), cx.places);
    // The list shows no more of them.
    let named: Vec<String> = spans.iter().take(MAX_ALSO).map(place).collect();
    let rest = spans.len() - named.len();
    if rest == 0 { list(&named, MAX_ALSO) } else { format!("{} and {rest} more", named.join(", ")) }
}

/// `high[root-user]`, which leads to the page of the rule where the terminal knows links.
fn code(finding: &Finding, cx: &Context<'_>) -> String {
    let mark = match finding.status {
        Status::Active => String::new(),
        ref status => format!(" ({})", status.as_str()),
    };
    let code = format!("{}[{}]", grade(finding), finding.rule);
    let code = match grade_of(finding) {
        Some(severity) => cx.paint.severity(severity, &code),
        None => cx.paint.dim(&code),
    };
    if !cx.options.links {
        return format!("{code}{mark}");
    }
    let page = format!("{RULE_PAGES}{}", finding.rule);
    format!("\u{1b}]8;;{page}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\{mark}")
}

fn grade_of(finding: &Finding) -> Grade {
    finding.counts().then_some(finding.severity)
}

fn icon(grade: Grade) -> miette::Severity {
    match grade {
        Some(Severity::Critical | Severity::High) => miette::Severity::Error,
        Some(Severity::Medium) => miette::Severity::Warning,
        Some(Severity::Low | Severity::Info) | None => miette::Severity::Advice,
    }
}

fn message(group: &Group<'_>, cx: &Context<'_>) -> String {
    let first = group.findings[0];
    if group.findings.len() == 1 {
        return visible(&first.message).into_owned();
    }
    match cx.report.rule(first.rule) {
        Some(meta) if first.verdict == Verdict::Fail => {
            format!("{}: {}", meta.summary, cx.census.extent(group, cx.report))
        }
        _ => {
            format!("{}, and {} more", visible(&first.message), group.findings.len() - 1)
        }
    }
}

/// What no label can say: subjects, environments, causes that are written nowhere.
fn notes(group: &Group<'_>, shown: usize, cx: &Context<'_>) -> Vec<String> {
    let first = group.findings[0];
    let mut notes = Vec::new();
    let rest = group.findings[shown..].iter().chain(&group.also);
    let rest: Vec<Span> = rest.map(|it| it.primary.span).collect();
    if !rest.is_empty() {
        notes.push(format!("also at {}", place_list(&rest, cx)));
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
        notes.push(format!("folds {}", list(&folded, MAX_NAMES)));
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
fn other_labels(
    findings: &[&Finding],
    own: &mut Vec<Label>,
    limits: Limits,
) -> Vec<(SourceId, Vec<Label>)> {
    let home = own[0].span.source;
    let mut seen: BTreeSet<Span> = own.iter().map(|label| label.span).collect();
    let mut others: Vec<(SourceId, Vec<Label>)> = Vec::new();
    for label in findings.iter().flat_map(|finding| explanations(finding)) {
        let source = label.span.source;
        if !seen.insert(label.span) {
            continue;
        }
        if source == home {
            if own.len() < limits.places + limits.labels {
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
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
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
