//! One number per environment, and everything needed to recompute it by hand.

use crate::{RuleId, Severity};

/// The security score of an environment. Percentages run from 0 to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The environment.
    pub environment: String,
    /// The score with waived outcomes left out; `None` when nothing was assessed.
    pub value: Option<f64>,
    /// The same with waived outcomes counted as failures.
    pub strict: Option<f64>,
    /// Without all-or-nothing and without caps; for information, never for a gate.
    pub raw: Option<f64>,
    /// Share of the weight that applies which could be assessed; reviews lower it.
    pub assessed: f64,
    /// The score if everything unassessed failed.
    pub low: f64,
    /// The score if everything unassessed passed.
    pub high: f64,
    /// The highest score that is possible, and why.
    pub cap: Option<(f64, &'static str)>,
    /// `A` to `F`; `None` when nothing was assessed.
    pub grade: Option<char>,
    /// Whether more than a tenth of the weight is waived.
    pub qualified: bool,
    /// The controls it is made of, sorted by rule.
    pub controls: Vec<ControlScore>,
}

/// What one rule contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlScore {
    /// The rule.
    pub rule: RuleId,
    /// Its severity.
    pub severity: Severity,
    /// Subjects that pass.
    pub passed: usize,
    /// Subjects that fail.
    pub failed: usize,
    /// Subjects that fail and are waived or ignored.
    pub waived: usize,
    /// Subjects that files cannot decide.
    pub review: usize,
}

impl Severity {
    /// Weight in the score.
    pub fn weight(self) -> f64 {
        match self {
            Self::Critical => 10.0,
            Self::High => 7.5,
            Self::Medium => 5.0,
            Self::Low => 2.5,
            Self::Info => 0.0,
        }
    }
}

/// A percentage with one decimal, cut rather than rounded, so that nothing is shown to reach a threshold that it missed.
pub fn shown(percentage: f64) -> String {
    format!("{:.1}", (percentage * 10.0).floor() / 10.0)
}
