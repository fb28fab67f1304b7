//! From a chart and values to texts. Helm `pkg/engine/engine.go`, `pkg/action/action.go`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::assumed;
use crate::chart::{self, Chart, Problem};
use crate::exec::{Define, Error, ErrorKind, Exec, Templates, map_of, without_missing};
use crate::functions;
use crate::origin::{Kind, OriginId, Origins};
use crate::template::{self, ast};
use crate::text::Text;
use crate::value::{Capabilities, Data, Map, Object, Value};

/// How a chart is installed.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
}

impl Default for Release {
    /// What `helm template CHART` assumes.
    fn default() -> Self {
        Self { name: "release-name".into(), namespace: "default".into() }
    }
}

/// A rendered file.
#[derive(Debug)]
pub struct File {
    /// `shop/charts/db/templates/deployment.yaml`.
    pub name: String,
    /// What it renders.
    pub text: Text,
}

/// What a chart renders.
#[derive(Debug)]
pub struct Rendering {
    /// Files that are no helpers and no notes, by name.
    pub files: Vec<File>,
    /// Where every byte comes from.
    pub origins: Origins,
}

/// Why a chart is not rendered.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be loaded, or lacks a dependency.
    Chart(Problem),
    /// A template cannot be parsed or executed.
    Template(Error),
}

/// Renders a chart with the values of a user.
///
/// # Errors
/// What Helm refuses, and what goes beyond our budgets.
pub fn render(
    mut chart: Chart,
    user: &Map,
    release: &Release,
    origins: Origins,
) -> Result<Rendering, Failure> {
    if chart.metadata.is_library {
        let message = "library charts are not installable";
        return Err(Failure::Chart(Problem { message: message.into(), span: None }));
    }
    let capabilities = assumed::capabilities();
    check_kube_version(&chart, &capabilities)?;
    chart::enable(&mut chart, user).map_err(Failure::Chart)?;
    let values = chart::coalesce(&chart, user);
    let mut renderer = Renderer { origins, entries: BTreeMap::new(), release, capabilities };
    let values = Value::map(values, OriginId::NONE);
    renderer.collect(&chart, chart.name(), &values, true);
    renderer.run().map_err(Failure::Template)
}

/// A file of the chart or a subchart, and what its templates see.
struct Entry {
    template: chart::Template,
    scope: Map,
    base: String,
    runs: bool,
}

struct Renderer<'a> {
    origins: Origins,
    entries: BTreeMap<String, Entry>,
    release: &'a Release,
    capabilities: Capabilities,
}

impl Renderer<'_> {
    /// engine.go recAllTpls.
    fn collect(&mut self, chart: &Chart, path: &str, values: &Value, is_root: bool) -> Map {
        let scope = Map::new();
        let subcharts = Map::new();
        scope.put("Chart", chart.chart_value(&mut self.origins, is_root));
        let files = Object::Files(chart.files.clone());
        scope.put("Files", Value::new(Data::Object(Rc::new(files)), OriginId::NONE));
        scope.put("Release", self.release_value());
        let capabilities = Object::Capabilities(self.capabilities.clone());
        scope.put("Capabilities", Value::new(Data::Object(Rc::new(capabilities)), OriginId::NONE));
        scope.put("Values", values.clone());
        scope.put("Subcharts", Value::map(subcharts.clone(), OriginId::NONE));
        for child in &chart.dependencies {
            let inner = values.as_map().and_then(|it| it.get(child.name()));
            let inner = inner.filter(|it| it.as_map().is_some());
            let inner = inner.unwrap_or_else(|| Value::map(Map::new(), OriginId::NONE));
            let below = format!("{path}/charts/{}", child.name());
            let inner = self.collect(child, &below, &inner, false);
            subcharts.put(child.name(), Value::map(inner, OriginId::NONE));
        }
        for template in &chart.templates {
            let base = template.name.rsplit('/').next().unwrap_or(&template.name);
            let is_helper = base.starts_with('_');
            if chart.metadata.is_library && !is_helper {
                continue;
            }
            let entry = Entry {
                template: template.clone(),
                scope: scope.clone(),
                base: format!("{path}/templates"),
                runs: !is_helper,
            };
            self.entries.insert(format!("{path}/{}", template.name), entry);
        }
        scope
    }

    fn release_value(&mut self) -> Value {
        let from = self.origins.add(Kind::Assumed(".Release".into()), None, OriginId::NONE);
        let text = |text: &str| Value::str(text, from);
        let map = map_of([
            ("IsInstall", Value::bool(true, from)),
            ("IsUpgrade", Value::bool(false, from)),
            ("Name", text(&self.release.name)),
            ("Namespace", text(&self.release.namespace)),
            ("Revision", Value::int(1, from)),
            ("Service", text("Helm")),
        ]);
        Value::map(map, from)
    }

    /// Parses and executes everything in Helm's order: the deepest path first, then names descending.
    fn run(self) -> Result<Rendering, Error> {
        let mut order: Vec<&String> = self.entries.keys().collect();
        let depth = |name: &str| name.matches('/').count();
        order.sort_by(|a, b| (depth(b), *b).cmp(&(depth(a), *a)));
        let mut templates = Templates::new();
        for name in &order {
            parse(name, &self.entries[*name].template, &mut templates)?;
        }
        let mut exec = Exec::new(self.origins, templates, self.capabilities.clone());
        let mut files = Vec::new();
        for name in order {
            let entry = &self.entries[name];
            if !entry.runs {
                continue;
            }
            let template = map_of([
                ("BasePath", Value::str(entry.base.as_str(), OriginId::NONE)),
                ("Name", Value::str(name.as_str(), OriginId::NONE)),
            ]);
            entry.scope.put("Template", Value::map(template, OriginId::NONE));
            let rope = exec.execute(name, Value::map(entry.scope.clone(), OriginId::NONE))?;
            if !name.ends_with("NOTES.txt") {
                files.push(File { name: name.clone(), text: without_missing(&rope.into()) });
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Rendering { files, origins: exec.origins })
    }
}

/// Adds a file and what it defines. A later definition replaces an earlier one, unless it is empty.
/// Go `text/template/template.go` `AddParseTree`, `associate`.
fn parse(name: &str, file: &chart::Template, templates: &mut Templates) -> Result<(), Error> {
    let parsed = template::parse(&file.text, &functions::exists).map_err(|error| {
        let place = error.place;
        let span = diag::Span::new(file.source, place.start, place.end);
        Error { message: error.message, span: Some(span), kind: ErrorKind::Template }
    })?;
    let define = |list| {
        Rc::new(Define { list, source: file.source, text: Rc::clone(&file.text), inline: None })
    };
    templates.insert(name.into(), define(parsed.main));
    for (name, list) in parsed.defines {
        let is_empty = ast::is_empty(&list, &file.text);
        if !is_empty || !templates.contains_key(&name) {
            templates.insert(name, define(list));
        }
    }
    Ok(())
}

fn check_kube_version(chart: &Chart, capabilities: &Capabilities) -> Result<(), Failure> {
    let Some(wanted) = &chart.metadata.kube_version else { return Ok(()) };
    let holds = functions::semver::Range::parse(wanted).is_some_and(|range| {
        functions::semver::Version::parse(&capabilities.kube.version)
            .is_some_and(|version| range.holds(&version))
    });
    if holds {
        return Ok(());
    }
    let version = &capabilities.kube.version;
    let message = format!(
        "chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version}"
    );
    let span = Some(diag::Span::file(chart.metadata.source));
    Err(Failure::Chart(Problem { message, span }))
}
