//! Everything that was read, and the links between it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use diag::{Gap, SourceId, Sources, Span, SubjectKind, Trouble};

use crate::estate::EstateFile;
use crate::{FileKind, ImageRef, Scope, Subject, View, compose, dockerfile, kube, secret};

/// All container files of a run.
#[derive(Debug, Default)]
pub struct Project {
    /// The texts.
    pub sources: Sources,
    /// Dockerfiles, sorted by path.
    pub dockerfiles: Vec<dockerfile::Dockerfile>,
    /// Compose projects, sorted by the path of their main file.
    pub compose: Vec<compose::Project>,
    /// Kubernetes manifests, sorted by path.
    pub manifests: Vec<kube::Manifest>,
    /// Files around containers, sorted by path.
    pub estate: Vec<EstateFile>,
    /// What Kubernetes objects must know of each other.
    pub kube: kube::Index,
    /// What became of the templates of Helm charts.
    pub helm: kube::HelmTemplates,
    /// What was recognised but cannot be judged.
    pub gaps: Vec<Gap>,
    /// What could not be read or parsed as a whole.
    pub troubles: Vec<Trouble>,
    pub(crate) dockerfile_spans: BTreeMap<Span, usize>,
    pub(crate) dockerfile_paths: BTreeMap<String, usize>,
    /// Manifests that are files.
    pub(crate) manifest_sources: BTreeMap<SourceId, usize>,
    /// Compose services that build an image, by its name without tag: positions of the project and the service.
    pub(crate) image_builds: BTreeMap<String, Vec<(usize, usize)>>,
    /// Images that the configuration says something of, by their name without tag: Dockerfile, stage, and where it is said.
    pub(crate) configured_images: BTreeMap<String, Vec<(Span, usize, Span)>>,
    /// What is known of these images.
    pub(crate) built: Arc<dockerfile::BuiltImages>,
    /// Who uses what has a name; worked out by whoever asks first.
    pub(crate) users: OnceLock<compose::Users>,
}

impl Project {
    /// Makes the tables that links are looked up in. To be called once, when all lists are complete.
    pub(crate) fn index(&mut self) {
        let all = || self.dockerfiles.iter().enumerate();
        self.dockerfile_spans = all().map(|(at, dockerfile)| (dockerfile.span, at)).collect();
        let files = all().filter(|(_, dockerfile)| dockerfile.span.range.is_none());
        self.dockerfile_paths =
            files.map(|(at, dockerfile)| (dockerfile.path.clone(), at)).collect();
        let manifests = self.manifests.iter().enumerate();
        let files = manifests.filter(|(_, manifest)| manifest.overlay().is_none());
        self.manifest_sources = files.map(|(at, manifest)| (manifest.source, at)).collect();
        let mut builds: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, compose) in self.compose.iter().enumerate() {
            for (position, entry) in compose.services().iter().enumerate() {
                if let Some(image) = compose.built_name(entry) {
                    builds.entry(image.full_name()).or_default().push((at, position));
                }
            }
        }
        self.image_builds = builds;
    }

    /// What is judged of all files together: how they are built and scanned, if a workflow says so. Blamed is the first.
    pub(crate) fn subject(&self) -> Option<Subject<'_>> {
        let is_judged = |file: &&EstateFile| file.judged && file.kind == FileKind::Workflow;
        let first = self.estate.iter().find(is_judged)?;
        let (name, span) = ("pipeline".to_owned(), Span::file(first.source));
        Some(Subject {
            info: diag::Subject { kind: SubjectKind::Project, name, span, image: None },
            scope: Scope { path: first.path.clone(), ..Scope::default() },
            view: View::Project(self),
        })
    }

    /// The Compose services that build an image under this name, whatever its tag.
    pub(crate) fn builds_of(&self, image: &ImageRef) -> impl Iterator<Item = compose::Service<'_>> {
        let found = self.image_builds.get(&image.full_name()).into_iter().flatten();
        found.map(|(at, position)| {
            let project = &self.compose[*at];
            project.service(&project.services()[*position], self)
        })
    }

    /// Every service of a judged project that uses a thing, as a subject that tells which environments it belongs to, with
    /// the place where it is named.
    pub fn users_of(&self, thing: &compose::Thing) -> Vec<(Subject<'_>, &compose::Use)> {
        let users = self.users.get_or_init(|| compose::Users::of(&self.compose));
        let users = users.of_thing(thing).iter().map(|(at, position, used)| {
            let project = &self.compose[*at];
            (project.stand_in(&project.services()[*position]), used)
        });
        users.collect()
    }

    /// Takes over the Dockerfiles that Compose services build, and marks what they build as outputs.
    pub(crate) fn link_builds(&mut self) {
        self.compose.sort_by(|a, b| a.path.cmp(&b.path));
        let mut places: BTreeMap<Span, usize> =
            self.dockerfiles.iter().enumerate().map(|(at, it)| (it.span, at)).collect();
        let (sources, mut seen, mut lost) = (&self.sources, BTreeSet::new(), BTreeSet::new());
        for compose in &mut self.compose {
            let gaps = compose.gaps.drain(..).chain(compose.unread.iter().cloned());
            // A base is part of every project that is laid over it.
            let new = gaps.filter(|gap| seen.insert((gap.span, gap.message.clone())));
            self.gaps.extend(new.map(|gap| match gap.span {
                Some(span) => Gap { path: sources.get(span.source).path.to_string(), ..gap },
                None => gap,
            }));
            let new = compose.errors.drain(..);
            let new = new.filter(|error| lost.insert((error.span, error.message.clone())));
            self.troubles.extend(new.map(|error| match error.span {
                Some(span) => Trouble { path: sources.get(span.source).path.to_string(), ..error },
                None => error,
            }));
            for inline in std::mem::take(&mut compose.dockerfiles) {
                places.entry(inline.span).or_insert_with(|| {
                    self.dockerfiles.push(inline);
                    self.dockerfiles.len() - 1
                });
            }
            for (source, text) in std::mem::take(&mut compose.wanted) {
                places.entry(Span::file(source)).or_insert_with(|| {
                    let read = dockerfile::Dockerfile::parse(source, &text, false, &[]);
                    self.dockerfiles.push(read);
                    self.dockerfiles.len() - 1
                });
            }
            for link in compose.builds.values() {
                let at = link.dockerfile.and_then(|span| places.get(&span));
                if let (Some(at), Some(target)) = (at, &link.build.target) {
                    self.dockerfiles[*at].add_output(target);
                }
            }
        }
        self.dockerfiles.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    }

    /// Credentials that are known from variables, wherever they may be shown.
    pub fn credentials(&self) -> secret::Known {
        secret::Known::of(self.compose.iter().flat_map(compose::Project::credentials))
    }

    /// The Dockerfile that was read from a source.
    pub fn dockerfile_at(&self, source: SourceId) -> Option<&dockerfile::Dockerfile> {
        self.dockerfile_in(Span::file(source))
    }

    /// The Dockerfile that a whole file or a part of one is.
    pub fn dockerfile_in(&self, span: Span) -> Option<&dockerfile::Dockerfile> {
        self.dockerfile_spans.get(&span).map(|at| &self.dockerfiles[*at])
    }

    /// The manifest that was read from a source.
    pub(crate) fn manifest_at(&self, source: SourceId) -> Option<&kube::Manifest> {
        self.manifest_sources.get(&source).map(|at| &self.manifests[*at])
    }

    /// The Dockerfile at a path relative to the root.
    pub fn dockerfile(&self, path: &str) -> Option<&dockerfile::Dockerfile> {
        self.dockerfile_paths.get(path).map(|at| &self.dockerfiles[*at])
    }
}
