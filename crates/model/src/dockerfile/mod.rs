//! What a Dockerfile builds: stages, what they inherit, and the images that come out.

mod builds;
mod context;
pub mod effects;
mod graph;
mod image;
mod judged;
mod origin;
pub mod powershell;
mod refused;
mod remote;
mod scope;
mod scripts;
mod state;
#[cfg(test)]
mod tests;
mod views;
mod written;

use std::borrow::Cow;
use std::sync::OnceLock;

use diag::{Source, SourceId, Span};

pub use builds::{BuildContext, BuiltImage, BuiltImages};

pub(crate) use builds::is_meant;
pub use context::{Ignore, is_broad};
pub use graph::Graph;
pub use image::Image;
pub use origin::CopySource;
pub use remote::RemoteSource;
pub(crate) use remote::is_digest;
pub use scope::{Expanded, Scope, Variable};
pub use scripts::{Moment, StageScript};
pub use state::{Base, Program, StageState};
pub use syntax::dockerfile::Keyword;
pub use views::{ArgView, FlagView, RunMount, RunView, TransferView};
pub use written::{InstructionView, PairView, WrittenFile};

use builds::NamedBuilds;
use origin::Parts;
use scripts::Scripts;

use crate::{ImageRef, Setting, Value};

/// A Dockerfile with its stage graph.
#[derive(Debug)]
pub struct Dockerfile {
    /// The text it was read from.
    pub source: SourceId,
    /// All of that text, or the part that is a Dockerfile (`dockerfile_inline` of Compose).
    pub span: Span,
    /// Path relative to the root.
    pub path: String,
    /// Whether its own subjects are judged, or it was only read because something builds it.
    pub judged: bool,
    /// The tree.
    pub(crate) tree: syntax::dockerfile::Dockerfile,
    /// The stages as a build without arguments sees them.
    pub graph: Graph,
    /// Stages that somebody builds, by position: the last one, and every target that is named.
    pub outputs: Vec<usize>,
    /// The ignore file of its build context, if one was found; looked for only where it bears on something.
    pub ignore: Option<Ignore>,
    builds: Box<NamedBuilds>,
    scripts: scripts::Scripts,
    parts: Box<Parts>,
    verification: OnceLock<Box<effects::Verification>>,
}

/// How a Dockerfile is built: what Compose or the command line add to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Build {
    /// The stage to build; the last one if none is named.
    pub target: Option<String>,
    /// Arguments given.
    pub args: Vec<BuildArg>,
    /// Images and directories under names.
    pub contexts: Vec<BuildContext>,
}

/// An argument that a build gives.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildArg {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value<String>,
    /// Where it is given.
    pub span: Span,
}

/// One stage of a Dockerfile, as one build sees it.
#[derive(Clone, Copy, Debug)]
pub struct StageView<'a> {
    /// The file.
    pub dockerfile: &'a Dockerfile,
    /// The stages of this build.
    pub graph: &'a Graph,
    /// Position among the stages.
    pub index: usize,
}

impl Dockerfile {
    /// Parses a Dockerfile and evaluates its stages. `targets` are stages that are built besides the last one.
    pub fn parse(source: SourceId, text: &Source, judged: bool, targets: &[String]) -> Self {
        let mut file = Self::parse_part(Span::file(source), text, judged);
        for target in targets {
            file.add_output(target);
        }
        file
    }

    /// Parses a text that holds a Dockerfile at `span` and nothing but blanks elsewhere.
    pub(crate) fn parse_part(span: Span, text: &Source, judged: bool) -> Self {
        let source = span.source;
        let tree = syntax::dockerfile::parse(source, &text.text);
        let mut file = Self {
            source,
            span,
            path: text.path.to_string(),
            judged,
            tree,
            graph: Graph::default(),
            outputs: Vec::new(),
            ignore: None,
            builds: Box::default(),
            scripts: Scripts::default(),
            parts: Box::default(),
            verification: OnceLock::new(),
        };
        file.scripts = Scripts::new(file.tree.instructions.len());
        file.graph = Graph::evaluate(&file, &Build::default());
        file.outputs.extend(file.graph.stages.len().checked_sub(1));
        file
    }

    /// Marks a stage as one that somebody builds.
    pub fn add_output(&mut self, target: &str) {
        if let Some(index) = self.graph.find(target)
            && !self.outputs.contains(&index)
        {
            *self.parts = Parts::default();
            self.outputs.push(index);
            self.outputs.sort_unstable();
        }
    }

    /// A stage as a build without arguments sees it.
    pub fn stage(&self, index: usize) -> StageView<'_> {
        StageView { dockerfile: self, graph: &self.graph, index }
    }

    /// All stages as a build without arguments sees them.
    pub fn stages(&self) -> impl Iterator<Item = StageView<'_>> {
        (0..self.graph.stages.len()).map(|index| self.stage(index))
    }

    /// What becomes of the files that it fetches.
    pub fn verification(&self, source: &Source) -> &effects::Verification {
        self.verification.get_or_init(|| Box::new(effects::Verification::of(self, source)))
    }

    /// What is refused in it, and where.
    pub fn errors(&self) -> impl Iterator<Item = &syntax::SyntaxError> {
        self.tree.errors.iter().chain(&self.graph.errors)
    }
}

impl<'a> StageView<'a> {
    /// What the stage ends up with.
    pub fn state(&self) -> &'a StageState {
        &self.graph.stages[self.index]
    }

    /// Its name; the file's name if it has none and is the only one, else its position.
    pub fn name(&self) -> &'a str {
        match &self.state().name {
            Some(name) => &name.value,
            None => self.dockerfile.path.rsplit('/').next().unwrap_or_default(),
        }
    }

    /// Whether somebody builds it.
    pub fn is_output(&self) -> bool {
        self.dockerfile.outputs.contains(&self.index)
    }

    /// The image outside this file that the stage is built from; `None` for `scratch` and for another stage.
    pub fn external_base(&self) -> Option<Cow<'_, Setting<ImageRef>>> {
        match &self.state().base {
            Base::Image(image) => Some(Cow::Borrowed(image)),
            _ => None,
        }
    }

    /// The same without an image that the project builds itself.
    pub fn pulled_base(&self) -> Option<Cow<'_, Setting<ImageRef>>> {
        let is_built = |image: &ImageRef| self.graph.built.find(image).is_some();
        self.external_base().filter(|base| !base.known().is_some_and(is_built))
    }

    /// The same for questions about tag and digest, which may be known where registry and repository are not.
    pub fn external_version(&self) -> Option<Cow<'_, Setting<ImageRef>>> {
        let mut image = self.pulled_base()?;
        if let Some(version) = &self.state().base_version {
            image.to_mut().value = Value::Known(version.clone());
        }
        Some(image)
    }
}
