//! What a configuration of hadolint decides, in our words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use diag::Trouble;
use engine::Builtin;
use serde::Deserialize;

use crate::size::ByteSize;
use crate::{paths, read, yaml};

/// More than any configuration needs.
const LIMIT: ByteSize = ByteSize(1 << 20);

/// The file as hadolint reads it. What only bears on its output is known, so that it is not called forgotten.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct File {
    ignored: Option<Vec<String>>,
    r#override: Option<BTreeMap<Level, Option<Vec<String>>>>,
    failure_threshold: Option<Level>,
    no_fail: Option<bool>,
    #[serde(rename = "trustedRegistries")]
    trusted_registries: Option<Vec<String>>,
    label_schema: Option<BTreeMap<String, serde_json::Value>>,
    strict_labels: Option<bool>,
    disable_ignore_pragma: Option<bool>,
    #[serde(rename = "format")]
    _format: Option<String>,
    #[serde(rename = "no-color")]
    _no_color: Option<bool>,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

/// Hadolint's severities, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    #[serde(alias = "none")]
    Ignore,
    Style,
    Info,
    Warning,
    Error,
}

impl Level {
    /// The severity that means as much to us; nothing for `ignore`.
    fn severity(self) -> Option<&'static str> {
        match self {
            Self::Ignore => None,
            Self::Style => Some("info"),
            Self::Info => Some("low"),
            Self::Warning => Some("medium"),
            Self::Error => Some("high"),
        }
    }
}

/// What is taken over.
#[derive(Debug, Default)]
pub(super) struct Import {
    /// The file that it comes from.
    name: String,
    /// From which severity on findings fail the gate, if it says so.
    pub(super) fail_on: Option<&'static str>,
    /// Registries that images may come from.
    registries: Vec<String>,
    /// Labels that every image has to set.
    labels: Vec<String>,
    /// Whether ignore comments of hadolint silence nothing.
    no_pragmas: bool,
    /// What is said of rules: their names, `off` or a severity, and the names that they have there.
    rules: Vec<(&'static str, &'static str, Vec<String>)>,
    /// Rules that stay as they are, because only a part of them was ignored.
    parts: Vec<Part>,
    /// Rules and keys that have no counterpart.
    unknown: BTreeSet<String>,
}

/// A rule of which only a part was ignored.
#[derive(Debug)]
struct Part {
    rule: &'static str,
    /// Whether it runs all the same.
    is_on: bool,
    ignored: Vec<String>,
    others: Vec<String>,
}

/// What hadolint calls a label that is missing.
const MISSING_LABEL: &str = "DL3049";

/// Reads the file.
///
/// # Errors
/// If it cannot be read, or is no configuration of hadolint.
pub(super) fn read(path: &Path) -> Result<Import, Trouble> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let text = read::file(path, LIMIT, &mut bytes)
        .and_then(|()| read::strict(&bytes))
        .map_err(|why| paths::trouble(&name, why.to_string(), why.help()))?;
    let file: File = serde_saphyr::from_str(text).map_err(|error| {
        let words = error.without_snippet().to_string();
        let first = words.lines().next().unwrap_or_default();
        paths::trouble(&name, first, "name a configuration of hadolint, such as `.hadolint.yaml`")
    })?;
    Ok(Import::of(name, file))
}

impl Import {
    fn of(name: String, file: File) -> Self {
        let mut levels: BTreeMap<String, Level> = BTreeMap::new();
        for (level, ids) in file.r#override.into_iter().flatten() {
            levels.extend(ids.into_iter().flatten().map(|id| (id, level)));
        }
        let ignored = file.ignored.unwrap_or_default().into_iter();
        levels.extend(ignored.map(|id| (id, Level::Ignore)));
        let is_strict = file.strict_labels.unwrap_or_default();
        let labels = match levels.get(MISSING_LABEL) {
            Some(Level::Ignore) => None,
            _ => file.label_schema,
        };
        let threshold = match file.no_fail {
            Some(true) => Some(Level::Ignore),
            _ => file.failure_threshold,
        };
        let mut import = Self {
            name,
            fail_on: threshold.map(|level| level.severity().unwrap_or("never")),
            registries: file.trusted_registries.unwrap_or_default(),
            labels: labels.into_iter().flatten().map(|(label, _)| label).collect(),
            no_pragmas: file.disable_ignore_pragma.unwrap_or_default(),
            unknown: file.others.into_keys().map(|key| format!("`{key}`")).collect(),
            ..Self::default()
        };
        if is_strict {
            import.unknown.insert("`strict-labels`".to_owned());
        }
        for rule in rules::ALL {
            import.rule(rule, rules::meta(rule).aliases, &levels);
        }
        let known: BTreeSet<_> =
            rules::ALL.iter().flat_map(|rule| ids(rules::meta(rule).aliases)).collect();
        import.unknown.extend(levels.into_keys().filter(|id| !known.contains(id.as_str())));
        import
    }

    /// What the levels say of a rule that has these names elsewhere. It is off only if all that it is was ignored.
    fn rule(&mut self, rule: &Builtin, aliases: &[&str], levels: &BTreeMap<String, Level>) {
        let ids: Vec<&str> = ids(aliases).collect();
        let named = |wanted: fn(&Level) -> bool| {
            let fitting = ids.iter().filter(|id| levels.get(**id).is_some_and(wanted));
            fitting.map(|id| (*id).to_owned()).collect::<Vec<_>>()
        };
        let off = named(|level| *level == Level::Ignore);
        let graded = named(|level| *level != Level::Ignore);
        if !off.is_empty() && off.len() == ids.len() {
            self.rules.push((rule.id, "off", off));
            return;
        }
        let level =
            graded.iter().filter_map(|id| levels[id].severity().map(|it| (levels[id], it))).max();
        if let Some((_, severity)) = level {
            self.rules.push((rule.id, severity, graded));
        }
        if !off.is_empty() {
            let others = ids.iter().filter(|id| !off.iter().any(|it| it == *id));
            let others = others.map(|id| (*id).to_owned()).collect();
            let is_on = rule.default_on || level.is_some();
            self.parts.push(Part { rule: rule.id, is_on, ignored: off, others });
        }
    }

    /// Writes the part of a configuration that says it.
    pub(super) fn write(&self, text: &mut String) {
        let _ = writeln!(text, "\n# Taken over from {}.", report::visible(&self.name));
        if self.no_pragmas {
            text.push_str("foreign-ignores: false\n");
        }
        if !self.rules.is_empty() || !self.registries.is_empty() || !self.labels.is_empty() {
            text.push_str("rules:\n");
        }
        let mut label_severity = String::new();
        for (rule, level, ids) in &self.rules {
            if *rule == "missing-label" && !self.labels.is_empty() {
                label_severity = format!("severity: {level}, ");
            } else {
                let _ = writeln!(text, "  {rule}: {level}  # {}", ids.join(", "));
            }
        }
        if !self.registries.is_empty() {
            let names: Vec<_> = self.registries.iter().map(|name| yaml::scalar(name)).collect();
            let _ = writeln!(text, "  untrusted-registry: {{allowed: [{}]}}", names.join(", "));
        }
        if !self.labels.is_empty() {
            let names: Vec<_> = self.labels.iter().map(|name| yaml::scalar(name)).collect();
            let _ = writeln!(
                text,
                "  missing-label: {{{label_severity}images: [{}]}}",
                names.join(", ")
            );
            text.push_str("# What the labels hold is not looked at.\n");
        }
        for Part { rule, is_on, ignored, others } in &self.parts {
            let state = if *is_on { "so it stays on" } else { "and off unless you switch it on" };
            let _ = writeln!(
                text,
                "# {} was ignored; `{rule}` is {} too, {state}.",
                ignored.join(", "),
                others.join(", ")
            );
        }
        if !self.unknown.is_empty() {
            let names: Vec<_> = self.unknown.iter().map(|name| report::visible(name)).collect();
            let _ = writeln!(text, "# Nothing here is about {}.", names.join(", "));
        }
    }
}

/// The names that a rule has in hadolint.
fn ids<'a>(aliases: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    aliases.iter().filter_map(|alias| alias.strip_prefix("hadolint:"))
}
