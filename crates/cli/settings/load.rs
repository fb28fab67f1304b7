//! Reads `plimsoll.yaml`. Mistakes are diagnostics with places.

use std::path::Path;

use diag::{Severity, SourceId, Span, Spanned, Trouble};
use model::ImageBuild;
use model::compose::Selection;
use model::load::Options;
use rules::editions::{EDITIONS, Edition};
use serde_json::Value;
use serde_saphyr::{DuplicateKeyPolicy, Error, Location};

use super::shape::{self, File, RuleEntry, Table};
use super::{Level, RuleSetting, Settings};
use crate::args::{self, Threshold};
use crate::disk::Disk;
use crate::excludes::Excludes;
use crate::read;
use crate::size::ByteSize;
use crate::{paths, suggest};

/// More than any configuration needs.
pub(super) const LIMIT: ByteSize = ByteSize(1 << 20);

/// Reads the configuration at `path`; its text joins the sources, so that troubles can show it.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn load(path: &Path, disk: &Disk) -> Result<Settings, Trouble> {
    let name = paths::relative(disk.root(), path).unwrap_or_else(|| path.display().to_string());
    let mut bytes = Vec::new();
    let real = path.canonicalize().unwrap_or_default();
    let read = match real.strip_prefix(disk.root()) {
        Ok(inside) => read::within(disk.confined(), inside, false, LIMIT, &mut bytes),
        Err(_) => read::file(path, LIMIT, &mut bytes),
    };
    let text = read
        .and_then(|()| read::strict(&bytes))
        .map_err(|why| paths::trouble(&name, why.to_string(), why.help()))?;
    let file = Config { source: disk.add(&name, text), path: name, text, disk };
    file.settings()
}

/// A file of the configuration that is being read.
pub(super) struct Config<'a> {
    /// Its path relative to the root.
    pub(super) path: String,
    /// Where its spans point.
    pub(super) source: SourceId,
    /// What stands in it.
    pub(super) text: &'a str,
    /// Where the files that it names are read.
    pub(super) disk: &'a Disk,
}

impl Config<'_> {
    fn settings(&self) -> Result<Settings, Trouble> {
        if self.is_blank() {
            return Ok(Settings::default());
        }
        let file = self.read::<Option<File>>()?.unwrap_or_default();
        let projects = file.projects.into_iter().map(|project| self.selection(project));
        Ok(Settings {
            rules: self.standard(file.pss, self.rules(file.rules)?)?,
            edition: file.edition.map(|name| self.edition(name)).transpose()?,
            profile: file.profile.map(|name| self.spanned(name)),
            environments: self.environments(file.environments)?,
            gated: file.gated.map(|names| names.into_iter().map(|it| self.spanned(it)).collect()),
            min_score: file.min_score.map(|score| self.score(&score)).transpose()?,
            baseline: file.baseline.map(|path| self.relative(path)).transpose()?,
            waivers: self.waivers(file.waivers)?,
            exclude: file.exclude.into_iter().map(|glob| self.spanned(glob)).collect(),
            fail_on: file.fail_on.map(|it| self.threshold(it)).transpose()?,
            fail_on_gaps: self.flag(file.fail_on_gaps)?.unwrap_or_default(),
            inline_ignores: self.flag(file.inline_ignores)?,
            foreign_ignores: self.flag(file.foreign_ignores)?,
            require_reason: self.flag(file.require_reason)?.unwrap_or_default(),
            load: Options {
                targets: file.targets,
                images: self.images(file.images)?,
                compose: projects.collect::<Result<_, _>>()?,
                ..Options::default()
            },
        })
    }

    fn images(&self, images: Table<shape::Image>) -> Result<Vec<ImageBuild>, Trouble> {
        let read = images.0.into_iter().map(|(name, image)| {
            let name = self.spanned(name);
            let dockerfile = self.relative(image.dockerfile)?.value;
            Ok(ImageBuild { image: name.value, dockerfile, target: image.target, span: name.span })
        });
        read.collect()
    }

    /// Whether it says nothing at all.
    fn is_blank(&self) -> bool {
        let blank = |line: &str| line.trim().is_empty() || line.starts_with(['#', '\u{feff}']);
        self.text.lines().all(blank)
    }

    /// Reads the whole text as one shape.
    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Trouble> {
        let options = serde_saphyr::options! {
            strict_booleans: true,
            // A text that reads as a number or a boolean has to be quoted, as the schema says too.
            no_schema: true,
            duplicate_keys: DuplicateKeyPolicy::Error,
            with_snippet: false,
        };
        serde_saphyr::from_str_with_options(self.text, options).map_err(|error| self.wrong(&error))
    }

    /// What is said of single rules.
    pub(super) fn rules(
        &self,
        rules: Table<serde_saphyr::Spanned<RuleEntry>>,
    ) -> Result<Vec<RuleSetting>, Trouble> {
        rules.0.into_iter().map(|(rule, entry)| self.rule(rule, entry)).collect()
    }

    fn edition(&self, name: serde_saphyr::Spanned<String>) -> Result<Edition, Trouble> {
        let name = self.spanned(name);
        Edition::find(&name.value).ok_or_else(|| {
            let names = EDITIONS.iter().map(|(name, _)| *name);
            self.trouble(name.span, suggest::unknown("edition", &name.value, names), None)
        })
    }

    fn score(&self, score: &serde_saphyr::Spanned<Value>) -> Result<f64, Trouble> {
        let number = score.value.as_f64().filter(|number| (0.0..=100.0).contains(number));
        number.ok_or_else(|| {
            let message = expected("a number from 0 to 100", &score.value);
            self.trouble(self.span(score.referenced), message, None)
        })
    }

    /// `true` or `false`; in quotes they are texts.
    fn flag(&self, flag: Option<serde_saphyr::Spanned<Value>>) -> Result<Option<bool>, Trouble> {
        let Some(flag) = flag else { return Ok(None) };
        flag.value.as_bool().map(Some).ok_or_else(|| {
            let message = expected("`true` or `false`", &flag.value);
            self.trouble(self.span(flag.referenced), message, None)
        })
    }

    /// A path that stands in this file, relative to the root.
    pub(super) fn relative(
        &self,
        path: serde_saphyr::Spanned<String>,
    ) -> Result<Spanned<String>, Trouble> {
        let path = self.spanned(path);
        let folder = model::files::folder(&self.path);
        match model::files::join(folder, &path.value) {
            Some(joined) => Ok(Spanned::new(joined, path.span)),
            None => Err(self.trouble(path.span, "lies outside the root".into(), None)),
        }
    }

    /// Globs of paths.
    pub(super) fn globs(
        &self,
        globs: Vec<serde_saphyr::Spanned<String>>,
    ) -> Result<Excludes, Trouble> {
        let globs: Vec<_> = globs.into_iter().map(|glob| self.spanned(glob)).collect();
        Excludes::new(globs.iter().map(|glob| glob.value.as_str())).map_err(|(at, why)| {
            let span = globs.get(at).map_or(Span::file(self.source), |glob| glob.span);
            self.trouble(span, format!("wrong glob: {why}"), None)
        })
    }

    fn rule(
        &self,
        rule: serde_saphyr::Spanned<String>,
        entry: serde_saphyr::Spanned<RuleEntry>,
    ) -> Result<RuleSetting, Trouble> {
        let mut setting =
            RuleSetting { rule: self.spanned(rule), level: None, options: Vec::new() };
        let span = self.span(entry.referenced);
        match entry.value {
            RuleEntry::Level(text) => setting.level = Some(self.level(span, &text)?),
            RuleEntry::Options(options) => {
                for (key, value) in options {
                    let key = self.spanned(key);
                    if value.is_null() {
                        let message = format!("`{}` is set to nothing", key.value);
                        return Err(self.trouble(key.span, message, None));
                    }
                    if key.value == "severity" {
                        let text = match value {
                            Value::Bool(on) => RuleEntry::word(on).to_owned(),
                            Value::String(text) => text,
                            other => other.to_string(),
                        };
                        setting.level = Some(self.level(key.span, &text)?);
                    } else {
                        setting.options.push((key, value));
                    }
                }
            }
        }
        Ok(setting)
    }

    fn level(&self, span: Span, text: &str) -> Result<Level, Trouble> {
        match text {
            "off" => Ok(Level::Off),
            "on" => Ok(Level::On),
            text => text.parse().map(Level::Severity).map_err(|()| {
                let names = Severity::ALL.map(Severity::as_str).into_iter().chain(["off", "on"]);
                self.trouble(span, suggest::unknown("severity", text, names), None)
            }),
        }
    }

    fn threshold(&self, text: serde_saphyr::Spanned<String>) -> Result<Threshold, Trouble> {
        let text = self.spanned(text);
        args::threshold(&text.value).map_err(|error| self.trouble(text.span, error, None))
    }

    fn selection(&self, project: shape::Project) -> Result<Selection, Trouble> {
        let within = |files: Vec<serde_saphyr::Spanned<String>>| {
            let joined = files.into_iter().map(|file| Ok(self.relative(file)?.value));
            joined.collect::<Result<Vec<_>, _>>()
        };
        Ok(Selection {
            files: within(project.files)?,
            env_files: within(project.env_files)?,
            profiles: project.profiles,
        })
    }

    /// A text with its place.
    pub(super) fn spanned(&self, value: serde_saphyr::Spanned<String>) -> Spanned<String> {
        let span = self.span(value.referenced);
        Spanned::new(value.value, span)
    }

    /// The span of a location; places without a length cover the word that starts there.
    pub(super) fn span(&self, location: Location) -> Span {
        let span = location.span();
        let Some(start) = span.byte_offset().and_then(|at| usize::try_from(at).ok()) else {
            return Span::file(self.source);
        };
        let rest = self.text.get(start..).unwrap_or_default();
        let word = rest.find([' ', '\n', '\r', ',', '#', ']', '}']).unwrap_or(rest.len());
        let word = rest[..word].trim_end_matches(':').len();
        let len = span.byte_len().and_then(|len| usize::try_from(len).ok()).unwrap_or(0);
        let end = start + if len == 0 { word } else { len };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, offset(start), offset(end))
    }

    fn wrong(&self, error: &Error) -> Trouble {
        let error = error.without_snippet();
        let span = error.location().map_or(Span::file(self.source), |at| self.span(at));
        match error {
            Error::SerdeUnknownField { field, expected, .. } => {
                let help = suggest::did_you_mean(field, expected.iter().copied())
                    .unwrap_or_else(|| format!("use one of {}", expected.join(", ")));
                self.trouble(span, format!("there is no setting `{field}`"), Some(help))
            }
            Error::QuotingRequired { value, .. } => {
                let message = format!("a text is expected here, not `{value}`");
                self.trouble(span, message, Some(format!("write `\"{value}\"`")))
            }
            Error::NullIntoString { .. } => {
                self.trouble(span, "a text is expected here".to_owned(), None)
            }
            Error::DuplicateMappingKey { key, .. } => {
                let key = key.as_deref().unwrap_or("this key");
                self.trouble(span, format!("`{key}` is set twice"), Some("delete one".into()))
            }
            other => self.trouble(span, suggest::plainly(&plain(&other.to_string())), None),
        }
    }

    /// What is wrong at a place of this file.
    pub(super) fn trouble(&self, span: Span, message: String, help: Option<String>) -> Trouble {
        Trouble { about: None, path: self.path.clone(), span: Some(span), message, help }
    }
}

/// That something else belongs in the place of a value.
fn expected(what: &str, value: &Value) -> String {
    match value {
        Value::Null => format!("{what} is expected here"),
        value => format!("{what} is expected here, not `{value}`"),
    }
}

/// The words of an error without the place, which the report draws.
fn plain(error: &str) -> String {
    let end = error.rfind(" at line ").unwrap_or(error.len());
    error[..end].lines().next().unwrap_or_default().trim().to_owned()
}

/// The keys that are read in place of the one that a text has and nobody reads.
#[cfg(test)]
pub(crate) fn keys(text: &str) -> Vec<String> {
    let error = serde_saphyr::from_str::<File>(text).map(drop).unwrap_err();
    match error.without_snippet() {
        Error::SerdeUnknownField { expected, .. } => {
            expected.iter().map(ToString::to_string).collect()
        }
        other => panic!("{other}"),
    }
}
