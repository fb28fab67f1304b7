//! Dockerfiles as others build them: with arguments, with images under names, and with what the same project builds.

use std::collections::BTreeMap;
use std::sync::Arc;

use diag::Span;

use super::state::Base;
use super::{Build, Dockerfile, Graph, Ignore, Scope};
use crate::{Health, ImageRef, Setting, User, Value, catalogue};

/// How many builds of one file are judged apart.
const MAX_BUILDS: usize = 16;

/// What a build calls by a name: an entry of `additional_contexts:`.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildContext {
    /// The name, as `FROM` and `--from=` use it.
    pub name: String,
    /// The image that it stands for, or why no image is known.
    pub image: Value<String>,
    /// Where it is given.
    pub span: Span,
}

/// What is known of an image that the project itself builds.
#[derive(Clone, Debug, PartialEq)]
pub struct BuiltImage {
    /// The tag that it is built under.
    pub tag: Option<String>,
    /// Its user.
    pub user: Setting<User>,
    /// Its health check.
    pub health: Setting<Health>,
}

/// Images that the project builds, by their names without tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuiltImages(BTreeMap<String, Vec<BuiltImage>>);

impl BuiltImages {
    /// Adds an image under a name.
    pub(crate) fn add(&mut self, image: &ImageRef, built: BuiltImage) {
        self.0.entry(image.full_name()).or_default().push(built);
    }

    /// The image that a reference means, if the project builds it.
    pub fn find(&self, image: &ImageRef) -> Option<&BuiltImage> {
        let all = self.0.get(&image.full_name())?;
        all.iter().find(|built| is_meant(image, built.tag.as_deref()))
    }
}

/// Whether a reference means what is built under its name with a tag. An image that everybody knows by its name is pulled
/// where nothing was built before, so that its name means no other.
pub(crate) fn is_meant(image: &ImageRef, tag: Option<&str>) -> bool {
    let or_latest = |tag: Option<&str>| tag.unwrap_or("latest").to_owned();
    image.digest.is_none()
        && or_latest(image.tag.as_deref()) == or_latest(tag)
        && catalogue::find(image).is_none()
}

/// A build of a Dockerfile by somebody who says how.
#[derive(Clone, Debug)]
pub(crate) struct NamedBuild {
    pub(crate) graph: Graph,
    /// The stage that is built.
    pub(crate) target: Option<usize>,
}

/// The builds of a file that services say.
#[derive(Debug, Default)]
pub(crate) struct NamedBuilds {
    /// Each once.
    pub(crate) all: Vec<NamedBuild>,
    /// Whether the file cannot be built without what they say.
    pub(crate) replace: bool,
}

impl Dockerfile {
    /// Takes over the builds that services say, and judges the file as they build it.
    pub(crate) fn set_builds(&mut self, builds: &[Build], built: &Arc<BuiltImages>) {
        self.graph.built = Arc::clone(built);
        self.builds.replace =
            !builds.is_empty() && builds.iter().all(|build| self.completes(build));
        let mut distinct: Vec<&Build> = Vec::new();
        for build in builds {
            if distinct.len() < MAX_BUILDS && !distinct.contains(&build) {
                distinct.push(build);
            }
        }
        self.builds.all = distinct
            .into_iter()
            .map(|build| {
                let mut graph = Graph::evaluate(self, build);
                graph.built = Arc::clone(built);
                let target = graph.target(build);
                NamedBuild { graph, target }
            })
            .collect();
    }

    /// Whether a build gives what the file leaves open: an argument without a default, or an image under a name.
    fn completes(&self, build: &Build) -> bool {
        let is_given = |name: &str| build.args.iter().any(|arg| arg.name == name);
        let is_named = |base: &Base| match base {
            Base::Image(image) => image.known().is_some_and(|image| {
                build.contexts.iter().any(|context| context.name == image.text)
            }),
            _ => false,
        };
        let stages = &self.graph.stages;
        let scopes = stages.iter().map(|stage| &stage.scope);
        let open = scopes.flat_map(Scope::iter).filter(|(_, it)| it.is_bare);
        let heads = self.global_args().into_iter().filter(|arg| arg.default.is_none());
        open.map(|(name, _)| name.to_owned())
            .chain(heads.map(|arg| arg.name.value))
            .any(|it| is_given(&it))
            || stages.iter().any(|stage| is_named(&stage.base))
    }

    /// Judges what is copied by the ignore file of the context that all builds share, if there is one context.
    pub(crate) fn set_ignore(&mut self, ignore: Option<Ignore>) {
        let own = format!("{}.dockerignore", self.path);
        if self.ignore.as_ref().is_none_or(|known| known.path != own) {
            self.ignore = ignore;
        }
    }
}
