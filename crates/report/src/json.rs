//! The versioned envelope for machines. `docs/schema/report.schema.json` describes it; every finding is in it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use diag::{
    Coverage, Finding, Fix, Label, Report, RuleId, RuleMeta, Severity, Span, Step, Verdict,
};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::place::{Places, Spot, Unit};
use crate::score::{self, ScoreEntry, cut};
use crate::{RULE_PAGES, escape};

/// The version of the envelope: raised when a field changes its meaning or goes.
const VERSION: u32 = 2;

pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let places = Places::new(report);
    escape::write(&envelope(&Context { report, places: &places }), out)?;
    out.write_all(b"\n")
}

/// One object on each line: findings in order, then errors, gaps and the summary. Nothing is held in memory as a whole.
pub(crate) fn write_lines(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let places = Places::new(report);
    let cx = Context { report, places: &places };
    for finding in &report.findings {
        line("finding", &entry(finding, &cx), out)?;
    }
    for it in &report.troubles {
        line("error", &cx.entry(&it.path, it.span, &it.message, it.help.as_deref()), out)?;
    }
    for it in &report.gaps {
        line("gap", &cx.entry(&it.path, it.span, &it.message, it.help.as_deref()), out)?;
    }
    line("summary", &summary(report), out)
}

fn line(kind: &'static str, entry: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    escape::write(&Line { kind, entry }, out)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<'a, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    entry: &'a T,
}

/// What every entry needs to describe itself.
#[derive(Clone, Copy)]
struct Context<'a> {
    report: &'a Report,
    places: &'a Places<'a>,
}

/// What is the same in every finding of a rule, written once.
#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    summary: &'a str,
    severity: &'a str,
    controls: Vec<&'a str>,
    aliases: &'a [&'a str],
    cwe: &'a [u16],
    help_uri: String,
}

/// The rules that something was found by.
fn rules(report: &Report) -> Vec<Rule<'_>> {
    let named: BTreeSet<RuleId> = report.findings.iter().map(|finding| finding.rule).collect();
    let metas = report.rules.iter().filter(|meta| named.contains(&meta.id));
    metas.map(rule).collect()
}

fn rule(meta: &RuleMeta) -> Rule<'_> {
    let mut controls = meta.controls.to_vec();
    controls.sort_unstable();
    controls.dedup();
    Rule {
        id: meta.id.as_str(),
        summary: meta.summary,
        severity: meta.severity.as_str(),
        controls,
        aliases: meta.aliases,
        cwe: meta.cwe,
        help_uri: format!("{RULE_PAGES}{}", meta.id),
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    version: u32,
    tool: Tool,
    summary: Summary,
    coverage: Vec<CoverageEntry<'a>>,
    scores: Vec<ScoreEntry<'a>>,
    files: Vec<File<'a>>,
    rules: Vec<Rule<'a>>,
    findings: Findings<'a>,
    errors: Vec<Entry<'a>>,
    gaps: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
    reviews: usize,
    suppressed: usize,
    waived: usize,
    baselined: usize,
    unchanged: usize,
    folded: usize,
    passes: usize,
    files: usize,
    set_aside: usize,
    subjects: usize,
    errors: usize,
    gaps: usize,
}

/// How much of an environment was judged, in files.
#[derive(Serialize)]
struct CoverageEntry<'a> {
    environment: &'a str,
    percent: Option<f64>,
    judged: usize,
    errors: usize,
    gaps: usize,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    judged: bool,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objects: Option<usize>,
}

/// Findings are described one by one while they are written, so that a large report needs no second copy.
struct Findings<'a>(Context<'a>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = &self.0.report.findings;
        let mut seq = serializer.serialize_seq(Some(findings.len()))?;
        for finding in findings {
            seq.serialize_element(&entry(finding, &self.0))?;
        }
        seq.end()
    }
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    rule: &'a str,
    severity: &'a str,
    outcome: &'a str,
    status: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    subjects: &'a [String],
    environments: &'a [String],
    related: Vec<Note<'a>>,
    trail: Vec<Note<'a>>,
    fixes: Vec<FixEntry<'a>>,
    folded: Vec<&'a str>,
    fingerprint: &'a str,
    controls: &'a [String],
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Note<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
}

fn envelope<'a>(cx: &Context<'a>) -> Envelope<'a> {
    let report = cx.report;
    Envelope {
        version: VERSION,
        tool: Tool { name: "plimsoll", version: env!("CARGO_PKG_VERSION") },
        summary: summary(report),
        coverage: report.coverage.iter().map(coverage).collect(),
        scores: report.scores.iter().map(score::entry).collect(),
        files: report
            .files
            .iter()
            .map(|file| File {
                path: &file.path,
                kind: file.kind,
                judged: file.judged,
                fate: file.fate.as_str(),
                reason: file.fate.reason(),
                objects: file.objects,
            })
            .collect(),
        rules: rules(report),
        findings: Findings(*cx),
        errors: report
            .troubles
            .iter()
            .map(|it| cx.entry(&it.path, it.span, &it.message, it.help.as_deref()))
            .collect(),
        gaps: report
            .gaps
            .iter()
            .map(|it| cx.entry(&it.path, it.span, &it.message, it.help.as_deref()))
            .collect(),
    }
}

fn summary(report: &Report) -> Summary {
    let counts = &report.summary;
    let failures = |severity: Severity| {
        Severity::ALL.iter().position(|it| *it == severity).map_or(0, |at| counts.failures[at])
    };
    Summary {
        critical: failures(Severity::Critical),
        high: failures(Severity::High),
        medium: failures(Severity::Medium),
        low: failures(Severity::Low),
        info: failures(Severity::Info),
        reviews: counts.reviews,
        suppressed: counts.suppressed,
        waived: counts.waived,
        baselined: counts.baselined,
        unchanged: counts.unchanged,
        folded: counts.folded,
        passes: counts.passes,
        files: counts.files,
        set_aside: counts.set_aside,
        subjects: counts.subjects,
        errors: report.troubles.len(),
        gaps: report.gaps.len(),
    }
}

fn coverage(coverage: &Coverage) -> CoverageEntry<'_> {
    CoverageEntry {
        environment: &coverage.environment,
        percent: coverage.percent().map(cut),
        judged: coverage.judged,
        errors: coverage.errors,
        gaps: coverage.gaps,
    }
}

fn entry<'a>(finding: &'a Finding, cx: &Context<'a>) -> FindingEntry<'a> {
    FindingEntry {
        rule: finding.rule.as_str(),
        severity: finding.severity.as_str(),
        outcome: if finding.verdict == Verdict::Review { "review" } else { "fail" },
        status: finding.status.as_str(),
        message: &finding.message,
        help: finding.help.as_deref(),
        place: cx.place(finding.primary.span),
        subjects: &finding.subjects,
        environments: &finding.environments,
        related: finding.related.iter().map(|label| cx.label(label)).collect(),
        trail: finding.trail.iter().map(|step| cx.step(step)).collect(),
        fixes: cx.fixes(finding),
        folded: finding.folded.iter().map(|rule| rule.as_str()).collect(),
        fingerprint: &finding.fingerprint,
        controls: &finding.controls,
    }
}

impl<'a> Context<'a> {
    fn place(&self, span: Span) -> Place<'a> {
        let Spot { line, column, end_line, end_column } = self.places.spot(span, Unit::Scalar);
        Place { path: self.places.path(span), line, column, end_line, end_column }
    }

    fn label(&self, label: &'a Label) -> Note<'a> {
        Note { message: &label.text, place: Some(self.place(label.span)) }
    }

    fn step(&self, step: &'a Step) -> Note<'a> {
        Note { message: &step.text, place: step.span.map(|span| self.place(span)) }
    }

    fn fixes(&self, finding: &'a Finding) -> Vec<FixEntry<'a>> {
        let fixes = finding.fixes.iter().filter(|fix| !self.places.leaks(finding, fix));
        fixes.map(|fix| self.fix(fix)).collect()
    }

    fn fix(&self, fix: &'a Fix) -> FixEntry<'a> {
        let edits = fix.edits.iter();
        FixEntry {
            title: &fix.title,
            applicability: fix.applicability.as_str(),
            edits: edits
                .map(|edit| EditEntry { place: self.place(edit.span), text: &edit.text })
                .collect(),
        }
    }

    fn entry(
        &self,
        path: &'a str,
        span: Option<Span>,
        message: &'a str,
        help: Option<&'a str>,
    ) -> Entry<'a> {
        let spot = span.map(|span| self.places.spot(span, Unit::Scalar));
        Entry {
            path,
            line: spot.map(|spot| spot.line),
            column: spot.map(|spot| spot.column),
            message,
            help,
        }
    }
}
