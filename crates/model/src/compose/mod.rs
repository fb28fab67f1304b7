//! Compose projects as Docker Compose would run them.

mod bare_mount;
mod builds;
mod canonical;
mod consistency;
mod container;
mod env_files;
mod field;
mod grammar;
mod group;
mod inline;
mod judged;
mod mounts;
mod other_mounts;
mod pieces;
mod plain;
mod platform;
mod ports;
mod problem;
mod profiles;
mod project;
mod prometheus;
mod recognise;
mod remote;
mod resolve;
mod scripts;
mod security;
mod service;
mod sites;
mod story;
mod unset;
mod uses;
mod values;
mod variables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diag::{Gap, Source, SourceId, Span, Trouble};
use smol_str::SmolStr;
use syntax::SyntaxError;
use syntax::yaml::{Entry, Node, Stream};

pub use canonical::Location;
pub use field::Field;
pub use group::{Group, found};
pub(crate) use pieces::Piece;
pub(crate) use plain::nearest;
pub use problem::{Cause, Problem};
pub use remote::RemoteSource;
pub use service::Service;
pub use story::Story;
pub(crate) use story::words;
pub(crate) use uses::Users;
pub use uses::{Thing, ThingKind, Use};

pub(crate) use group::groups;
pub(crate) use project::projects;
pub(crate) use recognise::Shape;

use crate::EnvVar;
use crate::ImageRef;
use crate::dockerfile::{Build, Dockerfile, Graph, Ignore};

/// A Compose project: a base file with what it includes, extends and overrides.
#[derive(Debug)]
pub struct Project {
    /// The file that the user knows it by.
    pub source: SourceId,
    /// Path of that file relative to the root.
    pub path: String,
    /// What Compose calls the project.
    pub name: String,
    /// The folder that its paths are relative to, itself relative to the root.
    pub folder: String,
    /// Whether its own subjects are judged.
    pub judged: bool,
    /// The services that are judged, if not all: those that an overlay names.
    pub focus: Option<BTreeSet<String>>,
    /// Profiles that are active; empty means all.
    pub profiles: Vec<String>,
    /// Whether its file is meant to be merged over another one, and nothing says which.
    pub is_fragment: bool,
    /// Every Compose file that goes into it, the main one first.
    pub files: Vec<File>,
    /// The merged mapping in the long syntax: `services`, `networks`, `volumes`, ... after interpolation. Every node
    /// knows where it is written.
    pub root: Node,
    /// Scalars whose value the files do not decide (a variable without value or default), and why.
    pub doubts: BTreeMap<Span, String>,
    /// What scalars that the files do not decide surely begin with.
    beginnings: BTreeMap<Span, SmolStr>,
    /// The variables of files that scalars are put together from.
    pieces: BTreeMap<Span, Vec<Piece>>,
    /// Where files write the values of variables that are used, and their names.
    variables: BTreeMap<Span, SmolStr>,
    pub(crate) credentials: Vec<SmolStr>,
    /// Where `!reset` takes away what stands at a path of keys.
    pub(crate) resets: BTreeMap<Vec<SmolStr>, Span>,
    /// What Docker Compose would refuse the project for.
    pub problems: Vec<Problem>,
    pub(crate) oversized: Vec<SyntaxError>,
    /// How many values it came to.
    pub(crate) spent: usize,
    /// Services of which a part is not known, and why.
    pub partial: BTreeMap<String, String>,
    /// Why there may be services, networks and volumes that are not seen.
    pub unseen: Option<String>,
    /// Variables that `env_file:` brings, by service.
    pub env_files: BTreeMap<String, Vec<EnvVar>>,
    /// Labels that `label_file:` brings, by service.
    pub label_files: BTreeMap<String, Vec<EnvVar>>,
    /// What `build:` means, by service.
    pub builds: BTreeMap<String, BuildLink>,
    /// What `env_file:` gives each service, as Compose prints it.
    pub(crate) env_texts: BTreeMap<String, BTreeMap<String, String>>,
    /// What `label_file:` gives each service, as Compose prints it.
    pub(crate) label_texts: BTreeMap<String, BTreeMap<String, String>>,
    /// Services that others extend from another file: the key of the one that extends, the key of the other, and where.
    pub(crate) bases: BTreeMap<Span, (Span, Span)>,
    /// Images and profiles that come from elsewhere.
    pub(crate) gaps: Vec<Gap>,
    /// Parts of the model that could not be followed.
    pub(crate) unread: Vec<Gap>,
    /// Files without which it is not known.
    pub(crate) errors: Vec<Trouble>,
    /// Dockerfiles that stand in its files.
    pub(crate) dockerfiles: Vec<Dockerfile>,
    /// Ignore files of the contexts that it builds from, by the directory.
    pub(crate) ignores: BTreeMap<String, Ignore>,
    /// Texts of Dockerfiles that it builds.
    pub(crate) wanted: Vec<(SourceId, Arc<Source>)>,
}

/// What the `build:` of a service means.
#[derive(Clone, Debug)]
pub struct BuildLink {
    /// The Dockerfile that was read, a file or a part of one; `None` if it could not be.
    pub dockerfile: Option<Span>,
    /// Target and arguments.
    pub build: Build,
    /// Where `build:` is written.
    pub span: Span,
    /// Why the Dockerfile could not be read, if so.
    pub missing: Option<String>,
    /// The directory of the project that is its context, relative to the root.
    pub context: Option<String>,
}

/// One parsed Compose file.
#[derive(Clone, Debug)]
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
    /// What is no YAML in its files, or more than can be taken in, and where: those that it includes and extends too, as
    /// Compose refuses the whole.
    pub fn syntax_errors(&self) -> impl Iterator<Item = &SyntaxError> {
        let documents = self.files.iter().flat_map(|file| &file.stream.documents);
        documents.flat_map(|document| &document.errors).chain(&self.oversized)
    }

    /// Credentials that variables bring into its values and that cannot be taken for anything else.
    pub fn credentials(&self) -> impl Iterator<Item = &str> {
        self.credentials.iter().map(SmolStr::as_str)
    }

    /// The services, in source order.
    pub fn services(&self) -> &[Entry] {
        self.root.get("services").map_or(&[], Node::entries)
    }

    /// The service of a name.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.root.get("services")?.entry(name)
    }

    /// A service, joined to the Dockerfile that its `build:` names.
    pub fn service<'a>(&'a self, entry: &'a Entry, whole: &'a crate::Project) -> Service<'a> {
        let name = entry.key.as_str().unwrap_or_default();
        let link = self.builds.get(name);
        let sibling = if link.is_none() { self.builder_of(entry, whole) } else { None };
        let built = link.or(sibling.map(|(_, link)| link)).and_then(|link| {
            let dockerfile = whole.dockerfile_in(link.dockerfile?)?;
            let mut graph = Graph::evaluate(dockerfile, &link.build);
            graph.built = Arc::clone(&whole.built);
            let stage = graph.target(&link.build)?;
            Some(service::Built { dockerfile, graph, stage, span: link.span })
        });
        let base = self.judged_base(entry, whole);
        let mut service = Service::new(self, name, entry, base, built);
        // What another project builds under this name is pulled here.
        service.runs_sibling = sibling.is_some_and(|(project, _)| project.path == self.path);
        service
    }

    /// How another service builds the image that a service names.
    fn builder_of<'a>(
        &self,
        entry: &Entry,
        whole: &'a crate::Project,
    ) -> Option<(&'a Self, &'a BuildLink)> {
        let image = entry.value.get("image").filter(|it| self.doubt(it).is_none())?.as_str()?;
        whole.builder_of(&ImageRef::parse(image), &self.path)
    }

    /// The key of the service that another one extends in another file that is judged as well, and where it does.
    fn judged_base(&self, entry: &Entry, whole: &crate::Project) -> Option<(Span, Span)> {
        let base = *self.bases.get(&entry.key.span)?;
        let mut files = whole.compose.iter().flat_map(|project| &project.files);
        files.any(|file| file.judged && file.source == base.0.source).then_some(base)
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

/// How many seconds a duration such as `1m30s` lasts, a part of one counting as a whole.
pub fn seconds(text: &str) -> Option<u64> {
    let nanoseconds = u64::try_from(values::duration::parse(text)?).ok()?;
    Some(nanoseconds.div_ceil(1_000_000_000))
}
