//! What can be typed after `plimsoll`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use diag::Severity;
use model::kube::pss::Standard;
use report::{AssessmentFormat, Format};

use crate::output::OutputArg;
use crate::settings::RuleSetting;
use crate::size::ByteSize;
use crate::{suggest, today};

/// Checks Dockerfiles, Compose files and Kubernetes manifests against security policies.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 clean, 1 findings at or above --fail-on, 2 something could not be checked."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// What every command understands.
#[derive(Debug, ClapArgs)]
pub(crate) struct GlobalArgs {
    /// When to write colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColorChoice,
    /// Print findings and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print reviews, suppressed findings and skipped files too
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// When to write colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check container files and say which policies they break
    Check(Box<CheckArgs>),
    /// Answer a framework control by control, with evidence
    Report(Box<ReportArgs>),
    /// Accept the findings that there are, so that only new ones count
    Baseline(Box<BaselineArgs>),
    /// Write a commented configuration for the container files of a folder
    Init(InitArgs),
    /// Check the records that `check --record` wrote
    Record(RecordArgs),
    /// Explain a rule: what it finds, why it matters, how to mend it
    Explain(ExplainArgs),
    /// Print a Compose project as Docker Compose would run it
    Resolve(ResolveArgs),
    /// List all rules
    Rules(RulesArgs),
    /// Print the JSON Schema of `plimsoll.yaml`, for editors
    Schema,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Arguments of `plimsoll check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) gate: GateArgs,
}

/// Arguments of `plimsoll report`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ReportArgs {
    /// Framework to answer, as `NAME`, `NAME:VERSION` or the path of a file of your own
    #[arg(long, value_name = "NAME")]
    pub(crate) framework: String,
    /// Environment to answer it for; repeatable [default: the gated ones]
    #[arg(short, long, value_name = "NAME")]
    pub(crate) environment: Vec<String>,
    /// Format of the report
    #[arg(short, long, default_value = "text", value_parser = assessment_parser())]
    pub(crate) format: AssessmentFormat,
    /// Write the report to a file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// File of accepted findings, which are failures all the same
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// Arguments of `plimsoll baseline`.
#[derive(Debug, ClapArgs)]
pub(crate) struct BaselineArgs {
    /// What to do with the baseline
    pub(crate) action: BaselineAction,
    /// The file [default: that of the configuration, else plimsoll-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// What to do with a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BaselineAction {
    /// Accept all findings that there are
    Write,
    /// Fail when there are new findings, or accepted ones are gone
    Check,
    /// Delete what is gone
    Prune,
}

/// Arguments of `plimsoll record`.
#[derive(Debug, ClapArgs)]
pub(crate) struct RecordArgs {
    /// What to do with the records
    pub(crate) action: RecordAction,
    /// The file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// What to do with records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordAction {
    /// Fail when a record was changed, taken out or put in between
    Verify,
}

/// Arguments of `plimsoll init`.
#[derive(Debug, ClapArgs)]
pub(crate) struct InitArgs {
    /// Folder to look at and to write `plimsoll.yaml` to
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Take over ignored rules, severities and trusted registries from a configuration of hadolint
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Write over a configuration that is there already
    #[arg(long)]
    pub(crate) force: bool,
    /// Print the configuration, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What is read.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files and folders to check; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// File name that standard input goes by
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Folder that paths in reports are relative to [default: of the configuration, else of the git work tree]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Configuration file [default: the nearest plimsoll.yaml]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Leave out files and folders that match, besides those of the configuration
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Leave out files that match an exclude even if they are named
    #[arg(long)]
    pub(crate) force_exclude: bool,
    /// Check files that git ignores too
    #[arg(long)]
    pub(crate) no_respect_gitignore: bool,
    /// Refuse files that are larger
    #[arg(long, value_name = "SIZE", default_value = "8MiB")]
    pub(crate) max_file_size: ByteSize,
    /// Let a variable into Compose interpolation, from the environment or with this value
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub(crate) env: Vec<String>,
    /// How many threads to use [default: one per core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

impl InputArgs {
    /// Inputs that name files and leave everything else as it is.
    pub(crate) fn of_files(files: &[PathBuf], root: Option<PathBuf>, env: Vec<String>) -> Self {
        let here = || vec![PathBuf::from(".")];
        Self {
            paths: if files.is_empty() { here() } else { files.to_vec() },
            stdin_filename: None,
            root,
            config: None,
            no_config: true,
            exclude: Vec::new(),
            force_exclude: false,
            no_respect_gitignore: false,
            max_file_size: ByteSize(8 << 20),
            env,
            threads: Some(1),
        }
    }
}

/// Which rules judge.
#[derive(Clone, Debug, Default, ClapArgs)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// Judge what belongs to no environment by this profile
    #[arg(long, value_name = "NAME", value_parser = profile_parser())]
    pub(crate) profile: Option<String>,
    /// Hold every pod against a level of the Pod Security Standards, at the newest version unless one is named
    #[arg(long, value_name = "LEVEL[@VERSION]", value_parser = Standard::parse)]
    pub(crate) pss: Option<Standard>,
    /// Run these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Run these rules too
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) extend_select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Let ignore comments silence nothing
    #[arg(long)]
    pub(crate) no_inline_ignores: bool,
    /// Let ignore comments of other tools silence nothing
    #[arg(long)]
    pub(crate) no_foreign_ignores: bool,
    /// Let ignore comments without a reason silence nothing
    #[arg(long)]
    pub(crate) require_reason: bool,
    /// Day that expiry dates are measured against [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = today::parse)]
    pub(crate) today: Option<String>,
    /// What a framework needs in order to be answered, where the configuration says nothing
    #[arg(skip)]
    pub(crate) asked_for: Vec<RuleSetting>,
}

/// What is written, and where.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Format of the report
    #[arg(short, long, value_parser = format_parser())]
    pub(crate) format: Option<Format>,
    /// Write the report to a file, or another report in another format; repeatable
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub(crate) output: Vec<OutputArg>,
    /// Show findings of this severity or worse only; the exit status does not depend on it
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = severity)]
    pub(crate) min_severity: Severity,
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
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct ShowArgs {
    /// List what would be checked, and check nothing
    #[arg(long)]
    pub(crate) show_files: bool,
    /// Say which environments, rules and exceptions apply to what is named and why, and check nothing
    #[arg(long, conflicts_with = "show_files")]
    pub(crate) show_settings: bool,
}

impl OutputArgs {
    /// For commands that write no report of findings.
    pub(crate) fn silent() -> Self {
        Self {
            format: None,
            output: Vec::new(),
            min_severity: Severity::Info,
            sarif_all: false,
            show: ShowArgs::default(),
            record: None,
            no_progress: true,
        }
    }
}

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
    /// Let only findings count that are about lines which changed since this branch, tag or commit
    #[arg(long, value_name = "REF", conflicts_with = "staged")]
    pub(crate) since: Option<String>,
    /// Let only findings count that are about lines which the next commit changes
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

/// Arguments of `plimsoll explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// Name of a rule, or its name in another tool, such as `DL3002` or `CKV_K8S_16`
    pub(crate) rule: String,
}

/// Arguments of `plimsoll resolve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ResolveArgs {
    /// Compose files, base first, or the folder of a kustomization [default: what Docker Compose finds]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Format of the model
    #[arg(short, long, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) format: ModelFormat,
    /// Tell how a value came about, such as `services.web.privileged` or `Deployment/web:spec.replicas`
    #[arg(long, value_name = "PATH")]
    pub(crate) explain: Option<String>,
    /// Folder outside of which nothing is read [default: of the git work tree, else of the files]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Let a variable into interpolation, from the environment or with this value
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub(crate) env: Vec<String>,
}

/// How models are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelFormat {
    /// For people
    Yaml,
    /// For programs
    Json,
}

/// Arguments of `plimsoll rules`.
#[derive(Debug, ClapArgs)]
pub(crate) struct RulesArgs {
    /// Format of the list
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ListFormat,
}

/// How lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .try_map(|name| name.parse::<Format>().map_err(|()| "no such format"))
}

fn assessment_parser() -> impl clap::builder::TypedValueParser<Value = AssessmentFormat> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(AssessmentFormat::ALL.map(AssessmentFormat::as_str))
        .try_map(|name| name.parse::<AssessmentFormat>().map_err(|()| "no such format"))
}

fn profile_parser() -> clap::builder::PossibleValuesParser {
    rules::profiles::PROFILES.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()
}

/// Reads a score.
fn score(text: &str) -> Result<f64, &'static str> {
    let score = text.parse().ok().filter(|score| (0.0..=100.0).contains(score));
    score.ok_or("a score is a number from 0 to 100")
}

fn severity(text: &str) -> Result<Severity, String> {
    text.parse()
        .map_err(|()| suggest::unknown("severity", text, Severity::ALL.map(Severity::as_str)))
}

/// Reads a severity, or `never`.
pub(crate) fn threshold(text: &str) -> Result<Threshold, String> {
    if text == "never" {
        return Ok(Threshold::Never);
    }
    let names = Severity::ALL.map(Severity::as_str).into_iter().chain(["never"]);
    text.parse().map(Threshold::At).map_err(|()| suggest::unknown("severity", text, names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
