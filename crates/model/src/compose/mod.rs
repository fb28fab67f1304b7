//! Compose projects as Docker Compose would run them.

mod judged;
mod mounts;
mod ports;
mod security;
mod service;
mod size;

use std::collections::BTreeMap;
use std::sync::Arc;

use diag::{Source, SourceId, Span};
use syntax::SyntaxError;
use syntax::yaml::{Entry, Node, Stream};

pub use service::Service;

use crate::EnvVar;
use crate::dockerfile::{Build, Graph};

/// A Compose project: a base file with what it includes, extends and overrides.
#[derive(Debug)]
pub struct Project {
    /// The file that the user knows it by.
    pub source: SourceId,
    /// Path of that file relative to the root.
    pub path: String,
    /// Whether its own subjects are judged.
    pub judged: bool,
    /// Every Compose file that goes into it, the main one first.
    pub files: Vec<File>,
    /// The merged mapping: `services`, `networks`, `volumes`, ... after interpolation. Every node knows where it is written.
    pub root: Node,
    /// Scalars whose value the files do not decide (a variable without value or default), and why.
    pub doubts: BTreeMap<Span, String>,
    /// What Docker Compose would refuse the project for.
    pub problems: Vec<SyntaxError>,
    /// Variables that `env_file:` brings, by service.
    pub env_files: BTreeMap<String, Vec<EnvVar>>,
    /// What `build:` means, by service.
    pub builds: BTreeMap<String, BuildLink>,
}

/// What the `build:` of a service means.
#[derive(Clone, Debug)]
pub struct BuildLink {
    /// The Dockerfile that was read; `None` if it could not be.
    pub dockerfile: Option<SourceId>,
    /// Target and arguments.
    pub build: Build,
    /// Where `build:` is written.
    pub span: Span,
    /// Why the Dockerfile could not be read, if so.
    pub missing: Option<String>,
}

/// One parsed Compose file.
#[derive(Debug)]
pub struct File {
    /// The text it was read from.
    pub source: SourceId,
    /// Path relative to the root.
    pub path: String,
    /// Whether its own subjects are judged.
    pub judged: bool,
    /// Its documents.
    pub stream: Arc<Stream>,
}

/// Files that make one project, base first.
#[derive(Debug)]
pub struct Group {
    /// The files.
    pub files: Vec<File>,
}

/// A project that the configuration puts together (`projects:`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Compose files relative to the root, base first.
    pub files: Vec<String>,
    /// Environment files for interpolation, instead of `.env`.
    pub env_files: Vec<String>,
    /// Active profiles; empty means all.
    pub profiles: Vec<String>,
}

impl Project {
    /// What is no YAML in the files that are judged, and where.
    pub fn syntax_errors(&self) -> impl Iterator<Item = &SyntaxError> {
        let judged = self.files.iter().filter(|file| file.judged);
        judged.flat_map(|file| &file.stream.documents).flat_map(|document| &document.errors)
    }

    /// The services, in source order.
    pub fn services(&self) -> &[Entry] {
        self.root.get("services").map_or(&[], Node::entries)
    }

    /// A service, joined to the Dockerfile that its `build:` names.
    pub fn service<'a>(&'a self, entry: &'a Entry, whole: &'a crate::Project) -> Service<'a> {
        let name = entry.key.as_str().unwrap_or_default();
        let built = self.builds.get(name).and_then(|link| {
            let dockerfile = whole.dockerfile_at(link.dockerfile?)?;
            let graph = Graph::evaluate(dockerfile, &link.build);
            let stage = graph.target(&link.build)?;
            Some(service::Built { dockerfile, graph, stage, span: link.span })
        });
        Service::new(self, name, entry, built)
    }

    /// Why the files do not decide a scalar, if they do not.
    pub(crate) fn doubt(&self, node: &Node) -> Option<&str> {
        self.doubts.get(&node.target().span).map(String::as_str)
    }
}

impl File {
    /// Parses one file.
    pub fn parse(source: SourceId, text: &Source, judged: bool) -> Self {
        Self {
            source,
            path: text.path.to_string(),
            judged,
            stream: Arc::new(syntax::yaml::parse(source, &text.text)),
        }
    }
}

/// Resolves the files of a project into what Docker Compose would run.
pub(crate) fn resolve(group: Group) -> Project {
    let first = group.files.first().expect("a group has a file");
    let root = first.stream.documents.first().and_then(|document| document.root.clone());
    Project {
        source: first.source,
        path: first.path.clone(),
        judged: group.files.iter().any(|file| file.judged),
        root: root.unwrap_or_else(|| Node::null(Span::file(first.source))),
        doubts: BTreeMap::new(),
        problems: Vec::new(),
        env_files: BTreeMap::new(),
        builds: BTreeMap::new(),
        files: group.files,
    }
}
