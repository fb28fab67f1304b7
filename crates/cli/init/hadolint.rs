//! What a configuration of hadolint decides, in our words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use diag::Trouble;
use serde::Deserialize;

use super::text::quoted;
use crate::size::ByteSize;
use crate::{paths, read};

/// More than any configuration needs.
const LIMIT: ByteSize = ByteSize(1 << 20);

/// The file as hadolint reads it. What only bears on its output is known, so that it is not called forgotten.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct File {
    ignored: Option<Vec<String>>,
    r#override: Option<BTreeMap<Level, Option<Vec<String>>>>,
    failure_threshold: Option<Level>,
    no_fail: bool,
    #[serde(rename = "trustedRegistries")]
    trusted_registries: Option<Vec<String>>,
    disable_ignore_pragma: bool,
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
    /// Whether ignore comments of hadolint silence nothing.
    no_pragmas: bool,
    /// What is said of rules: their names, `off` or a severity, and the names that they have there.
    rules: Vec<(&'static str, &'static str, Vec<String>)>,
    /// Rules that stay on, because only a part of them was ignored.
    parts: Vec<(&'static str, Vec<String>, Vec<String>)>,
    /// Rules and keys that have no counterpart.
    unknown: BTreeSet<String>,
}

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
        let threshold = if file.no_fail { Some(Level::Ignore) } else { file.failure_threshold };
        let mut import = Self {
            name,
            fail_on: threshold.map(|level| level.severity().unwrap_or("never")),
            registries: file.trusted_registries.unwrap_or_default(),
            no_pragmas: file.disable_ignore_pragma,
            unknown: file.others.into_keys().map(|key| format!("`{key}`")).collect(),
            ..Self::default()
        };
        for rule in rules::ALL {
            import.rule(rule.id, rules::meta(rule).aliases, &levels);
        }
        let known: BTreeSet<_> =
            rules::ALL.iter().flat_map(|rule| ids(rules::meta(rule).aliases)).collect();
        import.unknown.extend(levels.into_keys().filter(|id| !known.contains(id.as_str())));
        import
    }

    /// What the levels say of a rule that has these names elsewhere. It is off only if all that it is was ignored.
    fn rule(&mut self, rule: &'static str, aliases: &[&str], levels: &BTreeMap<String, Level>) {
        let ids: Vec<&str> = ids(aliases).collect();
        let named = |wanted: fn(&Level) -> bool| {
            let fitting = ids.iter().filter(|id| levels.get(**id).is_some_and(wanted));
            fitting.map(|id| (*id).to_owned()).collect::<Vec<_>>()
        };
        let off = named(|level| *level == Level::Ignore);
        let graded = named(|level| *level != Level::Ignore);
        if !off.is_empty() && off.len() == ids.len() {
            self.rules.push((rule, "off", off));
            return;
        }
        let level =
            graded.iter().filter_map(|id| levels[id].severity().map(|it| (levels[id], it))).max();
        if let Some((_, severity)) = level {
            self.rules.push((rule, severity, graded));
        }
        if !off.is_empty() {
            let others = ids.iter().filter(|id| !off.iter().any(|it| it == *id));
            let others = others.map(|id| (*id).to_owned()).collect();
            self.parts.push((rule, off, others));
        }
    }

    /// Writes the part of a configuration that says it.
    pub(super) fn write(&self, text: &mut String) {
        let _ = writeln!(text, "\n# Taken over from {}.", report::visible(&self.name));
        if self.no_pragmas {
            text.push_str("foreign-ignores: false\n");
        }
        if !self.rules.is_empty() || !self.registries.is_empty() {
            text.push_str("rules:\n");
        }
        for (rule, level, ids) in &self.rules {
            let _ = writeln!(text, "  {rule}: {level}  # {}", ids.join(", "));
        }
        if !self.registries.is_empty() {
            let names: Vec<_> = self.registries.iter().map(|name| quoted(name)).collect();
            let _ = writeln!(text, "  untrusted-registry: {{allowed: [{}]}}", names.join(", "));
        }
        for (rule, off, others) in &self.parts {
            let _ = writeln!(
                text,
                "# {} was ignored; `{rule}` is {} too, so it stays on.",
                off.join(", "),
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
