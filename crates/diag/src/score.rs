//! One number per environment, and everything needed to recompute it by hand.

use crate::{Defence, Layer, RuleId, Severity};

/// The security score of an environment. Percentages run from 0 to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The environment.
    pub environment: String,
    /// The score with waived outcomes left out; `None` when nothing was assessed, or too little of what was found was judged.
    pub value: Option<f64>,
    /// The same with waived outcomes counted as failures.
    pub strict: Option<f64>,
    /// Without caps; for information, never for a gate.
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
    /// How much of what was found was judged, in percent of files.
    pub coverage: f64,
    /// What every layer of defence that applies earns.
    pub layers: Vec<LayerScore>,
    /// Rules that take away a part of what is earned, and how much of it, in percent.
    pub costs: Vec<(RuleId, f64)>,
    /// The controls it is made of, sorted by rule.
    pub controls: Vec<ControlScore>,
}

/// What a layer of defence earns.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerScore {
    /// The layer.
    pub layer: Layer,
    /// What it could earn, of 100 points of all layers that apply.
    pub points: f64,
    /// What it earns.
    pub earned: f64,
    /// Its hardening, and what each would earn if it held everywhere; 0 where it does.
    pub steps: Vec<(RuleId, f64)>,
}

/// Where less of what was found was judged, in percent of files, there is no grade.
pub const GRADED_FROM: f64 = 80.0;

impl Score {
    /// Takes account of what was found and not judged: whatever it holds lies between nothing and everything.
    pub fn cover(&mut self, coverage: f64) {
        self.coverage = coverage;
        let judged = coverage / 100.0;
        self.low *= judged;
        self.high = self.high * judged + 100.0 * (1.0 - judged);
        if coverage < GRADED_FROM {
            (self.value, self.strict, self.grade) = (None, None, None);
        }
    }
}

/// What one rule contributes.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlScore {
    /// The rule.
    pub rule: RuleId,
    /// Its severity.
    pub severity: Severity,
    /// The worst of its failures that nothing accepts; rules may grade them.
    pub worst: Option<Severity>,
    /// What it means for a layer of defence, if it is scored.
    pub defence: Option<Defence>,
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
