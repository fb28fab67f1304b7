//! How a run ends: 0 clean, 1 findings, 2 could not do the job. The higher one wins.

use std::process::ExitCode;

use diag::{Report, Score};

use crate::args::Threshold;

/// The exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Something could not be read, parsed, judged or written, or was asked for wrongly.
    Trouble,
}

/// What makes a run fail.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    /// From which severity on.
    pub(crate) fail_on: Threshold,
    /// The lowest score that passes, if scores count.
    pub(crate) min_score: Option<f64>,
    /// The environments whose scores count.
    pub(crate) gated: Vec<String>,
    /// Whether gaps fail it too.
    pub(crate) fail_on_gaps: bool,
    /// Whether findings fail it at all.
    pub(crate) exit_zero: bool,
}

impl Gate {
    /// How a run with this report ends.
    pub(crate) fn judge(&self, report: &Report) -> Exit {
        if !report.troubles.is_empty() || has_fatal(report) {
            Exit::Trouble
        } else if !self.exit_zero && self.fails(report) {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    fn fails(&self, report: &Report) -> bool {
        let grave = match self.fail_on {
            Threshold::Never => false,
            Threshold::At(severity) => {
                report.findings.iter().any(|it| it.counts() && it.severity >= severity)
            }
        };
        grave
            || (self.fail_on_gaps && !report.gaps.is_empty())
            || self.low_scores(report).next().is_some()
    }

    /// Gated environments whose score is too low, with their scores.
    pub(crate) fn low_scores<'a>(
        &'a self,
        report: &'a Report,
    ) -> impl Iterator<Item = (&'a Score, f64)> {
        let limit = self.min_score;
        let gated = report.scores.iter().filter(|score| self.gated.contains(&score.environment));
        gated.filter_map(move |score| {
            limit
                .filter(|limit| score.value.is_some_and(|value| value < *limit))
                .map(|limit| (score, limit))
        })
    }

    /// Gated environments that have no score although one is asked for.
    pub(crate) fn without_score<'a>(
        &'a self,
        report: &'a Report,
    ) -> impl Iterator<Item = &'a String> {
        let has_score = |name: &str| {
            report.scores.iter().any(|score| score.environment == name && score.value.is_some())
        };
        let asked = self.min_score.is_some();
        self.gated.iter().filter(move |name| asked && !has_score(name))
    }
}

/// Whether a finding says that something was not understood, so that other findings may be missing.
fn has_fatal(report: &Report) -> bool {
    let fatal: Vec<_> = report.rules.iter().filter(|rule| rule.fatal).map(|rule| rule.id).collect();
    report.findings.iter().any(|finding| fatal.contains(&finding.rule))
}

impl Exit {
    /// The number that the program ends with.
    pub(crate) fn status(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Trouble => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
