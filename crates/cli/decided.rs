//! Who decided what a rule means in an environment: the rule itself, a profile, the configuration or an argument.

use diag::{Severity, SourceId, Sources, Span};
use engine::{Builtin, Policy};
use serde_json::Value;

use crate::args::RuleArgs;
use crate::disk::Disk;
use crate::policy;
use crate::settings::{self, EnvironmentSetting, RuleSetting, Settings};

/// An environment with all its rules.
pub(crate) struct Setup {
    /// Its name.
    pub(crate) name: String,
    /// Its profile, and who chose it; none if every rule is as it is.
    pub(crate) profile: Option<(String, &'static str)>,
    /// Every rule, sorted by id.
    pub(crate) rules: Vec<Decided>,
}

/// A rule in an environment.
pub(crate) struct Decided {
    /// The rule.
    pub(crate) rule: &'static Builtin,
    /// How bad it is; none if it does not run.
    pub(crate) severity: Option<Severity>,
    /// Who says so.
    pub(crate) by: String,
    /// Its options, each with who set it.
    pub(crate) options: Vec<(String, Value, String)>,
}

/// All environments, the default one first, as they are in the policy that was built from the same.
pub(crate) fn setups(
    args: &RuleArgs,
    settings: &Settings,
    policy: &Policy,
    disk: &Disk,
) -> Vec<Setup> {
    let others = settings.environments.iter().map(Some);
    let all = [None].into_iter().chain(others).zip(&policy.environments);
    all.map(|(setting, environment)| {
        let profile = policy::profile_of(args, settings, setting);
        let read = profile.as_ref().and_then(|name| {
            // The policy was built from it, so it can be read.
            settings::profile(name, settings.edition, disk).ok()
        });
        let read = read.unwrap_or_default();
        let sources = disk.sources();
        let typed = args.pss.map(|it| settings::standard(it, Span::file(SourceId(0))));
        let own = setting.map_or(&[][..], |it| &it.rules);
        let place = |rule: &RuleSetting| place(rule.rule.span, &sources);
        let layers: Vec<(String, &RuleSetting)> = read
            .layers
            .iter()
            .flat_map(|it| it.rules.iter().map(|rule| (format!("profile `{}`", it.name), rule)))
            .chain(settings.rules.iter().map(|rule| (place(rule), rule)))
            .chain(own.iter().map(|rule| (place(rule), rule)))
            .chain(typed.iter().map(|rule| ("`--pss`".to_owned(), rule)))
            .collect();
        let rules = rules::ALL.iter().map(|rule| {
            let said: Vec<_> = layers.iter().filter(|it| it.1.rule.value == rule.id).collect();
            let loaded = environment.rules.iter().find(|loaded| loaded.id().as_str() == rule.id);
            Decided {
                rule,
                severity: loaded.map(|loaded| loaded.meta.severity),
                by: typed_by(args, rule).unwrap_or_else(|| level_by(&said, settings, rule)),
                options: options(&said),
            }
        });
        let profile = profile.map(|name| (name.value, chosen_by(args, setting)));
        Setup { name: environment.name.clone(), profile, rules: rules.collect() }
    })
    .collect()
}

fn chosen_by(args: &RuleArgs, setting: Option<&EnvironmentSetting>) -> &'static str {
    match setting {
        None if args.profile.is_some() => "by `--profile`",
        Some(setting) if setting.profile.is_some() => "by its `profile`",
        Some(setting) if settings::is_shipped(&setting.name.value) => "by its name",
        _ => "by `profile` of the configuration",
    }
}

/// The argument that decides whether a rule runs, if one does.
fn typed_by(args: &RuleArgs, rule: &Builtin) -> Option<String> {
    let named = |list: &[String]| list.iter().any(|name| name == rule.id);
    let flag = if rules::meta(rule).fatal {
        None
    } else if named(&args.ignore) {
        Some("`--ignore`")
    } else if named(&args.extend_select) {
        Some("`--extend-select`")
    } else {
        (!args.select.is_empty()).then_some("`--select`")
    };
    flag.map(str::to_owned)
}

fn level_by(said: &[&(String, &RuleSetting)], settings: &Settings, rule: &Builtin) -> String {
    let turned_on = || if rule.default_on { None } else { said.last() };
    let level = said.iter().rev().find(|(_, setting)| setting.level.is_some());
    match level.or_else(turned_on) {
        Some((by, _)) => by.clone(),
        None if settings.edition.is_some() => "the edition".to_owned(),
        None => "default".to_owned(),
    }
}

/// The last value of every option, with who set it.
fn options(said: &[&(String, &RuleSetting)]) -> Vec<(String, Value, String)> {
    let mut options: Vec<(String, Value, String)> = Vec::new();
    for (by, setting) in said {
        for (key, value) in &setting.options {
            options.retain(|(name, ..)| *name != key.value);
            options.push((key.value.clone(), value.clone(), by.clone()));
        }
    }
    options
}

/// `plimsoll.yaml:12`.
pub(crate) fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    match span.range {
        Some((start, _)) => format!("{}:{}", source.path, source.position(start).line),
        None => source.path.to_string(),
    }
}
