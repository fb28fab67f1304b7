//! What is written, and where.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use diag::Severity;
use report::Format;

use crate::output::OutputArg;
use crate::suggest;

/// What is written, and where.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Format of the report
    #[arg(short, long, value_parser = format_parser())]
    pub(crate) format: Option<Format>,
    /// Write the report to a file, or another report in another format; repeatable
    #[arg(short, long, value_name = "[FORMAT=]FILE", value_parser = output_parser())]
    pub(crate) output: Vec<OutputArg>,
    /// Show findings of this severity or worse only; the exit status does not depend on it
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = severity)]
    pub(crate) min_severity: Severity,
    /// Draw this many diagnostics at most, the worst; `none` draws all of them in full, as `-v` does [default: 8]
    #[arg(long, value_name = "N|none", value_parser = max_diagnostics)]
    pub(crate) max_diagnostics: Option<MaxDiagnostics>,
    /// Write reviews and suppressed, waived and baselined findings into SARIF too
    #[arg(long)]
    pub(crate) sarif_all: bool,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    /// Add a record of the run to a file of JSON lines, each with the hash of the one before it
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Draw no progress line
    #[arg(long)]
    pub(crate) no_progress: bool,
}

/// What is shown in place of a check.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that clap reads")]
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct ShowArgs {
    /// List what would be checked, and check nothing
    #[arg(long)]
    pub(crate) show_files: bool,
    /// Say which environments, rules and exceptions apply to what is named and why, and check nothing; `--format json`
    /// says it for programs
    #[arg(long, conflicts_with = "show_files")]
    pub(crate) show_settings: bool,
    /// Count findings by rule in place of the report; `--format json` does so for programs
    #[arg(long, conflicts_with_all = ["show_files", "show_settings"])]
    pub(crate) statistics: bool,
    /// Say where the score comes from in place of the report: what every layer of defence earns, what costs points, and what more
    /// hardening would earn; `--format json` says it for programs
    #[arg(long, conflicts_with_all = ["show_files", "show_settings", "statistics"])]
    pub(crate) explain_score: bool,
}

/// How many diagnostics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxDiagnostics {
    /// This many, the worst.
    Of(usize),
    /// As many as there are.
    None,
}

impl OutputArgs {
    /// For commands that write no report of findings.
    pub(crate) fn silent() -> Self {
        Self {
            format: None,
            output: Vec::new(),
            min_severity: Severity::Info,
            max_diagnostics: None,
            sarif_all: false,
            show: ShowArgs::default(),
            record: None,
            no_progress: true,
        }
    }
}

fn output_parser() -> impl TypedValueParser<Value = OutputArg> {
    OsStringValueParser::new().try_map(OutputArg::try_from)
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .try_map(|name| name.parse::<Format>().map_err(|()| "no such format"))
}

fn severity(text: &str) -> Result<Severity, String> {
    text.parse()
        .map_err(|()| suggest::unknown("severity", text, Severity::ALL.map(Severity::as_str)))
}

fn max_diagnostics(text: &str) -> Result<MaxDiagnostics, &'static str> {
    if text == "none" {
        return Ok(MaxDiagnostics::None);
    }
    text.parse().map(MaxDiagnostics::Of).map_err(|_| "a number of diagnostics, or `none`")
}
