//! The keys and types of `plimsoll.yaml`, as serde reads them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_saphyr::Spanned;

/// The whole file.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct File {
    pub(super) rules: Table<Spanned<RuleEntry>>,
    pub(super) exclude: Vec<Spanned<String>>,
    pub(super) fail_on: Option<Spanned<String>>,
    pub(super) fail_on_gaps: bool,
    pub(super) inline_ignores: Option<bool>,
    pub(super) foreign_ignores: Option<bool>,
    pub(super) require_reason: bool,
    pub(super) projects: Vec<Project>,
    pub(super) targets: Vec<String>,
}

/// Compose files that make one project.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Project {
    pub(super) files: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) env_files: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) profiles: Vec<String>,
}

/// A mapping whose keys are data; order and places are kept.
#[derive(Debug)]
pub(super) struct Table<T>(pub(super) Vec<(Spanned<String>, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Table<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Table::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Table(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// A level as written, or a mapping of `severity` and options.
#[derive(Debug)]
pub(super) enum RuleEntry {
    Level(String),
    Options(Vec<(Spanned<String>, serde_json::Value)>),
}

impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;
        impl<'de> Visitor<'de> for Entry {
            type Value = RuleEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`off`, `on`, a severity, or a mapping with options")
            }

            fn visit_bool<E: Error>(self, on: bool) -> Result<RuleEntry, E> {
                Ok(RuleEntry::Level(if on { "on" } else { "off" }.to_owned()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<RuleEntry, E> {
                Ok(RuleEntry::Level(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RuleEntry, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(RuleEntry::Options(entries))
            }
        }
        deserializer.deserialize_any(Entry)
    }
}
