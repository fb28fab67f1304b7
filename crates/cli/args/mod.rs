//! What can be typed after `plimsoll`.

mod commands;
mod gate;
mod inputs;
mod output;
mod rules;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(crate) use commands::{
    BaselineAction, BaselineArgs, ExplainArgs, InitArgs, ListFormat, ModelFormat, RecordArgs,
    ReportArgs, ResolveArgs, RulesArgs,
};
pub(crate) use gate::{GateArgs, Threshold, threshold};
pub(crate) use inputs::InputArgs;
pub(crate) use output::{MaxDiagnostics, OutputArgs};
pub(crate) use rules::RuleArgs;

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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
