//! From arguments and configuration to the rules of a run.

mod mistakes;

use diag::{RuleMeta, SourceId, Sources, Span, Spanned, Trouble};
use engine::{Builtin, Environment, ExceptionRules, Loaded, Options, Policy};
use model::Subject;
use rules::editions::{Edition, Standing};

use crate::args::RuleArgs;
use crate::disk::Disk;
use crate::settings::{self, EnvironmentSetting, Level, Profile, RuleSetting, Settings};
use crate::today;

pub(crate) use mistakes::rule_hint;
use mistakes::{at, wrong_arguments, wrong_gates, wrong_option, wrong_setting};

/// Builds the policy.
///
/// # Errors
/// Every name, level and option that is wrong.
pub(crate) fn build(
    args: &RuleArgs,
    settings: &Settings,
    disk: &Disk,
) -> Result<Policy, Vec<Trouble>> {
    let mut troubles = wrong_arguments(args);
    let sources = disk.sources();
    let of_environments = settings.environments.iter().flat_map(|it| &it.rules);
    let own = settings.rules.iter().chain(of_environments);
    troubles.extend(own.filter_map(|rule| wrong_setting(rule, &sources)));
    troubles.extend(wrong_gates(settings, &sources));
    let mut take = |environment: Result<(Environment, Vec<RuleMeta>), Vec<Trouble>>| {
        environment.map_err(|wrong| troubles.extend(wrong)).ok()
    };
    let default = take(environment(args, settings, None, disk));
    let others: Vec<_> = settings
        .environments
        .iter()
        .filter_map(|it| take(environment(args, settings, Some(it), disk)))
        .collect();
    let Some((default, known)) = default.filter(|_| troubles.is_empty()) else {
        return Err(troubles);
    };
    let meta = |id| {
        default.rules.iter().map(|rule| &rule.meta).find(|meta| meta.id.as_str() == id).cloned()
    };
    Ok(Policy {
        inline_ignores: !args.no_inline_ignores && settings.inline_ignores.unwrap_or(true),
        require_reason: args.require_reason || settings.require_reason,
        foreign_ignores: !args.no_foreign_ignores && settings.foreign_ignores.unwrap_or(true),
        unused_ignore: meta("unused-ignore"),
        unknown_ignore: meta("unknown-ignore"),
        exceptions: ExceptionRules {
            expired_ignore: meta("expired-ignore"),
            expired_waiver: meta("expired-waiver"),
            expiring_waiver: meta("expiring-waiver"),
            invalid_waiver: meta("invalid-waiver"),
            unused_waiver: meta("unused-waiver"),
            broad_waiver: meta("broad-waiver"),
        },
        environments: [default].into_iter().chain(others.into_iter().map(|it| it.0)).collect(),
        today: args.today.clone().unwrap_or_else(today::today),
        base: String::new(),
        known,
    })
}

/// One environment, the default one if none is given, and what it knows of all rules.
fn environment(
    args: &RuleArgs,
    settings: &Settings,
    setting: Option<&EnvironmentSetting>,
    disk: &Disk,
) -> Result<(Environment, Vec<RuleMeta>), Vec<Trouble>> {
    let profile = match profile_of(args, settings, setting) {
        Some(name) => {
            settings::profile(&name, settings.edition, disk).map_err(|trouble| vec![trouble])?
        }
        None => Profile::default(),
    };
    let sources = disk.sources();
    let wrong = profile.rules().filter_map(|rule| wrong_setting(rule, &sources));
    let mut troubles: Vec<Trouble> = wrong.collect();
    let own = setting.map_or(&[][..], |it| &it.rules);
    let typed = args.pss.map(|standard| settings::standard(standard, Span::file(SourceId(0))));
    let (mut rules, mut known) = (Vec::new(), Vec::new());
    for builtin in rules::ALL {
        let given = profile.rules().chain(&args.asked_for);
        let layers = given.chain(&settings.rules).chain(own).chain(&typed);
        let merged = RuleSetting::merge(layers.filter(|it| it.rule.value == builtin.id));
        match load(builtin, settings.edition, merged.as_ref(), &sources) {
            Ok(loaded) => {
                known.push(loaded.meta.clone());
                if runs(&loaded.meta, args, merged.as_ref()) {
                    rules.push(loaded);
                }
            }
            Err(trouble) => troubles.push(trouble),
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let name = setting.map_or(settings::DEFAULT, |it| &it.name.value).to_owned();
    let selectors = setting.map(|it| it.selectors.clone()).unwrap_or_default();
    let claims = move |subject: &Subject<'_>| selectors.take_in(subject);
    Ok((Environment::new(name, claims, rules), known))
}

/// The profile of an environment: its own, the one of its name, or that of everything.
pub(crate) fn profile_of(
    args: &RuleArgs,
    settings: &Settings,
    setting: Option<&EnvironmentSetting>,
) -> Option<Spanned<String>> {
    let Some(setting) = setting else {
        // The name on the command line is known to be that of a profile that ships, and needs no place.
        let typed = args.profile.as_ref();
        let typed = typed.map(|it| Spanned::new(it.clone(), Span::file(SourceId(0))));
        return typed.or_else(|| settings.profile.clone());
    };
    let shipped = settings::is_shipped(&setting.name.value).then(|| setting.name.clone());
    setting.profile.clone().or(shipped).or_else(|| settings.profile.clone())
}

/// The environments whose scores the gate judges.
pub(crate) fn gated(settings: &Settings) -> Vec<String> {
    let is_mapped = |name: &&str| settings.environments.iter().any(|it| it.name.value == **name);
    let names: Vec<String> = match &settings.gated {
        Some(names) => names.iter().map(|it| it.value.clone()).collect(),
        None => {
            ["staging", "production"].iter().copied().filter(is_mapped).map(str::to_owned).collect()
        }
    };
    if names.is_empty() { vec![settings::DEFAULT.to_owned()] } else { names }
}

fn load(
    builtin: &Builtin,
    edition: Option<Edition>,
    setting: Option<&RuleSetting>,
    sources: &Sources,
) -> Result<Loaded, Trouble> {
    let options = Options(setting.and_then(RuleSetting::values));
    let mut loaded = rules::load(builtin, options).map_err(|error| {
        let span = setting.map(|setting| setting.blame(&error.0));
        let (what, help) = wrong_option(&error.0);
        at(span, format!("wrong option for rule `{}`: {what}", builtin.id), help, sources)
    })?;
    match edition.map(|edition| edition.standing(builtin.id)) {
        Some(Standing::On(severity)) => {
            loaded.meta.default_on = true;
            loaded.meta.severity = severity;
        }
        Some(Standing::Off | Standing::Unborn) => loaded.meta.default_on = false,
        None => {}
    }
    if let Some(Level::Severity(severity)) = setting.and_then(|setting| setting.level) {
        loaded.meta.severity = severity;
    }
    Ok(loaded)
}

/// Whether a rule runs: arguments before configuration before the rule's own default.
fn runs(rule: &RuleMeta, args: &RuleArgs, setting: Option<&RuleSetting>) -> bool {
    let named = |list: &[String]| list.iter().any(|name| name == rule.id.as_str());
    if rule.fatal {
        true
    } else if named(&args.ignore) {
        false
    } else if !args.select.is_empty() {
        // Whoever types a standard wants to know about it.
        named(&args.select)
            || named(&args.extend_select)
            || args.pss.is_some() && rule.id.as_str() == settings::STANDARD_RULE
    } else if named(&args.extend_select) {
        true
    } else {
        setting.map_or(rule.default_on, |setting| setting.level != Some(Level::Off))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::Severity;

    use crate::size::ByteSize;

    /// Which of some rules run under an edition, and how bad they are.
    fn judged(edition: &'static str, profile: Option<&str>) -> Vec<(&'static str, Severity)> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path().canonicalize().unwrap(), ByteSize(1));
        let at = Span::file(disk.add("plimsoll.yaml", ""));
        let settings = Settings {
            edition: Some(Edition::of(edition)),
            profile: profile.map(|name| Spanned::new(name.to_owned(), at)),
            ..Settings::default()
        };
        let policy = build(&RuleArgs::default(), &settings, &disk).unwrap();
        let rules = &policy.environments[0].rules;
        let shown = ["missing-memory-limit", "root-user", "unpinned-package"];
        rules
            .iter()
            .filter(|rule| shown.contains(&rule.meta.id.as_str()))
            .map(|rule| (rule.meta.id.as_str(), rule.meta.severity))
            .collect()
    }

    #[test]
    fn an_edition_keeps_rules_as_they_were() {
        let edition = "missing-memory-limit: off\nroot-user: info\nunpinned-package: low\n";
        assert_eq!(
            judged(edition, None),
            [("root-user", Severity::Info), ("unpinned-package", Severity::Low)]
        );
        assert_eq!(judged("root-user: high\n", None), [("root-user", Severity::High)]);
    }

    #[test]
    fn a_profile_that_ships_turns_on_no_rule_that_is_newer_than_the_edition() {
        let known = "missing-memory-limit: off\n";
        assert_eq!(judged(known, Some("production")), [("missing-memory-limit", Severity::High)]);
        assert_eq!(judged("root-user: high\n", Some("restricted")).len(), 1);
    }
}
