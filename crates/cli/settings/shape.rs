//! The keys and types of `plimsoll.yaml`, as serde reads them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::Spanned;

/// The whole file.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct File {
    #[serde(deserialize_with = "given")]
    pub(super) edition: Option<Spanned<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) profile: Option<Spanned<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) pss: Option<Pss>,
    pub(super) rules: Table<Spanned<RuleEntry>>,
    pub(super) environments: Table<Environment>,
    #[serde(deserialize_with = "given")]
    pub(super) gated: Option<Vec<Spanned<String>>>,
    #[serde(deserialize_with = "given")]
    pub(super) min_score: Option<Spanned<Value>>,
    #[serde(deserialize_with = "given")]
    pub(super) baseline: Option<Spanned<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) waivers: Option<Spanned<Waivers>>,
    pub(super) exclude: Vec<Spanned<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) fail_on: Option<Spanned<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) fail_on_gaps: Option<Spanned<Value>>,
    #[serde(deserialize_with = "given")]
    pub(super) inline_ignores: Option<Spanned<Value>>,
    #[serde(deserialize_with = "given")]
    pub(super) foreign_ignores: Option<Spanned<Value>>,
    #[serde(deserialize_with = "given")]
    pub(super) require_reason: Option<Spanned<Value>>,
    pub(super) projects: Vec<Project>,
    pub(super) targets: Vec<String>,
    pub(super) images: Table<Image>,
}

/// What a key is set to. A key without a value is a mistake, and not a key that is left out.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// How an image is built.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Image {
    pub(super) dockerfile: Spanned<String>,
    #[serde(default, deserialize_with = "given")]
    pub(super) target: Option<String>,
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

/// What belongs to an environment, and what holds there.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Environment {
    #[serde(deserialize_with = "given")]
    pub(super) profile: Option<Spanned<String>>,
    pub(super) paths: Vec<Spanned<String>>,
    pub(super) compose_profiles: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) namespaces: Vec<String>,
    pub(super) overlays: Vec<Spanned<String>>,
    pub(super) stages: Vec<String>,
    #[serde(deserialize_with = "given")]
    pub(super) pss: Option<Pss>,
    pub(super) rules: Table<Spanned<RuleEntry>>,
}

/// The Pod Security Standard that every pod has to meet.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pss {
    pub(super) level: Spanned<String>,
    #[serde(default, deserialize_with = "given")]
    pub(super) version: Option<Spanned<String>>,
}

/// A profile: a file of `rules/profiles/`, or one of the user's.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Profile {
    #[serde(rename = "summary")]
    _summary: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) extends: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) rules: Table<Spanned<RuleEntry>>,
}

/// Waivers as a list, or the name of the file that holds the list.
#[derive(Debug)]
pub(super) enum Waivers {
    File(String),
    List(Vec<Spanned<Waiver>>),
}

impl<'de> Deserialize<'de> for Waivers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Waivers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of waivers, or the name of a file that holds one")
            }

            fn visit_str<E: Error>(self, file: &str) -> Result<Waivers, E> {
                Ok(Waivers::File(file.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Waivers, A::Error> {
                let mut list = Vec::new();
                while let Some(waiver) = seq.next_element()? {
                    list.push(waiver);
                }
                Ok(Waivers::List(list))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A file of waivers.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiverFile {
    pub(super) waivers: Vec<Spanned<Waiver>>,
}

/// A waiver.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Waiver {
    pub(super) id: String,
    #[serde(default)]
    pub(super) rules: Vec<String>,
    #[serde(default)]
    pub(super) controls: Vec<String>,
    #[serde(default)]
    pub(super) scope: WaiverScope,
    pub(super) reason: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) compensating: Option<String>,
    pub(super) owner: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) approver: Option<String>,
    #[serde(default, deserialize_with = "given")]
    pub(super) ticket: Option<String>,
    #[serde(default, deserialize_with = "given")]
    pub(super) created: Option<String>,
    pub(super) expires: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) fingerprint: Option<String>,
}

/// What a waiver is limited to.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct WaiverScope {
    pub(super) environments: Vec<String>,
    pub(super) subjects: Vec<String>,
    pub(super) paths: Vec<Spanned<String>>,
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
    Options(Vec<(Spanned<String>, Value)>),
}

impl RuleEntry {
    /// The level that a boolean stands for.
    pub(super) fn word(on: bool) -> &'static str {
        if on { "on" } else { "off" }
    }
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
                Ok(RuleEntry::Level(RuleEntry::word(on).to_owned()))
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
