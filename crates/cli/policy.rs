//! From arguments and configuration to the rules of a run.

use diag::{RuleMeta, Sources, Span, Trouble};
use engine::{Builtin, Environment, Loaded, Options, Policy};

use crate::args::RuleArgs;
use crate::settings::{Level, RuleSetting, Settings};
use crate::{paths, suggest, today};

/// Builds the policy.
///
/// # Errors
/// Every name, level and option that is wrong.
pub(crate) fn build(
    args: &RuleArgs,
    settings: &Settings,
    sources: &Sources,
) -> Result<Policy, Vec<Trouble>> {
    let mut troubles = wrong_arguments(args);
    troubles.extend(settings.rules.iter().filter_map(|rule| wrong_setting(rule, sources)));
    let mut rules = Vec::new();
    let mut known = Vec::new();
    for builtin in rules::ALL {
        let setting = settings.rules.iter().rfind(|setting| setting.rule.value == builtin.id);
        match load(builtin, setting, sources) {
            Ok(loaded) => {
                known.push(loaded.meta.clone());
                if runs(&loaded.meta, args, setting) {
                    rules.push(loaded);
                }
            }
            Err(trouble) => troubles.push(trouble),
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let meta =
        |id| rules.iter().map(|rule| &rule.meta).find(|meta| meta.id.as_str() == id).cloned();
    Ok(Policy {
        inline_ignores: !args.no_inline_ignores && settings.inline_ignores.unwrap_or(true),
        require_reason: args.require_reason || settings.require_reason,
        foreign_ignores: settings.foreign_ignores.unwrap_or(true),
        unused_ignore: meta("unused-ignore"),
        unknown_ignore: meta("unknown-ignore"),
        environments: vec![Environment {
            name: "default".into(),
            claims: Box::new(|_| true),
            rules,
        }],
        today: args.today.clone().unwrap_or_else(today::today),
        known,
    })
}

fn load(
    builtin: &Builtin,
    setting: Option<&RuleSetting>,
    sources: &Sources,
) -> Result<Loaded, Trouble> {
    let options = Options(setting.and_then(RuleSetting::values));
    let mut loaded = rules::load(builtin, options).map_err(|error| {
        let span = setting.map(|setting| setting.blame(&error.0));
        let message = format!("wrong option for rule `{}`: {}", builtin.id, error.0);
        at(span, message, None, sources)
    })?;
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
        named(&args.select) || named(&args.extend_select)
    } else if named(&args.extend_select) {
        true
    } else {
        setting.map_or(rule.default_on, |setting| setting.level != Some(Level::Off))
    }
}

fn wrong_arguments(args: &RuleArgs) -> Vec<Trouble> {
    let lists = [
        ("--select", &args.select),
        ("--extend-select", &args.extend_select),
        ("--ignore", &args.ignore),
    ];
    let mut troubles = Vec::new();
    for (flag, names) in lists {
        for name in names {
            match rules::find(name) {
                None => troubles.push(paths::trouble(flag, no_rule(name), &rule_hint(name))),
                Some(rule) if flag == "--ignore" && rules::meta(rule).fatal => {
                    troubles.push(paths::trouble(flag, never_off(name), NEVER_OFF_HELP));
                }
                Some(_) => {}
            }
        }
    }
    troubles
}

fn wrong_setting(setting: &RuleSetting, sources: &Sources) -> Option<Trouble> {
    let name = &setting.rule.value;
    let span = Some(setting.rule.span);
    match rules::find(name) {
        None => Some(at(span, no_rule(name), Some(rule_hint(name)), sources)),
        Some(rule) if setting.level == Some(Level::Off) && rules::meta(rule).fatal => {
            Some(at(span, never_off(name), Some(NEVER_OFF_HELP.into()), sources))
        }
        Some(_) => None,
    }
}

const NEVER_OFF_HELP: &str = "exclude files that are not meant to be checked";

fn never_off(name: &str) -> String {
    format!("rule `{name}` cannot be turned off, because nothing would then say what was not read")
}

fn no_rule(name: &str) -> String {
    format!("there is no rule `{name}`")
}

/// What to do about a name that is no rule.
pub(crate) fn rule_hint(name: &str) -> String {
    suggest::did_you_mean(name, rules::ALL.iter().map(|rule| rule.id))
        .unwrap_or_else(|| "run `plimsoll rules` for the list".into())
}

fn at(span: Option<Span>, message: String, help: Option<String>, sources: &Sources) -> Trouble {
    let path = span.map(|span| sources.get(span.source).path.to_string()).unwrap_or_default();
    Trouble { path, span, message, help }
}
