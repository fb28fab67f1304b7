//! `Chart.yaml`. Helm `pkg/chart/v2/metadata.go`.

use std::sync::Arc;

use diag::{SourceId, Span};

use super::load::Problem;
use crate::functions::semver::Version;
use crate::origin::{Kind, Origins};
use crate::print;
use crate::value::{Data, Map, Value};
use crate::yaml;

/// What a chart says of itself.
#[derive(Debug)]
pub struct Metadata {
    /// The file.
    pub source: SourceId,
    /// The name, or an alias.
    pub name: String,
    /// The version.
    pub version: String,
    /// Whether only its `define`s count.
    pub is_library: bool,
    /// The versions of Kubernetes that it is made for.
    pub kube_version: Option<String>,
    /// The charts that it needs.
    pub dependencies: Vec<Dependency>,
    /// `.Chart`, under Go's names.
    pub value: Value,
}

/// A chart that another one needs.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// The range of versions.
    pub version: String,
    /// Where it comes from.
    pub repository: String,
    /// Paths of values that decide whether it is used; the first that is a truth value does.
    pub condition: String,
    /// Tags of which one must be set, if any is.
    pub tags: Vec<String>,
    /// The name that it is used by.
    pub alias: Option<String>,
    /// Where it is asked for.
    pub span: Option<Span>,
    /// Values that are taken over from it: a path in its values and one in the parent's.
    pub imports: Vec<(String, String)>,
}

/// Go's names of the keys.
const NAMES: [(&str, &str); 17] = [
    ("annotations", "Annotations"),
    ("apiVersion", "APIVersion"),
    ("appVersion", "AppVersion"),
    ("condition", "Condition"),
    ("dependencies", "Dependencies"),
    ("deprecated", "Deprecated"),
    ("description", "Description"),
    ("home", "Home"),
    ("icon", "Icon"),
    ("keywords", "Keywords"),
    ("kubeVersion", "KubeVersion"),
    ("maintainers", "Maintainers"),
    ("name", "Name"),
    ("sources", "Sources"),
    ("tags", "Tags"),
    ("type", "Type"),
    ("version", "Version"),
];

impl Metadata {
    pub(super) fn parse(
        source: SourceId,
        text: &str,
        origins: &mut Origins,
    ) -> Result<Self, Problem> {
        let documents = yaml::documents(source, text, &Kind::Metadata, origins).map_err(|it| {
            Problem::new(format!("cannot load Chart.yaml: {}", it.message), Some(it.span))
        })?;
        let map = documents.into_iter().next().and_then(|it| it.as_map().cloned());
        let map = map.unwrap_or_default();
        let name = text_at(&map, "name");
        let version = text_at(&map, "version");
        let file = Some(Span::file(source));
        if name.is_empty() {
            return Err(Problem::new("chart.metadata.name is required", file));
        }
        if Version::parse(&version).is_none() {
            let message = format!("chart.metadata.version {version:?} is invalid");
            return Err(Problem::new(message, file));
        }
        let kind = text_at(&map, "type");
        if !matches!(kind.as_str(), "" | "application" | "library") {
            return Err(Problem::new("chart.metadata.type must be application or library", file));
        }
        Ok(Self {
            source,
            name,
            version,
            is_library: kind == "library",
            kube_version: Some(text_at(&map, "kubeVersion")).filter(|it| !it.is_empty()),
            dependencies: dependencies(&map, origins),
            value: go_names(&map),
        })
    }

    /// Charts of the first version name what they need in a file of its own.
    pub(super) fn add_requirements(&mut self, file: &(SourceId, Arc<str>)) -> Result<(), Problem> {
        let mut origins = Origins::default();
        let documents =
            yaml::documents(file.0, &file.1, &Kind::Metadata, &mut origins).map_err(|it| {
                Problem::new(
                    format!("cannot load requirements.yaml: {}", it.message),
                    Some(it.span),
                )
            })?;
        if let Some(map) = documents.iter().find_map(Value::as_map) {
            self.dependencies.extend(dependencies(map, &origins));
        }
        Ok(())
    }
}

fn go_names(map: &Map) -> Value {
    let value = Map::new();
    for (key, name) in NAMES {
        let zero = match key {
            "dependencies" | "keywords" | "maintainers" | "sources" => {
                Data::List(Vec::new().into())
            }
            "annotations" => Data::Map(Map::new()),
            "deprecated" => Data::Bool(false),
            _ => Data::Str(crate::text::Text::new("", crate::origin::OriginId::NONE)),
        };
        let written = map.get(key).map(|it| match (&it.data, &zero) {
            // What is text to Go is text, however it is written.
            (Data::Float(_) | Data::Bool(_), Data::Str(_)) => {
                Value::str(print::sprint(&it), it.from)
            }
            _ => it,
        });
        value.put(name, written.unwrap_or(Value::new(zero, crate::origin::OriginId::NONE)));
    }
    Value::map(value, crate::origin::OriginId::NONE)
}

fn dependencies(map: &Map, origins: &Origins) -> Vec<Dependency> {
    let Some(Data::List(items)) = map.get("dependencies").map(|it| it.data) else {
        return Vec::new();
    };
    let one = |item: &Value| {
        let map = item.as_map()?;
        Some(Dependency {
            name: text_at(map, "name"),
            version: text_at(map, "version"),
            repository: text_at(map, "repository"),
            condition: text_at(map, "condition"),
            tags: texts(map.get("tags")),
            alias: Some(text_at(map, "alias")).filter(|it| !it.is_empty()),
            span: origins.get(item.from).and_then(|it| it.span),
            imports: imports(map.get("import-values")),
        })
    };
    items.iter().filter_map(one).collect()
}

fn imports(value: Option<Value>) -> Vec<(String, String)> {
    let Some(Data::List(items)) = value.map(|it| it.data) else { return Vec::new() };
    let one = |item: &Value| match &item.data {
        Data::Str(name) => (format!("exports.{}", name.as_str()), String::new()),
        Data::Map(map) => (text_at(map, "child"), text_at(map, "parent")),
        _ => (String::new(), String::new()),
    };
    items.iter().map(one).filter(|(child, _)| !child.is_empty()).collect()
}

fn texts(value: Option<Value>) -> Vec<String> {
    match value.map(|it| it.data) {
        Some(Data::List(items)) => items.iter().map(print::sprint).collect(),
        _ => Vec::new(),
    }
}

fn text_at(map: &Map, key: &str) -> String {
    match map.get(key) {
        Some(value) if !matches!(value.data, Data::Nil) => print::sprint(&value),
        _ => String::new(),
    }
}
