//! Kustomizations as `kubectl kustomize` renders them, with every value remembering the base or patch that set it.

mod build;
mod built_in;
mod check;
mod generate;
mod hash;
mod json_patch;
mod merge;
mod patch;
mod pattern;
mod plugins;
mod references;
mod replace;
mod resource;
mod schema;
mod select;
mod spec;
#[cfg(test)]
mod tests;
mod text;
mod transform;
mod tree;
mod variables;

use diag::{SourceId, Span};
use syntax::yaml::Node;

use super::Trees;
use crate::budget::Budget;
use crate::{Files, files};
use build::Build;
pub use build::FILE_NAMES;

/// What a kustomization renders.
#[derive(Debug, Default)]
pub(crate) struct Rendering {
    /// The objects, without aliases.
    pub(crate) objects: Vec<Node>,
    /// Every file that was read as YAML on the way.
    pub(crate) used: Vec<SourceId>,
    /// What could not be done, and where it is asked for.
    pub(crate) problems: Vec<(Span, String)>,
    /// What it took of the budget; broken if there would be too many objects, so that there are none.
    pub(crate) budget: Budget,
    /// Files that are not there or cannot be read.
    pub(crate) lost: Vec<Lost>,
}

/// A file that a kustomization names and that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Where it is named.
    pub(crate) span: Span,
    /// Its path relative to the root; empty if it lies outside.
    pub(crate) path: String,
    /// Why.
    pub(crate) message: String,
    /// Whether objects are lost with it, as kustomize refuses the whole; else it is the content of a ConfigMap or Secret,
    /// which may be made before a rendering.
    pub(crate) is_error: bool,
}

/// How much of definitions of custom resources a rendering has. They are schemas that no rule looks at, and most of the
/// bytes of many overlays.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Definitions<'t> {
    /// All.
    Whole,
    /// What stands before their `spec`; JSON patches pass them over. Trees that were read so need not be read again.
    Heads(&'t Trees<'t>),
}

/// Renders the kustomization at a path.
pub(crate) fn render(
    path: &str,
    source: SourceId,
    files: &dyn Files,
    definitions: Definitions<'_>,
) -> Rendering {
    let mut build = Build::new(files, definitions);
    let resources = build.render(files::folder(path), Span::file(source));
    Rendering {
        objects: resources.into_iter().map(|resource| resource.node).collect(),
        used: build.sources.into_keys().collect(),
        problems: build.problems,
        lost: build.lost,
        budget: build.budget,
    }
}
