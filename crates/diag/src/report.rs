//! The plain data that reports draw. Formats live elsewhere.

use std::fmt;

use crate::{
    Coverage, Defence, Fate, Findings, Outcome, Score, Severity, Sources, Span, Subject,
    SubjectKind,
};

/// A rule's name: kebab-case, named after the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl RuleId {
    /// The name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// What reports, `plimsoll explain` and editors know of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleMeta {
    /// The name.
    pub id: RuleId,
    /// The name that it had at first, which fingerprints hold for ever.
    pub first: RuleId,
    /// One line: the problem, lower case.
    pub summary: &'static str,
    /// Severity after configuration.
    pub severity: Severity,
    /// Whether it runs when nothing is configured.
    pub default_on: bool,
    /// Whether its findings mean that something was not understood: they cannot be turned off or suppressed, and make
    /// the exit status 2.
    pub fatal: bool,
    /// What it judges.
    pub subjects: &'static [SubjectKind],
    /// The page, in Markdown, without front matter.
    pub docs: &'static str,
    /// Controls that it bears on: `cis-docker:1.8.0:5.5`.
    pub controls: &'static [&'static str],
    /// Ids of the same policy in other tools: `trivy:KSV-0017`.
    pub aliases: &'static [&'static str],
    /// CWE numbers.
    pub cwe: &'static [u16],
    /// What it means for a layer of defence, if it is scored.
    pub defence: Option<Defence>,
}

/// A path and what became of it: one that was named, found or needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Path relative to the root.
    pub path: String,
    /// `dockerfile`, `compose`, `kubernetes`, ...
    pub kind: &'static str,
    /// Whether its own subjects are judged, or it is only needed by those of other files.
    pub judged: bool,
    /// How many Kubernetes objects it holds, if it is a manifest.
    pub objects: Option<usize>,
    /// What became of it.
    pub fate: Fate,
}

/// Something that could not be read, parsed or judged. Makes the exit status 2 and cannot be suppressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Path as the user knows it.
    pub path: String,
    /// The path that is lost, if it is another one: a file that this one needs.
    pub about: Option<String>,
    /// Where in the file, if it could be read.
    pub span: Option<Span>,
    /// What happened, lower case.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Something that was recognised but cannot be judged here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// Path relative to the root.
    pub path: String,
    /// The path that is lost, if it is another one: a file that this one needs.
    pub about: Option<String>,
    /// Where in the file.
    pub span: Option<Span>,
    /// What is not covered.
    pub message: String,
    /// How to have it covered, such as the command that renders a Helm chart.
    pub help: Option<String>,
}

/// Counts for the last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Active failures per severity, in the order of [`Severity::ALL`].
    pub failures: [usize; 5],
    /// Active reviews.
    pub reviews: usize,
    /// Suppressed findings.
    pub suppressed: usize,
    /// Waived findings.
    pub waived: usize,
    /// Baselined findings.
    pub baselined: usize,
    /// Findings about what did not change, when only changes were asked about.
    pub unchanged: usize,
    /// Findings hidden because another one makes them moot.
    pub folded: usize,
    /// Files judged.
    pub files: usize,
    /// Paths that are set aside.
    pub set_aside: usize,
    /// Subjects judged.
    pub subjects: usize,
    /// Passed outcomes.
    pub passes: usize,
}

/// All that a run found out, ready to be drawn.
#[derive(Debug, Default)]
pub struct Report {
    /// The texts that spans point into.
    pub sources: Sources,
    /// All enabled rules, sorted by id.
    pub rules: Vec<RuleMeta>,
    /// Every path that was named, found or needed, once, sorted by path.
    pub files: Vec<FileEntry>,
    /// Everything judged.
    pub subjects: Vec<Subject>,
    /// Names of the environments that outcomes refer to; the first is the default.
    pub environments: Vec<String>,
    /// What every rule says of every subject.
    pub outcomes: Vec<Outcome>,
    /// Findings sorted by path, span and rule.
    pub findings: Findings,
    /// Places in the lines that findings show which hold a credential, whatever the findings are about: masked in every
    /// snippet.
    pub secrets: Vec<Span>,
    /// What could not be done, sorted by path.
    pub troubles: Vec<Trouble>,
    /// What is not covered, sorted by path.
    pub gaps: Vec<Gap>,
    /// How much of every environment was judged, in their order; those without a file that counts are left out.
    pub coverage: Vec<Coverage>,
    /// The score of every environment in which something was judged, in their order.
    pub scores: Vec<Score>,
    /// Counts.
    pub summary: Summary,
}

impl Report {
    /// What is known of an enabled rule.
    pub fn rule(&self, id: RuleId) -> Option<&RuleMeta> {
        let at = self.rules.binary_search_by_key(&id, |meta| meta.id).ok()?;
        Some(&self.rules[at])
    }
}
