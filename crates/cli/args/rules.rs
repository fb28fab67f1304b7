//! Which rules judge.

use clap::Args as ClapArgs;
use clap::builder::PossibleValuesParser;
use model::kube::pss::Standard;

use crate::settings::RuleSetting;
use crate::today;

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

fn profile_parser() -> PossibleValuesParser {
    rules::profiles::PROFILES.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()
}
