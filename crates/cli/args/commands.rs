//! The arguments of commands besides `plimsoll check`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use report::AssessmentFormat;

use super::{InputArgs, RuleArgs};

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
    /// Fail too when no record has this hash: the last one that an earlier `verify` printed
    #[arg(long, value_name = "HASH")]
    pub(crate) holds: Option<String>,
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

/// Arguments of `plimsoll explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// Name of a rule, or its name in another tool, such as `DL3002` or `CKV_K8S_16`
    pub(crate) rule: String,
}

/// Arguments of `plimsoll resolve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ResolveArgs {
    /// Compose files, base first, the directory of a kustomization or chart, or a Dockerfile [default: what Docker Compose finds]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Values of a chart over its defaults; the later files win
    #[arg(long, value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,
    /// Format of the model
    #[arg(short, long, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) format: ModelFormat,
    /// Tell how a value came about, such as `services.web.privileged` or `Deployment/web:spec.replicas`, or what the steps of `stage:build` do
    #[arg(long, value_name = "PATH")]
    pub(crate) explain: Option<String>,
    /// Print stars for credentials: without it, values are printed as they are, as Docker Compose does
    #[arg(long)]
    pub(crate) redact: bool,
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

fn assessment_parser() -> impl TypedValueParser<Value = AssessmentFormat> {
    PossibleValuesParser::new(AssessmentFormat::ALL.map(AssessmentFormat::as_str))
        .try_map(|name| name.parse::<AssessmentFormat>().map_err(|()| "no such format"))
}
