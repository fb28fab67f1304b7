//! Profiles: those that ship, and files of the user that extend them.

use diag::{SourceId, Span, Spanned, Trouble};
use rules::editions::{Edition, Standing};

use super::load::{Config, LIMIT};
use super::{RuleSetting, shape};
use crate::disk::Disk;
use crate::{paths, read, suggest};

/// What a profile says of rules, from the one that it extends first to itself.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    /// One per profile of the chain, bases first.
    pub(crate) layers: Vec<Layer>,
}

/// What one profile says by itself.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Its name, or its path.
    pub(crate) name: String,
    /// What it says of rules.
    pub(crate) rules: Vec<RuleSetting>,
}

impl Profile {
    /// What the whole chain says of rules, bases first.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &RuleSetting> {
        self.layers.iter().flat_map(|layer| &layer.rules)
    }
}

/// Longest chain of profiles that extend each other.
const MAX_DEPTH: usize = 16;

/// Reads the profile of this name, or the file of this name if it looks like a path. Profiles that ship say nothing of
/// rules that are newer than the edition.
///
/// # Errors
/// If there is no such profile, or the file is wrong.
pub(crate) fn profile(
    name: &Spanned<String>,
    edition: Option<Edition>,
    disk: &Disk,
) -> Result<Profile, Trouble> {
    let path = |span: Span| disk.source(span.source).path.to_string();
    let mut profile = Profile::default();
    let mut next = Some(name.clone());
    while let Some(name) = next.take() {
        if profile.layers.len() == MAX_DEPTH {
            let message = format!("`{}` extends itself", name.value);
            return Err(Trouble {
                about: None,
                path: path(name.span),
                span: Some(name.span),
                message,
                help: None,
            });
        }
        let (mut rules, extends) = one(&name, disk)?;
        if let Some(edition) = edition.filter(|_| is_shipped(&name.value)) {
            rules.retain(|rule| edition.standing(&rule.rule.value) != Standing::Unborn);
        }
        profile.layers.push(Layer { name: name.value, rules });
        next = extends;
    }
    profile.layers.reverse();
    Ok(profile)
}

type Parsed = (Vec<RuleSetting>, Option<Spanned<String>>);

fn one(name: &Spanned<String>, disk: &Disk) -> Result<Parsed, Trouble> {
    let at = |message: String, help: Option<String>| {
        let path = disk.source(name.span.source).path.to_string();
        Trouble { about: None, path, span: Some(name.span), message, help }
    };
    if let Some(text) = shipped(&name.value) {
        // Its spans are never drawn: a test holds that profiles that ship have no mistakes.
        let path = format!("profile `{}`", name.value);
        let source = name.span.source;
        return parse(&Config { path, source, text, disk })
            .map(|(rules, extends)| (rules, extends.map(|it| Spanned::new(it.value, name.span))));
    }
    if !name.value.contains(['/', '.']) {
        let names = rules::profiles::PROFILES.iter().map(|(name, _)| *name);
        return Err(at(suggest::unknown("profile", &name.value, names), None));
    }
    let (source, text) = file(&name.value, name.span, disk)?;
    parse(&Config { path: name.value.clone(), source, text: &text, disk })
}

/// The text of a file that the configuration names, relative to the root.
pub(super) fn file(path: &str, span: Span, disk: &Disk) -> Result<(SourceId, String), Trouble> {
    let trouble = |message: String| Trouble {
        about: None,
        path: disk.source(span.source).path.to_string(),
        span: Some(span),
        message: format!("cannot read `{path}`: {message}"),
        help: None,
    };
    let real = disk.root().join(path).canonicalize();
    let real = real.map_err(|error| trouble(paths::words(&error)))?;
    let Ok(inside) = real.strip_prefix(disk.root()) else {
        return Err(trouble("it lies outside the root".into()));
    };
    let mut bytes = Vec::new();
    let text = read::within(disk.confined(), inside, false, LIMIT, &mut bytes)
        .and_then(|()| read::strict(&bytes))
        .map_err(|why| trouble(why.to_string()))?;
    Ok((disk.add(path, text), text.to_owned()))
}

fn parse(config: &Config<'_>) -> Result<Parsed, Trouble> {
    let profile: shape::Profile = config.read()?;
    let extends = profile.extends.map(|name| {
        if shipped(&name.value).is_some() {
            Ok(config.spanned(name))
        } else {
            config.relative(name)
        }
    });
    Ok((config.rules(profile.rules)?, extends.transpose()?))
}

fn shipped(name: &str) -> Option<&'static str> {
    rules::profiles::PROFILES.iter().find(|(it, _)| *it == name).map(|(_, text)| *text)
}

/// The name of the shipped profile, if one goes by it.
pub(crate) fn is_shipped(name: &str) -> bool {
    shipped(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Level;
    use crate::size::ByteSize;
    use diag::Severity;
    use serde_json::Value;

    /// A profile that ships.
    fn read(name: &str) -> Profile {
        let (disk, name) = reader(name);
        profile(&name, None, &disk).unwrap()
    }

    /// Names of the rules that a profile itself names, without those that it extends.
    fn named(name: &str) -> Vec<String> {
        let (disk, name) = reader(name);
        one(&name, &disk).unwrap().0.into_iter().map(|it| it.rule.value).collect()
    }

    fn reader(name: &str) -> (Disk, Spanned<String>) {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path().canonicalize().unwrap(), ByteSize(1));
        let at = Span::file(disk.add("plimsoll.yaml", ""));
        (disk, Spanned::new(name.to_owned(), at))
    }

    /// What a profile makes of a rule: how bad it is, and its options.
    fn judged(
        profile: &Profile,
        rule: &engine::Builtin,
    ) -> (Option<Severity>, Vec<(String, Value)>) {
        let settings = profile.rules().filter(|it| it.rule.value == rule.id);
        let merged = RuleSetting::merge(settings);
        let level = merged.as_ref().and_then(|it| it.level);
        let severity = match level {
            Some(Level::Off) => None,
            None if !rule.default_on => None,
            Some(Level::Severity(severity)) => Some(severity),
            Some(Level::On) | None => Some(rule.severity),
        };
        let options = merged.iter().flat_map(|it| &it.options);
        (severity, options.map(|(key, value)| (key.value.clone(), value.clone())).collect())
    }

    /// How strict a value of an option is, where options order.
    fn strictness(key: &str, value: &Value) -> Option<i64> {
        match (key, value) {
            ("require-digest", Value::Bool(on)) => Some(i64::from(*on)),
            ("level", Value::String(level)) => ["privileged", "baseline", "restricted"]
                .iter()
                .position(|it| it == level)
                .map(|n| i64::try_from(n).unwrap()),
            _ => None,
        }
    }

    #[test]
    fn every_rule_is_placed_on_purpose() {
        let placed = named("development");
        for rule in rules::ALL {
            assert!(
                placed.iter().any(|it| it == rule.id),
                "`{}` has no place: add it to rules/profiles/development.yaml (`on`, `off` or a severity), \
                 and to the later profiles in which it is stricter",
                rule.id
            );
        }
        assert!(placed.is_sorted(), "rules/profiles/development.yaml is sorted");
    }

    #[test]
    fn the_strictest_profile_runs_every_rule_but_those_with_a_question_of_their_own() {
        let restricted = read("restricted");
        let off = rules::ALL.iter().filter(|rule| judged(&restricted, rule).0.is_none());
        let off: Vec<_> = off.map(|rule| rule.id).collect();
        assert_eq!(off, ["overridden-ulimits", "untrusted-compose-field"]);
    }

    #[test]
    fn hardening_never_decreases_from_development_to_production_and_beyond() {
        let steps = rules::profiles::ENVIRONMENTS.windows(2).map(|pair| (pair[0], pair[1]));
        let beyond = [("production", "restricted"), ("production", "enterprise")];
        for (weak, strong) in steps.chain(beyond) {
            let (lower, upper) = (read(weak), read(strong));
            for rule in rules::ALL {
                let ((before, weaker), (after, stronger)) =
                    (judged(&lower, rule), judged(&upper, rule));
                assert!(
                    before <= after,
                    "{}: {before:?} in {weak} and {after:?} in {strong}",
                    rule.id
                );
                for (key, value) in weaker {
                    let kept = stronger.iter().find(|(it, _)| *it == key).map(|(_, value)| value);
                    let kept = kept.unwrap_or_else(|| panic!("{}: `{key}` is lost", rule.id));
                    let (a, b) = (strictness(&key, &value), strictness(&key, kept));
                    assert!(
                        a.is_some() && a <= b,
                        "{}: `{key}` is {value} and then {kept}",
                        rule.id
                    );
                }
            }
        }
    }

    #[test]
    fn profiles_that_ship_name_rules_and_options_that_there_are() {
        for (name, _) in rules::profiles::PROFILES {
            for setting in read(name).rules() {
                let rule = rules::find(&setting.rule.value)
                    .unwrap_or_else(|| panic!("{name}: there is no rule `{}`", setting.rule.value));
                let options = engine::Options(setting.values());
                assert!(rules::load(rule, options).is_ok(), "{name}: options of {}", rule.id);
            }
        }
    }
}
