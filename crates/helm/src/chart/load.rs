//! A directory as a chart. Helm `pkg/chart/v2/loader/load.go`, `directory.go`.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use diag::{SourceId, Span};

use super::archive::Archive;
use super::ignore::Ignore;
use super::metadata::Metadata;
use crate::origin::{Kind, OriginId, Origins};
use crate::text::Text;
use crate::value::{Data, Map, Value};
use crate::yaml;

/// How deep subcharts are nested.
const MAX_DEPTH: usize = 16;

/// Hands out the files of a directory. A path is relative to the root of the run.
pub trait Files {
    /// Paths of all files below a directory, relative to it, sorted.
    fn list(&self, directory: &str) -> Vec<String>;

    /// A text; `None` if it is none, or cannot be read.
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)>;

    /// The bytes of a file, such as a packed subchart.
    fn bytes(&self, path: &str) -> Option<Vec<u8>>;

    /// Takes in a text that lies in a packed subchart; `path` is that of the archive with the path in it.
    /// `None` where nothing can be added.
    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId>;
}

/// A chart with its subcharts.
#[derive(Debug)]
pub struct Chart {
    /// What `Chart.yaml` says.
    pub metadata: Metadata,
    /// Its defaults, `nil` entries left out.
    pub values: Map,
    /// Where `values.yaml` is written; `Chart.yaml` if there is none.
    pub values_file: SourceId,
    /// Its templates, by name from the chart's directory.
    pub templates: Vec<Template>,
    /// What `.Files` holds.
    pub files: BTreeMap<Rc<str>, Text>,
    /// Its subcharts.
    pub dependencies: Vec<Self>,
    /// Whether it has a `values.schema.json`.
    pub has_schema: bool,
}

/// A file of `templates/`.
#[derive(Clone, Debug)]
pub struct Template {
    /// `templates/deployment.yaml`.
    pub name: String,
    /// The file.
    pub source: SourceId,
    /// Its text, without a byte-order mark.
    pub text: Rc<str>,
}

/// Why a directory is no chart that can be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Where, if it is written somewhere.
    pub span: Option<Span>,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, span: Option<Span>) -> Self {
        Self { message: message.into(), span }
    }
}

/// Loads the chart of a directory.
///
/// # Errors
/// What Helm refuses to load, and what cannot be read here.
pub fn load(directory: &str, files: &dyn Files, origins: &mut Origins) -> Result<Chart, Problem> {
    let ignore = files.read(&join(directory, ".helmignore")).map(|(_, text)| text);
    let ignore = Ignore::parse(ignore.as_deref().unwrap_or_default());
    let paths = files.list(directory);
    let kept: Vec<&str> =
        paths.iter().map(String::as_str).filter(|path| !ignore.ignores(path)).collect();
    let mut loader = Loader { files, origins, directory, needs_files: true };
    loader.needs_files = kept.iter().any(|path| loader.may_need_files(path));
    loader.chart("", &kept, 0)
}

struct Loader<'a> {
    files: &'a dyn Files,
    origins: &'a mut Origins,
    directory: &'a str,
    /// Whether some template may ask for `.Files`; else they need not be read.
    needs_files: bool,
}

impl Loader<'_> {
    /// Whether a file may hold a template that asks for `.Files`: by the word itself, or because it is packed.
    fn may_need_files(&self, path: &str) -> bool {
        let is_read = path.contains("templates/") || path.ends_with("values.yaml");
        let text = || self.files.read(&join(self.directory, path));
        is_archive(path) || (is_read && text().is_some_and(|(_, text)| text.contains("Files")))
    }

    /// The chart whose files begin with `prefix`; `paths` are relative to that.
    fn chart(&mut self, prefix: &str, paths: &[&str], depth: usize) -> Result<Chart, Problem> {
        if depth > MAX_DEPTH {
            return Err(Problem::new("subcharts are nested too deeply", None));
        }
        let mut metadata = self.metadata(prefix, paths)?;
        let mut values = Map::new();
        let mut values_file = metadata.source;
        let mut chart_files = BTreeMap::new();
        let mut templates = Vec::new();
        let mut packed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths {
            match *path {
                "Chart.yaml" | "Chart.lock" | "requirements.lock" | "values.schema.json" => {}
                "requirements.yaml" => metadata.add_requirements(&self.text(prefix, path)?)?,
                "values.yaml" => {
                    let (source, text) = self.text(prefix, path)?;
                    (values, values_file) = (self.values(source, &text)?, source);
                }
                _ if path.starts_with("templates/") => {
                    let (source, text) = self.text(prefix, path)?;
                    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
                    templates.push(Template { name: (*path).to_owned(), source, text });
                }
                _ => match path.strip_prefix("charts/") {
                    Some(inner) if inner.starts_with(['_', '.']) => {}
                    Some(inner) => {
                        let (name, rest) = inner.split_once('/').unwrap_or((inner, ""));
                        packed.entry(name).or_default().push(rest);
                    }
                    None if self.needs_files => {
                        self.add_file(prefix, path, &mut chart_files);
                    }
                    None => {}
                },
            }
        }
        let mut dependencies = Vec::new();
        for (name, inner) in packed {
            dependencies.push(self.dependency(prefix, name, &inner, depth)?);
        }
        let has_schema = paths.contains(&"values.schema.json");
        let files = chart_files;
        Ok(Chart { metadata, values, values_file, templates, files, dependencies, has_schema })
    }

    fn metadata(&mut self, prefix: &str, paths: &[&str]) -> Result<Metadata, Problem> {
        if !paths.contains(&"Chart.yaml") {
            return Err(Problem::new("Chart.yaml file is missing", None));
        }
        let (source, text) = self.text(prefix, "Chart.yaml")?;
        Metadata::parse(source, &text, self.origins)
    }

    fn dependency(
        &mut self,
        prefix: &str,
        name: &str,
        inner: &[&str],
        depth: usize,
    ) -> Result<Chart, Problem> {
        if inner == [""] && is_archive(name) {
            return self.packed(&format!("{prefix}charts/{name}"), depth);
        }
        if inner == [""] {
            return Err(Problem::new(format!("`charts/{name}` is no chart"), None));
        }
        self.chart(&format!("{prefix}charts/{name}/"), inner, depth + 1)
    }

    fn packed(&mut self, path: &str, depth: usize) -> Result<Chart, Problem> {
        let whole = join(self.directory, path);
        let broken = || Problem::new(format!("the packed subchart `{path}` cannot be read"), None);
        let bytes = self.files.bytes(&whole).ok_or_else(broken)?;
        let archive = Archive::open(&whole, &bytes, self.files).ok_or_else(broken)?;
        let paths = archive.list("");
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let origins = &mut *self.origins;
        Loader { files: &archive, origins, directory: "", needs_files: true }.chart(
            "",
            &paths,
            depth + 1,
        )
    }

    fn add_file(&self, prefix: &str, path: &str, files: &mut BTreeMap<Rc<str>, Text>) {
        // What is no text is no setting.
        let bytes = self.files.bytes(&join(self.directory, &format!("{prefix}{path}")));
        if let Some(text) = bytes.and_then(|it| String::from_utf8(it).ok()) {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            files.insert(path.into(), Text::new(text, OriginId::NONE));
        }
    }

    fn text(&self, prefix: &str, path: &str) -> Result<(SourceId, Arc<str>), Problem> {
        let whole = join(self.directory, &format!("{prefix}{path}"));
        let read = self.files.read(&whole);
        read.ok_or_else(|| Problem::new(format!("`{prefix}{path}` cannot be read"), None))
    }

    fn values(&mut self, source: SourceId, text: &str) -> Result<Map, Problem> {
        let documents = yaml::values_file(source, text, self.origins).map_err(|it| {
            Problem::new(format!("cannot load values.yaml: {}", it.message), Some(it.span))
        })?;
        let values = Map::new();
        // Helm 4 merges the documents of the file.
        for document in documents {
            if let Data::Map(map) = document.data {
                super::values::overlay(&values, &map);
            }
        }
        without_nil(&values);
        Ok(values)
    }
}

/// Entries of `nil` vanish from a chart's own values.
fn without_nil(map: &Map) {
    for (key, slot) in map.entries() {
        match &slot.value.data {
            Data::Nil => map.remove(&key),
            Data::Map(inner) => without_nil(inner),
            _ => {}
        }
    }
}

impl Chart {
    /// Its name, or the alias that it is used by.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// `.Chart`.
    pub(crate) fn chart_value(&self, origins: &mut Origins, is_root: bool) -> Value {
        let value = self.metadata.value.clone();
        let kind = Kind::Assumed(".Chart".into());
        let from = origins.add(kind, Some(Span::file(self.metadata.source)), OriginId::NONE);
        if let Some(map) = value.as_map() {
            map.put("Name", Value::str(self.name(), map.get("Name").map_or(from, |it| it.from)));
            map.put("IsRoot", Value::bool(is_root, from));
        }
        value
    }
}

/// Helm knows no other ending.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "Helm compares it likewise")]
fn is_archive(name: &str) -> bool {
    name.ends_with(".tgz")
}

fn join(directory: &str, path: &str) -> String {
    if directory.is_empty() { path.to_owned() } else { format!("{directory}/{path}") }
}
