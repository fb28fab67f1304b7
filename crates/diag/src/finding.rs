//! Findings: a rule, a place to blame, and every subject it affects.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::{Fix, Label, RuleId, Span, Step, Verdict};

/// How bad it is, from worst to least; `Critical` is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never scored.
    Info,
    /// Hygiene.
    Low,
    /// Weakens a layer of defence.
    Medium,
    /// Removes a layer of defence.
    High,
    /// Hands over the host or a credential.
    Critical,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// Lower-case name, as written in configuration and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text).ok_or(())
    }
}

/// What became of an outcome or finding. Marked, never dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Counts.
    #[default]
    Active,
    /// An ignore comment covers it.
    Suppressed {
        /// The comment or annotation.
        by: Span,
        /// Why, if it says so.
        reason: Option<String>,
    },
    /// A waiver of the organisation covers it.
    Waived {
        /// The waiver's id.
        waiver: String,
    },
    /// It stood in the baseline already.
    Baselined,
    /// Only what changed was asked about, and it is about something else.
    Unchanged,
}

impl Status {
    /// Lower-case name, as reports write it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suppressed { .. } => "suppressed",
            Self::Waived { .. } => "waived",
            Self::Baselined => "baselined",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What a rule says about one place, for every subject it affects.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How bad; the rule's severity after configuration.
    pub severity: Severity,
    /// [`Verdict::Fail`] or [`Verdict::Review`].
    pub verdict: Verdict,
    /// Active, or why it does not count.
    pub status: Status,
    /// What is wrong, with the name in it: ``container `web` is privileged``. Lower case, no final period.
    pub message: String,
    /// The place to blame.
    pub primary: Label,
    /// Other places that explain it, in any file.
    pub related: Vec<Label>,
    /// How the value came about.
    pub trail: Vec<Step>,
    /// Display names of the affected subjects, sorted.
    pub subjects: Vec<String>,
    /// Names of the environments in which it holds, sorted; empty for the default environment alone.
    pub environments: Vec<String>,
    /// What to do; starts with a verb.
    pub help: Option<Cow<'static, str>>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// Whether it fails because nothing is written: a key added at the place mends it.
    pub absent: bool,
    /// Controls that this finding decides beyond those of its rule, such as `pss:restricted:runAsNonRoot`.
    pub controls: Vec<String>,
    /// The logical place (`services.web.privileged`, `stage:build/RUN`); part of the identity. The engine redacts it in
    /// the end.
    pub place: String,
    /// The evidence; part of the identity. The engine redacts it in the end.
    pub evidence: String,
    /// Hash of the rule's first id, the path from the top of the repository, the redacted place and evidence, and an ordinal
    /// among equals. Set by the engine.
    pub fingerprint: String,
    /// The same as 0.1.0 had it: by the path from the root, and by place and evidence as they are. Set by the engine.
    pub fingerprint_v1: String,
    /// Places whose text is secret: masked in every snippet of the report, whichever finding draws it.
    pub redact: Vec<Span>,
    /// Rule ids whose findings on the same subjects this one makes moot.
    pub folds: &'static [&'static str],
    /// Rule ids whose findings at this very place say the same.
    pub restates: &'static [&'static str],
    /// Rules whose findings it did make moot, sorted. Set by the engine.
    pub folded: Vec<RuleId>,
}

/// Many findings. They are large, and are joined and sorted: each keeps its place in memory meanwhile.
pub type Findings = Vec<Box<Finding>>;

impl Finding {
    /// What a rule says of one place, before anything else is known of it.
    pub fn new(
        rule: RuleId,
        severity: Severity,
        verdict: Verdict,
        blame: Span,
        message: String,
    ) -> Self {
        Self {
            rule,
            severity,
            verdict,
            status: Status::Active,
            message,
            primary: Label::new(blame, ""),
            related: Vec::new(),
            trail: Vec::new(),
            subjects: Vec::new(),
            environments: Vec::new(),
            help: None,
            fixes: Vec::new(),
            absent: false,
            controls: Vec::new(),
            place: String::new(),
            evidence: String::new(),
            fingerprint: String::new(),
            fingerprint_v1: String::new(),
            folds: &[],
            restates: &[],
            folded: Vec::new(),
            redact: Vec::new(),
        }
    }

    /// Adds a label in this or another file.
    pub fn label(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.related.push(Label::new(span, text));
        self
    }

    /// Sets the words under the primary place.
    pub fn primary_text(&mut self, text: impl Into<String>) -> &mut Self {
        self.primary.text = text.into();
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Sets the redacted evidence that tells this finding from others of its rule at the same logical place.
    pub fn evidence(&mut self, text: impl Into<String>) -> &mut Self {
        self.evidence = text.into();
        self
    }

    /// Masks the text of `span` in every snippet of the report.
    pub fn redact(&mut self, span: Span) -> &mut Self {
        self.redact.push(span);
        self
    }

    /// Adds a way to mend it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// Names a control that this very finding decides.
    pub fn control(&mut self, id: impl Into<String>) -> &mut Self {
        self.controls.push(id.into());
        self
    }

    /// Whether what it blames is a variable in a file of variables, whose uses stand in its trail.
    pub fn is_of_variable(&self) -> bool {
        self.place.starts_with("env:")
    }

    /// Whether it can fail the gate: active and a failure.
    pub fn counts(&self) -> bool {
        self.verdict == Verdict::Fail && self.status == Status::Active
    }
}
