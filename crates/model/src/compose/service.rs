//! A service as the container that it will be.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use diag::{Span, Step};
use smol_str::SmolStr;
use syntax::yaml::{Entry, Node};

use super::Project;
use crate::dockerfile::{BuildArg, Dockerfile, Graph, Image, StageView};
use crate::{
    Container, EnvVar, ImageRef, Mount, Origin, Port, Setting, Value, shell::WrittenScript,
};

/// A service of a project.
#[derive(Debug)]
pub struct Service<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its name.
    pub name: &'a str,
    /// The service key.
    pub key: Span,
    /// The key of the service that it extends in another file, if that one is judged too, and where it does.
    base: Option<(Span, Span)>,
    pub(super) node: &'a Node,
    pub(super) built: Option<Built<'a>>,
    /// Whether another service builds the image that it names.
    pub(super) runs_sibling: bool,
    pub(super) asked: Asked,
}

/// What several rules ask for, worked out by the first one.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) image: OnceLock<Setting<ImageRef>>,
    pub(super) env: OnceLock<Vec<EnvVar>>,
    pub(super) mounts: OnceLock<Vec<Mount>>,
    pub(super) ports: OnceLock<Vec<Port>>,
    pub(super) scripts: OnceLock<Vec<WrittenScript>>,
    pub(super) on_windows: OnceLock<bool>,
    trails: OnceLock<BTreeMap<Span, Vec<Step>>>,
}

/// The image that a service builds.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub(super) dockerfile: &'a Dockerfile,
    pub(super) graph: Graph,
    pub(super) stage: usize,
    pub(super) span: Span,
}

impl<'a> Service<'a> {
    pub(super) fn new(
        project: &'a Project,
        name: &'a str,
        entry: &'a Entry,
        base: Option<(Span, Span)>,
        built: Option<Built<'a>>,
    ) -> Self {
        let asked = Asked::default();
        Self {
            project,
            name,
            key: entry.key.span,
            base,
            node: &entry.value,
            built,
            runs_sibling: false,
            asked,
        }
    }

    /// Whether its file is to be laid over another one that nothing names, and says nothing of what the service runs.
    pub fn is_patch(&self) -> bool {
        let says = ["image", "build", "extends", "provider"];
        self.project.is_fragment && says.iter().all(|key| self.get(&[key]).is_none())
    }

    /// Where a reader would add what the service lacks: at its key, or at that of the service which it extends in another
    /// file and which lacks it too.
    pub fn absence(&self) -> Span {
        self.base.map_or(self.key, |(key, _)| key)
    }

    /// A value that nobody wrote.
    pub(super) fn absent<T>(&self, default: T) -> Setting<T> {
        let extends = self.base.map(|(_, extends)| {
            Step::at(extends, format!("service `{}` extends it here", self.name))
        });
        let value = match self.unread_part() {
            Some(why) => Value::Unknown(why.to_owned()),
            None => Value::Known(default),
        };
        Setting::new(value, Origin::Default, self.absence()).via(extends)
    }

    /// The same for what stands at a path of keys, if it were there; blamed is the tag that took it away, if one did.
    pub(super) fn absent_at<T>(&self, path: &[&str], default: T) -> Setting<T> {
        let setting = self.absent(default);
        match self.reset(path) {
            Some(tag) => Setting { blame: tag, trail: Vec::new(), ..setting },
            None => setting,
        }
    }

    /// Where `!reset` takes away what stands at a path of keys, or above it.
    fn reset(&self, path: &[&str]) -> Option<Span> {
        let resets = &self.project.resets;
        if resets.is_empty() {
            return None;
        }
        let full = ["services", self.name].into_iter().chain(path.iter().copied());
        let full: Vec<SmolStr> = full.map(SmolStr::new).collect();
        (2..=full.len()).rev().find_map(|end| resets.get(&full[..end]).copied())
    }

    /// Why there may be settings of the service that are not seen, if there may be: what it extends is not read, or what
    /// the project includes, which Compose merges into every service of the same name.
    pub fn unread_part(&self) -> Option<&'a str> {
        let project = self.project;
        project.partial.get(self.name).or(project.unseen.as_ref()).map(String::as_str)
    }

    /// The image that it builds, as the build with its arguments and target makes it.
    pub fn built_image(&self) -> Option<Image<'_>> {
        let built = self.built.as_ref()?;
        Some(Image {
            stage: StageView {
                dockerfile: built.dockerfile,
                graph: &built.graph,
                index: built.stage,
            },
        })
    }

    /// The arguments that it gives to its build.
    pub fn build_args(&self) -> &[BuildArg] {
        self.project.builds.get(self.name).map_or(&[], |link| &link.build.args)
    }

    /// The value at a path of keys, unless it is null.
    pub(super) fn get(&self, path: &[&str]) -> Option<&'a Node> {
        self.node.path(path).filter(|node| !node.is_null())
    }

    /// The value at a path as `read` understands it; `default` blames the service.
    pub(super) fn setting<T>(
        &self,
        path: &[&str],
        default: T,
        read: impl Fn(&str) -> Option<T>,
    ) -> Setting<T> {
        match self.get(path) {
            None => self.absent_at(path, default),
            Some(node) => self.read(node, path, read),
        }
    }

    pub(super) fn read<T>(
        &self,
        node: &Node,
        path: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Setting<T> {
        let value = match (self.project.doubt(node), node.as_str().and_then(&read)) {
            (Some(why), _) => Value::Unknown(why.to_owned()),
            (None, Some(value)) => Value::Known(value),
            (None, None) => Value::Unknown("its value has the wrong type".into()),
        };
        Setting {
            value,
            origin: Origin::Written,
            blame: node.target().span,
            trail: self.steps(path),
        }
    }

    /// The places that the value at a path travelled.
    pub(super) fn steps(&self, path: &[&str]) -> Vec<Step> {
        self.node.steps_along(path).into_iter().cloned().collect()
    }

    /// The places that what is written at a place went through, nearest first.
    pub(crate) fn trail_at(&self, place: Span) -> &[Step] {
        let all = self.asked.trails.get_or_init(|| {
            let mut trails = BTreeMap::new();
            gather(self.node, &[], &mut trails);
            trails
        });
        all.get(&place).map_or(&[], Vec::as_slice)
    }

    /// A list of scalars with what is known of them.
    pub(super) fn list(&self, path: &[&str]) -> Vec<&'a Node> {
        self.get(path).map_or_else(Vec::new, |node| node.items().iter().collect())
    }

    /// The steps from the Dockerfile to this service.
    pub(super) fn taken_over<T>(&self, setting: Setting<T>) -> Setting<T> {
        let Some(built) = &self.built else { return setting };
        let step = Step::at(built.span, format!("service `{}` builds it", self.name));
        setting.inherited(step)
    }

    /// Whether its build asks for a stage that its Dockerfile does not have.
    pub fn lacks_target(&self) -> bool {
        let link = self.project.builds.get(self.name);
        self.built.is_none()
            && link.is_some_and(|link| link.dockerfile.is_some() && link.build.target.is_some())
    }

    fn missing_build(&self) -> Option<&str> {
        self.project.builds.get(self.name).filter(|_| self.built.is_none()).map(|link| {
            link.missing.as_deref().unwrap_or("the Dockerfile that it builds has no such stage")
        })
    }

    /// What only the image decides where nothing stands at a path of keys: the built one, or what is known of the one that
    /// is pulled.
    pub(super) fn of_image<T>(
        &self,
        path: &[&str],
        built: impl Fn(&Image<'_>) -> Setting<T>,
        pulled: impl Fn(&ImageRef) -> Value<T>,
    ) -> Setting<T> {
        if let Some(image) = self.built_image().filter(|_| self.unread_part().is_none()) {
            return self.taken_over(built(&image));
        }
        let image = self.image();
        let unknown = self.unread_part().or_else(|| self.missing_build());
        let value = match (unknown, image.known()) {
            (Some(why), _) => Value::Unknown(why.to_owned()),
            (None, Some(image)) => pulled(image),
            (None, None) => Value::Unknown("the image is not known".into()),
        };
        // Another image than that of the service which is extended may lack something else.
        let is_own =
            |key| self.node.entry(key).is_some_and(|it| it.key.span.source == self.key.source);
        if self.reset(path).is_none() && (is_own("image") || is_own("build")) {
            return Setting::new(value, Origin::Default, self.key);
        }
        let Setting { origin, blame, trail, .. } = self.absent_at(path, ());
        Setting { value, origin, blame, trail }
    }
}

/// The trails of a node and of everything below it. `outer` is that of what it lies in.
fn gather(node: &Node, outer: &[Step], trails: &mut BTreeMap<Span, Vec<Step>>) {
    let own: Vec<Step> = node.steps().chain(outer).cloned().collect();
    let entries = node.entries().iter().map(|entry| &entry.value);
    entries.chain(node.items()).for_each(|below| gather(below, &own, trails));
    if !own.is_empty() {
        trails.entry(node.target().span).or_insert(own);
    }
}
