//! Helm charts on their way through a run: which of them are rendered, and what becomes of their templates.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diag::{Gap, Source, SourceId, Span};
use helm::chart::{self, Problem};
use helm::exec::ErrorKind;
use helm::locate;
use helm::origin::Origins;
use helm::output::Document;
use helm::render::{Failure, Release, Rendering, render};
use helm::value::Map;
use smol_str::SmolStr;
use syntax::yaml::{self, Dialect, Node};

use super::Manifest;
use super::load::Tree;
use crate::tree::comment;
use crate::{CommentSite, Files, files};

/// The `Chart.yaml` of a chart.
#[derive(Debug)]
pub struct ChartFile {
    source: SourceId,
    path: Arc<str>,
    judged: bool,
}

impl ChartFile {
    /// A file that names a chart. It is read where the chart is rendered.
    pub(crate) fn new(source: SourceId, text: &Source, judged: bool) -> Self {
        Self { source, path: Arc::clone(&text.path), judged }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    fn directory(&self) -> &str {
        files::folder(&self.path)
    }
}

/// Charts that are installed by themselves: a subchart is rendered by its parent.
pub(crate) fn root_charts(charts: Vec<ChartFile>) -> Vec<ChartFile> {
    let directories: BTreeSet<String> = charts.iter().map(|it| it.directory().to_owned()).collect();
    let is_inner = |path: &str| {
        path.match_indices("charts/").any(|(at, _)| {
            let parent = path[..at].trim_end_matches('/');
            (at == 0 || path[..at].ends_with('/')) && directories.contains(parent)
        })
    };
    charts.into_iter().filter(|it| it.judged && !is_inner(it.directory())).collect()
}

/// What a chart renders.
#[derive(Debug)]
pub struct RenderedChart {
    directory: String,
    manifest: Option<Box<Manifest>>,
    /// The files that it is made of.
    used: Vec<SourceId>,
    /// Why it is not rendered.
    gap: Option<Gap>,
    /// Whether its templates are only for other charts.
    is_library: bool,
}

/// What became of the templates of charts.
#[derive(Debug, Default)]
pub struct HelmTemplates {
    /// Files that are judged as their chart renders them, values files included.
    pub rendered: BTreeSet<SourceId>,
    /// Paths of templates whose chart is not rendered, and why.
    pub lost: Vec<(String, String)>,
}

/// Renders the chart of a `Chart.yaml`; values files lie over its defaults, the later ones over the earlier.
pub fn render_chart(
    path: &str,
    source: SourceId,
    values: &[String],
    files: &dyn Files,
) -> RenderedChart {
    ChartFile { source, path: path.into(), judged: true }.render_with(files, values)
}

impl RenderedChart {
    /// What is rendered.
    ///
    /// # Errors
    /// Why nothing is; `None` for a library chart, which is only for other charts.
    pub fn into_result(self) -> Result<Manifest, Option<Gap>> {
        self.manifest.map(|it| *it).ok_or(self.gap)
    }
}

impl ChartFile {
    /// Renders the chart with its default values.
    pub(crate) fn render(self, files: &dyn Files) -> RenderedChart {
        self.render_with(files, &[])
    }

    fn render_with(self, files: &dyn Files, values: &[String]) -> RenderedChart {
        let directory = self.directory().to_owned();
        let reader = Reader { files, used: RefCell::default() };
        let mut origins = Origins::default();
        let mut is_library = false;
        let rendering = chart::load(&directory, &reader, &mut origins)
            .map_err(Failure::Chart)
            .and_then(|chart| {
                is_library = chart.metadata.is_library;
                let user = reader.values(values, &mut origins).map_err(Failure::Chart)?;
                render(chart, &user, &Release::default(), origins)
            });
        let done = rendering
            .map_err(|failure| self.gap(&directory, failure, &reader))
            .and_then(|it| self.manifest(&directory, &it, &reader));
        let (manifest, gap) = match done {
            Ok(manifest) => (Some(Box::new(manifest)), None),
            Err(gap) => (None, (!is_library).then_some(gap)),
        };
        let used = reader.used.into_inner().into_keys().collect();
        RenderedChart { directory, manifest, used, gap, is_library }
    }

    fn manifest(
        &self,
        name: &str,
        rendering: &Rendering,
        reader: &Reader,
    ) -> Result<Manifest, Gap> {
        let documents = rendering.documents().map_err(|refused| {
            let message = format!("`{}` renders no manifest: {}", refused.file, refused.message);
            self.gap(name, Failure::Chart(Problem { message, span: None }), reader)
        })?;
        let mut comments = Vec::new();
        let (mut roots, mut templates) = (Vec::new(), Vec::new());
        for document in documents {
            comments.extend(template_comments(&document, rendering));
            let (text, base) = (&document.file.text, document.range.start);
            let Some(root) = document.root else { continue };
            let mut root = yaml::merge_keys(root, Dialect::Kubernetes).root;
            locate::locate(&mut root, text, base, &rendering.origins);
            roots.push(root);
            templates.push(SmolStr::new(&document.file.name));
        }
        comments.extend(reader.values_comments());
        let name = if name.is_empty() { "." } else { name };
        let mut manifest = Manifest::of_overlay(self.source, name, Tree::of(roots));
        for facts in &mut manifest.objects {
            facts.template = templates.get(facts.address.document).cloned();
        }
        Ok(Manifest { comments, is_chart: true, ..manifest })
    }

    /// One gap per chart, whatever the number of its templates.
    fn gap(&self, directory: &str, failure: Failure, reader: &Reader<'_>) -> Gap {
        let name = if directory.is_empty() { "." } else { directory };
        let (why, span) = match failure {
            Failure::Chart(Problem { message, span }) => (message, span),
            Failure::Template(error) if error.kind == ErrorKind::Fail => {
                (format!("it refuses its default values: {}", error.message), error.span)
            }
            Failure::Template(error) => (error.message, error.span),
        };
        let (own, place) = match span.filter(|it| it.range.is_some()) {
            Some(span) if span.source == self.source => (Some(span), String::new()),
            Some(span) => (None, reader.place(span)),
            None => (None, String::new()),
        };
        let help = match own {
            Some(_) => format!("run `helm dependency build {name}` and check again"),
            None => format!(
                "run `helm template {name} -f VALUES | plimsoll check --stdin-filename rendered.yaml -`"
            ),
        };
        Gap {
            path: self.path.to_string(),
            about: None,
            span: own,
            message: format!("the chart `{name}` is not judged: {place}{why}"),
            help: Some(help),
        }
    }
}

/// Comments of templates that the rendered text still has, where they are written.
fn template_comments(document: &Document<'_>, rendering: &Rendering) -> Vec<CommentSite> {
    let text = &document.file.text.as_str()[document.range.clone()];
    if !text.contains('#') {
        return Vec::new();
    }
    let stream = yaml::parse(SourceId(0), text);
    let roots: Vec<&Node> = document.root.iter().collect();
    let place = |span: Span| {
        let at = |n: u32| document.range.start + n as usize;
        locate::span(at(span.start())..at(span.end()), &document.file.text, &rendering.origins)
    };
    let sites = comment::sites(&roots, &stream.comments, text, true).into_iter();
    sites
        .filter_map(|site| {
            Some(CommentSite {
                comment: place(site.comment)?,
                covers: site.covers.and_then(place),
                ..site
            })
        })
        .collect()
}

/// The files of a run, as charts ask for them.
struct Reader<'a> {
    files: &'a dyn Files,
    used: RefCell<BTreeMap<SourceId, (String, Arc<str>)>>,
}

impl Reader<'_> {
    /// Values files as one: the later ones win.
    fn values(&self, paths: &[String], origins: &mut Origins) -> Result<Map, Problem> {
        let values = Map::new();
        for path in paths {
            let (source, text) = chart::Files::read(self, path).ok_or_else(|| Problem {
                message: format!("`{path}` cannot be read"),
                span: None,
            })?;
            let documents = helm::yaml::values_file(source, &text, origins)
                .map_err(|it| Problem { message: it.message, span: Some(it.span) })?;
            documents
                .iter()
                .filter_map(|it| it.as_map())
                .for_each(|it| chart::overlay(&values, it));
        }
        Ok(values)
    }

    /// Comments of values files, where findings are blamed too.
    fn values_comments(&self) -> Vec<CommentSite> {
        let used = self.used.borrow();
        let values = used.iter().filter(|(_, (path, _))| path.ends_with("values.yaml"));
        let sites = values.flat_map(|(source, (_, text))| {
            let stream = yaml::parse(*source, text);
            let roots: Vec<&Node> =
                stream.documents.iter().filter_map(|it| it.root.as_ref()).collect();
            comment::sites(&roots, &stream.comments, text, true)
        });
        sites.collect()
    }

    /// The file and line of a span, to be read before a message.
    fn place(&self, span: Span) -> String {
        let used = self.used.borrow();
        let Some((path, text)) = used.get(&span.source) else { return String::new() };
        let line = text.bytes().take(span.start() as usize).filter(|it| *it == b'\n').count() + 1;
        format!("`{path}:{line}`: ")
    }

    fn note(&self, id: SourceId, path: &str, text: &Arc<str>) {
        self.used.borrow_mut().insert(id, (path.to_owned(), Arc::clone(text)));
    }
}

impl chart::Files for Reader<'_> {
    fn list(&self, directory: &str) -> Vec<String> {
        self.files.list(directory)
    }

    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let (id, source) = self.files.read(path).ok()?;
        self.note(id, path, &source.text);
        Some((id, Arc::clone(&source.text)))
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.files.bytes(path).ok()
    }

    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId> {
        let id = self.files.add(path, Arc::clone(&text))?;
        self.note(id, path, &text);
        Some(id)
    }
}

/// Adds what charts render, and says what became of the templates: judged, or lost with their chart.
pub(crate) fn link(
    manifests: &mut Vec<Manifest>,
    gaps: &mut Vec<Gap>,
    charts: Vec<RenderedChart>,
    templates: Vec<(SourceId, String)>,
) -> HelmTemplates {
    let mut helm = HelmTemplates::default();
    let mut whys: BTreeMap<String, String> = BTreeMap::new();
    for chart in charts {
        match chart.manifest {
            Some(manifest) => {
                helm.rendered.extend(chart.used);
                manifests.push(*manifest);
            }
            None if chart.is_library => helm.rendered.extend(chart.used),
            None => {
                let why = chart.gap.as_ref().map_or(String::new(), |gap| gap.message.clone());
                whys.insert(chart.directory, why);
                gaps.extend(chart.gap);
            }
        }
    }
    // What a chart lists and its `.helmignore` leaves out is set aside by the chart; a plain manifest in `templates/` is
    // judged as it is rendered.
    for manifest in manifests.iter_mut().filter(|it| it.overlay.is_none()) {
        manifest.is_covered |= helm.rendered.contains(&manifest.source);
    }
    for (source, path) in templates {
        if helm.rendered.contains(&source) {
            continue;
        }
        let directories = path.match_indices('/').map(|(at, _)| &path[..at]);
        let chart = directories.rev().chain([""]).find_map(|it| whys.get(it));
        match chart {
            Some(why) => helm.lost.push((path, why.clone())),
            None => gaps.push(Gap {
                path,
                message: "a Helm template is not judged without its chart".into(),
                help: Some("check what the chart renders".into()),
                ..Gap::default()
            }),
        }
    }
    helm
}
