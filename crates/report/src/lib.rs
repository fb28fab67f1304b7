//! Outcomes to bytes: the formats in which a run can be told.
//!
//! This crate draws what `diag::Report` holds. It reads no files, knows no rules and decides nothing.

mod assessment;
mod concise;
mod escape;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod place;
mod sarif;
mod score;
mod statistics;
mod text;
mod viewpoint;

pub use human::write_statistics;
pub use score::{write_scores, write_scores_json};
pub use statistics::write_statistics_json;
pub use text::visible;
pub use viewpoint::Viewpoint;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

pub use assessment::{AssessmentFormat, Circumstances, Standing, WaiverLine, write_assessment};
use diag::{Advice, Finding, Report, RuleId, Severity, SubjectKind, Verdict};

/// Where the project presents itself.
pub const PROJECT_PAGE: &str = "https://plimsoll.example/";

/// Where the pages of the rules are published; a rule's id completes the address.
pub const RULE_PAGES: &str = "https://plimsoll.example/rules/";

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Drawn for people, with the source lines.
    Human,
    /// One line per finding.
    Concise,
    /// The versioned envelope of `docs/schema/report.schema.json`.
    Json,
    /// One JSON object on each line, in the order of the report.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// The Code Quality report of GitLab.
    Gitlab,
    /// `JUnit` XML.
    Junit,
    /// A page for job summaries and comments.
    Markdown,
}

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Self; 9] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Markdown,
    ];

    /// Lower-case name, as `--format` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(())
    }
}

/// How much people want to read. Formats for machines do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Findings and troubles only.
    Quiet,
    /// Findings, troubles, gaps and the summary.
    #[default]
    Normal,
    /// Reviews and marked findings too.
    Verbose,
}

/// With what characters lines are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Box-drawing characters.
    #[default]
    Unicode,
    /// For terminals and logs that know no better.
    Ascii,
}

/// On what people read a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medium {
    /// A terminal: the end is read first, so the worst stands last; lines fit the width.
    Terminal,
    /// A file, a pipe or a log, which are read from the start.
    #[default]
    Text,
}

/// How a report is drawn, decided by whoever knows the terminal.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether ANSI colours are written in formats for people.
    pub color: bool,
    /// With what lines are drawn.
    pub glyphs: Glyphs,
    /// Columns at which prose wraps.
    pub width: usize,
    /// Whether the terminal understands hyperlinks (OSC 8).
    pub links: bool,
    /// Whether SARIF carries reviews and suppressed, waived and baselined findings.
    pub sarif_all: bool,
    /// Findings below it are left out of formats for people.
    pub min_severity: Severity,
    /// How much people want to read.
    pub verbosity: Verbosity,
    /// On what people read it.
    pub medium: Medium,
    /// How many diagnostics are drawn; `None` for all, each of them in full.
    pub max_diagnostics: Option<usize>,
    /// How many lines diagnostics may take; `None` for as many as they need.
    pub max_lines: Option<usize>,
    /// Where people stand who read paths.
    pub viewpoint: Viewpoint,
    /// What would add settings that subjects lack, if somebody knows.
    pub advise: Option<Advise>,
    /// What to do next, the most useful first.
    pub next: Vec<String>,
}

/// What to write so that subjects of a kind, which pull these images, no longer lack what these rules ask for.
pub type Advise = fn(&[RuleId], SubjectKind, &[Option<&str>]) -> Advice;

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            glyphs: Glyphs::Unicode,
            width: 100,
            links: false,
            sarif_all: false,
            min_severity: Severity::Info,
            verbosity: Verbosity::Normal,
            medium: Medium::Text,
            max_diagnostics: None,
            max_lines: None,
            viewpoint: Viewpoint::default(),
            advise: None,
            next: Vec::new(),
        }
    }
}

impl Options {
    /// Whether formats for people draw a finding.
    fn shows(&self, finding: &Finding) -> bool {
        finding.severity >= self.min_severity
            && (self.verbosity == Verbosity::Verbose || finding.counts())
    }
}

/// Writes a report in a format.
///
/// # Errors
/// If `out` fails.
pub fn write(
    format: Format,
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Human => human::write(report, options, &mut out)?,
        Format::Concise => concise::write(report, options, &mut out)?,
        Format::Json => json::write(report, &mut out)?,
        Format::Jsonl => json::write_lines(report, &mut out)?,
        Format::Sarif => sarif::write(report, options, &mut out)?,
        Format::Github => github::write(report, options, &mut out)?,
        Format::Gitlab => gitlab::write(report, &mut out)?,
        Format::Junit => junit::write(report, &mut out)?,
        Format::Markdown => markdown::write(report, options, &mut out)?,
    }
    out.flush()
}

/// What stands before a rule in formats for people: `high`, or `review` where files cannot decide.
fn grade(finding: &Finding) -> &'static str {
    if finding.verdict == Verdict::Review { "review" } else { finding.severity.as_str() }
}
