//! Kubernetes objects as the cluster would read them.
//!
//! A [`Manifest`] keeps facts about its objects. Its trees are kept while the run has room for them, else they are read
//! again when the file is judged.

mod annotation;
mod chart;
mod container;
mod definition;
mod environment;
mod field;
mod index;
mod kustomize;
mod limits;
mod load;
#[cfg(test)]
mod loader_tests;
mod mounts;
mod object;
mod operators;
mod overlay;
mod place;
mod placeholder;
mod pod;
mod profiles;
pub mod pss;
mod quantity;
mod refused;
mod relate;
mod relations;
mod schema;
mod scripts;
mod selector;
mod size;
mod story;
mod subjects;
mod tables;
#[cfg(test)]
mod tests;
mod unread;
mod workload;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diag::{Gap, Source, SourceId, Span};
use syntax::SyntaxError;

pub use annotation::AnnotationSite;
pub use chart::{ChartFile, HelmTemplates, RenderedChart, render_chart};
pub(crate) use chart::{link as link_charts, root_charts};
pub use container::PodContainer;
pub use field::Field;
pub use index::{Folder, Index};
pub use kustomize::FILE_NAMES as KUSTOMIZATION_NAMES;
pub use object::{ObjectFacts, ObjectView};
pub use operators::ChartValue;
pub use overlay::{Kustomization, Overlay, Rendered, Trees, render};
pub(crate) use overlay::{link as link_overlays, overlays};
pub use pod::{PodView, Role};
pub use quantity::parse as quantity;
pub use relations::{
    Account, Allows, Autoscaler, Binding, Budget, Name, NamedPort, Namespace, Policy, Quota,
    Service, Workload,
};
pub use schema::{Cause as MisfitCause, Misfit};
pub use selector::{LabelSet, Selector};

use crate::CommentSite;
use crate::tree::comment;
use load::Tree;
use overlay::Origins;
use relations::Relation;

/// A file of Kubernetes documents.
#[derive(Debug)]
pub struct Manifest {
    /// The text it was read from.
    pub source: SourceId,
    /// Whether its own subjects are judged.
    pub judged: bool,
    /// Its objects in source order, those in lists included.
    pub objects: Vec<ObjectFacts>,
    /// What YAML does not allow.
    pub errors: Vec<SyntaxError>,
    /// Keys that stand twice in a mapping: the later one, and the first. The last one counts, and strict validation refuses them.
    pub duplicates: Vec<(Span, Span)>,
    gaps: Vec<Gap>,
    comments: Vec<CommentSite>,
    annotations: Vec<AnnotationSite>,
    relations: Vec<Relation>,
    tree: Option<Arc<Tree>>,
    /// The directory of the kustomization or chart that renders it, if one does.
    overlay: Option<String>,
    /// Whether a chart renders it: then its spans lie in templates, which are no YAML.
    is_chart: bool,
    /// Whether its objects are judged where an overlay renders them.
    is_covered: bool,
}

/// How many bytes that were read may keep their trees until they are judged. Clones share what is left.
#[derive(Clone, Debug)]
pub struct TreeBudget(Arc<AtomicUsize>);

impl Default for TreeBudget {
    fn default() -> Self {
        Self::new(24 << 20)
    }
}

impl TreeBudget {
    /// A budget of so many bytes.
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    fn take(&self, bytes: usize) -> bool {
        let spend = |left: usize| left.checked_sub(bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend).is_ok()
    }
}

impl Manifest {
    /// Reads a file.
    pub fn parse(id: SourceId, source: &Source, judged: bool, budget: &TreeBudget) -> Self {
        let mut tree = Tree::parse(id, &source.text);
        let mut loaded = load::load(&mut tree, id, source);
        if let Some(error) = size::oversized(&tree, &loaded.objects, id, &source.text) {
            tree = Tree::default();
            loaded = load::Loaded { errors: vec![error], ..load::Loaded::default() };
        }
        let mut manifest = Self {
            source: id,
            judged,
            objects: loaded.objects,
            errors: loaded.errors,
            duplicates: loaded.duplicates.iter().map(|twice| (twice.span, twice.first)).collect(),
            gaps: loaded.gaps,
            comments: Vec::new(),
            annotations: Vec::new(),
            relations: Vec::new(),
            tree: None,
            overlay: None,
            is_chart: false,
            is_covered: false,
        };
        let roots: Vec<_> = tree.roots.iter().flatten().collect();
        manifest.comments = comment::sites(&roots, &tree.comments, &source.text, judged);
        manifest.annotations = annotation::sites(&manifest, &tree);
        manifest.relations = manifest.relate(&tree);
        if budget.take(tree.read) {
            manifest.tree = Some(Arc::new(tree));
        }
        manifest
    }

    /// What an overlay renders. Its trees come from many files and are kept.
    fn of_overlay(source: SourceId, name: &str, tree: Tree) -> Self {
        let mut manifest = Self {
            source,
            judged: true,
            objects: load::objects(&tree),
            errors: Vec::new(),
            duplicates: Vec::new(),
            gaps: Vec::new(),
            comments: Vec::new(),
            annotations: Vec::new(),
            relations: Vec::new(),
            tree: None,
            overlay: Some(name.to_owned()),
            is_chart: false,
            is_covered: false,
        };
        // All patches are applied: what has no image by now has none.
        manifest.objects.iter_mut().for_each(|facts| facts.is_partial = false);
        manifest.relations = manifest.relate(&tree);
        manifest.tree = Some(Arc::new(tree));
        manifest
    }

    /// The folder of the kustomization that renders it, if one does.
    pub fn overlay(&self) -> Option<&str> {
        self.overlay.as_deref()
    }

    /// What an overlay or chart renders, as JSON; nothing for a file.
    pub fn to_json(&self) -> Vec<serde_json::Value> {
        let rendered = self.tree.as_ref().filter(|_| self.overlay.is_some());
        let roots = rendered.into_iter().flat_map(|tree| tree.roots.iter().flatten());
        roots.map(|root| Field::root(root).to_json()).collect()
    }

    /// The objects and their trees, if those were kept.
    fn kept(&self) -> Option<(&[ObjectFacts], &Tree)> {
        Some((&self.objects, self.tree.as_ref()?))
    }

    fn relate(&self, tree: &Tree) -> Vec<Relation> {
        let objects = self.objects.iter().filter(|facts| facts.is_judged());
        let roots = objects.filter_map(|facts| Some((facts, tree.node(&facts.address)?)));
        roots
            .flat_map(|(facts, node)| relate::of(facts, &Field::root(node), tree.described(facts)))
            .collect()
    }

    /// What is recognised but cannot be judged, taken out.
    pub(crate) fn take_gaps(&mut self) -> Vec<Gap> {
        std::mem::take(&mut self.gaps)
    }

    /// Comments that may be meant for a linter.
    pub(crate) fn comment_sites(&self) -> &[CommentSite] {
        &self.comments
    }

    /// Annotations that silence rules.
    pub(crate) fn annotation_sites(&self) -> &[AnnotationSite] {
        &self.annotations
    }

    /// The trees, read again if they were not kept.
    pub(crate) fn open(&self, source: &Source) -> Opened {
        let read = || {
            let is_needed = self.is_worth_reading() && !self.is_covered;
            is_needed.then(|| Arc::new(Tree::parse(self.source, &source.text)))
        };
        Opened { tree: self.tree.clone().or_else(read), origins: Origins::default() }
    }

    /// Whether there is anything in it to judge.
    fn is_worth_reading(&self) -> bool {
        self.judged && self.objects.iter().any(ObjectFacts::is_judged)
    }
}

/// A manifest's trees, while it is judged.
#[derive(Debug)]
pub(crate) struct Opened {
    /// `None` if nothing in it is judged.
    tree: Option<Arc<Tree>>,
    origins: Origins,
}
