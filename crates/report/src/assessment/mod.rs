//! A framework answered, drawn: counts first, and never a bare percentage.

mod csv;
mod html;
mod json;
mod markdown;
mod oscal;
mod text;

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use diag::{Answer, Assessment, ControlAnswer, Hardening, NetworkGraph, Proof, Report, Verdict};

use crate::place::{Places, Unit};

/// How an assessment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentFormat {
    /// For terminals.
    Text,
    /// For job summaries and comments.
    Markdown,
    /// For programs: every control, and everything else derives from it.
    Json,
    /// For spreadsheets: a row per control and fact.
    Csv,
    /// One page without scripts that needs no network.
    Html,
    /// OSCAL assessment results, for programs that manage compliance.
    Oscal,
}

impl AssessmentFormat {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Markdown, Self::Json, Self::Csv, Self::Html, Self::Oscal];

    /// Lower-case name, as `--format` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Oscal => "oscal",
        }
    }
}

impl fmt::Display for AssessmentFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AssessmentFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(())
    }
}

/// What is known of a run besides its report.
#[derive(Clone, Debug, Default)]
pub struct Circumstances {
    /// When it was, `YYYY-MM-DDTHH:MM:SSZ`; the same for the same inputs if reports are to be equal.
    pub time: String,
    /// Waivers with what became of them.
    pub waivers: Vec<WaiverLine>,
    /// The framework answered for each environment alone, if it is answered for several.
    pub environments: Vec<Assessment>,
    /// The networks of Compose projects, and the network policies of namespaces.
    pub networks: Vec<NetworkGraph>,
    /// The layers of defence around what runs.
    pub hardening: Hardening,
}

/// A waiver and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaiverLine {
    /// Its id.
    pub id: String,
    /// The rules and controls that it names.
    pub names: Vec<String>,
    /// What became of it, in words.
    pub state: String,
    /// What became of it.
    pub standing: Standing,
    /// Why.
    pub reason: String,
    /// What protects instead.
    pub compensating: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it.
    pub approver: Option<String>,
    /// Where it is tracked.
    pub ticket: Option<String>,
    /// `YYYY-MM-DD` from which it counts.
    pub created: Option<String>,
    /// `YYYY-MM-DD` after which it no longer counts, unless it is no date at all.
    pub expires: String,
}

/// What became of a waiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It covers something.
    Covers,
    /// It covers nothing.
    #[default]
    Unused,
    /// Its time is over.
    Expired,
    /// It does not hold.
    Invalid,
}

/// Writes an assessment in a format. The report is the one that it was made from.
///
/// # Errors
/// If `out` fails.
pub fn write_assessment(
    format: AssessmentFormat,
    assessment: &Assessment,
    report: &Report,
    circumstances: &Circumstances,
    out: &mut dyn Write,
) -> io::Result<()> {
    let places = Places::new(report);
    let cx = Context { assessment, report, circumstances, places: &places };
    let mut out = BufWriter::new(out);
    match format {
        AssessmentFormat::Text => text::write(&cx, &mut out)?,
        AssessmentFormat::Markdown => markdown::write(&cx, &mut out)?,
        AssessmentFormat::Json => json::write(&cx, &mut out)?,
        AssessmentFormat::Csv => csv::write(&cx, &mut out)?,
        AssessmentFormat::Html => html::write(&cx, &mut out)?,
        AssessmentFormat::Oscal => oscal::write(&cx, &mut out)?,
    }
    out.flush()
}

/// What every format draws from.
struct Context<'a> {
    assessment: &'a Assessment,
    report: &'a Report,
    circumstances: &'a Circumstances,
    places: &'a Places<'a>,
}

impl Context<'_> {
    /// `CIS Docker Benchmark 1.8.0 [production]`
    fn title(&self) -> String {
        let it = self.assessment;
        let version = it.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        format!("{}{version} [{}]", it.title, it.environment)
    }

    /// `61 of 118 controls can be answered from files: 6 fail, 3 review, 52 pass; 57 not assessable`
    fn counts(&self) -> String {
        let it = self.assessment;
        let answered = Answer::ALL.iter().filter(|answer| **answer != Answer::NotAssessable);
        let parts: Vec<String> = answered
            .map(|answer| (it.count(*answer), answer.words()))
            .filter(|(n, _)| *n > 0)
            .map(|(n, words)| format!("{n} {words}"))
            .collect();
        let (all, some) = (it.controls.len(), it.assessable());
        format!(
            "{some} of {all} controls can be answered from files: {}; {} not assessable",
            if parts.is_empty() { "none is".to_owned() } else { parts.join(", ") },
            all - some
        )
    }

    fn line(&self, proof: &Proof) -> usize {
        self.places.spot(proof.span, Unit::Scalar).line
    }

    /// What does not hold or has to be looked at, for people: place and words, each once, whoever it concerns.
    fn told(&self, control: &ControlAnswer) -> Vec<(String, String)> {
        let facts = control.evidence.iter().filter(|it| it.verdict != Verdict::Pass);
        let mut known = BTreeSet::new();
        facts
            .map(|fact| (self.place(fact), words(fact)))
            .filter(|fact| known.insert(fact.clone()))
            .collect()
    }

    fn place(&self, proof: &Proof) -> String {
        format!("{}:{}", self.places.path(proof.span), self.line(proof))
    }
}

/// What a fact says, for people.
fn words(proof: &Proof) -> String {
    if proof.verdict == Verdict::Pass && proof.value.is_empty() {
        format!("{} passes", proof.subject)
    } else if proof.verdict == Verdict::Pass {
        format!("{} passes: `{}`", proof.subject, proof.value)
    } else if proof.message.is_empty() {
        proof.subject.clone()
    } else {
        proof.message.clone()
    }
}

/// The verdict of a fact, or what covers it.
fn state(proof: &Proof) -> &'static str {
    if proof.status == diag::Status::Active {
        proof.verdict.as_str()
    } else {
        proof.status.as_str()
    }
}
