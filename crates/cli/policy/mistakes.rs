//! Names, levels and options that are wrong, and what is said of them.

use diag::{Sources, Span, Trouble};

use crate::args::RuleArgs;
use crate::settings::{self, Level, RuleSetting, Settings};
use crate::{paths, suggest};

/// Names of gated environments that are none.
pub(super) fn wrong_gates(settings: &Settings, sources: &Sources) -> Vec<Trouble> {
    let names = || settings.environments.iter().map(|it| it.name.value.as_str());
    let gated = settings.gated.iter().flatten();
    let wrong =
        gated.filter(|gate| gate.value != settings::DEFAULT && !names().any(|it| it == gate.value));
    wrong
        .map(|gate| {
            let message = suggest::unknown("environment", &gate.value, names());
            at(Some(gate.span), message, None, sources)
        })
        .collect()
}

/// What is wrong with the options of a rule, and what to do about it.
pub(super) fn wrong_option(error: &str) -> (String, Option<String>) {
    let Some(names) = error.strip_prefix("unknown field ") else {
        return (suggest::plainly(error), None);
    };
    let mut names = names.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    let known: Vec<_> = names.collect();
    let help = suggest::did_you_mean(wrong, known.iter().copied())
        .unwrap_or_else(|| format!("use one of {}", known.join(", ")));
    (format!("there is no option `{wrong}`"), Some(help))
}

/// Names of rules on the command line that are none, or may not be used so.
pub(super) fn wrong_arguments(args: &RuleArgs) -> Vec<Trouble> {
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

/// A rule of the configuration that is none, or may not be turned off.
pub(super) fn wrong_setting(setting: &RuleSetting, sources: &Sources) -> Option<Trouble> {
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
    let theirs = |alias: &&str| {
        alias.eq_ignore_ascii_case(name)
            || alias.split_once(':').is_some_and(|(_, id)| id.eq_ignore_ascii_case(name))
    };
    let known = rules::ALL.iter().map(|rule| rules::meta(rule));
    let same: Vec<_> = known
        .filter(|meta| meta.aliases.iter().any(theirs))
        .map(|meta| format!("`{}`", meta.id))
        .collect();
    if !same.is_empty() {
        return format!("the same is {} here", same.join(" or "));
    }
    suggest::did_you_mean(name, rules::ALL.iter().map(|rule| rule.id))
        .unwrap_or_else(|| "run `plimsoll rules` for the list".into())
}

/// What is wrong at a place of the configuration; without one, of an argument.
pub(super) fn at(
    span: Option<Span>,
    message: String,
    help: Option<String>,
    sources: &Sources,
) -> Trouble {
    let path = span.map(|span| sources.get(span.source).path.to_string()).unwrap_or_default();
    Trouble { about: None, path, span, message, help }
}
