//! What makes the exit status 1.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use diag::Severity;

use crate::suggest;

/// What makes the exit status 1.
#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "Exit status")]
pub(crate) struct GateArgs {
    /// Fail on findings of this severity or worse, or `never` [default: high]
    #[arg(long, value_name = "SEVERITY", value_parser = threshold)]
    pub(crate) fail_on: Option<Threshold>,
    /// Fail when the score of a gated environment is lower [gated by default: staging and production]
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub(crate) min_score: Option<f64>,
    /// Let findings that this file accepts count no more
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
    /// Fail when something is recognised but cannot be judged
    #[arg(long)]
    pub(crate) fail_on_gaps: bool,
    /// Exit with 0 whatever is found; errors still exit with 2
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Treat it as an error when there is nothing to check
    #[arg(long)]
    pub(crate) error_on_empty: bool,
}

/// Which changes count, if not everything does.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct ChangeArgs {
    /// Let only findings count that are new since this branch, tag or commit, or about lines that changed
    #[arg(long, value_name = "REF", conflicts_with = "staged")]
    pub(crate) since: Option<String>,
    /// Judge the index, and let only findings count that are new in the next commit, or about lines that it changes
    #[arg(long)]
    pub(crate) staged: bool,
}

/// From which severity on findings fail the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// Findings of this severity or worse.
    At(Severity),
    /// None do.
    Never,
}

/// Reads a score.
fn score(text: &str) -> Result<f64, &'static str> {
    let score = text.parse().ok().filter(|score| (0.0..=100.0).contains(score));
    score.ok_or("a score is a number from 0 to 100")
}

/// Reads a severity, or `never`.
pub(crate) fn threshold(text: &str) -> Result<Threshold, String> {
    if text == "never" {
        return Ok(Threshold::Never);
    }
    let names = Severity::ALL.map(Severity::as_str).into_iter().chain(["never"]);
    text.parse().map(Threshold::At).map_err(|()| suggest::unknown("severity", text, names))
}
