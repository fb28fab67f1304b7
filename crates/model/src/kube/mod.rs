//! Kubernetes objects as the cluster would read them.
//!
//! A [`Manifest`] keeps facts about its objects. Its trees are kept while the run has room for them, else they are read
//! again when the file is judged.

mod annotation;
mod container;
mod environment;
mod field;
mod index;
mod kustomize;
mod limits;
mod load;
mod mounts;
mod object;
mod place;
mod placeholder;
mod pod;
mod profiles;
pub mod pss;
mod quantity;
mod relations;
mod selector;
mod subjects;
#[cfg(test)]
mod tests;
mod workload;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diag::{Gap, Source, SourceId, Span};
use syntax::SyntaxError;

pub use annotation::AnnotationSite;
pub use container::PodContainer;
pub use field::Field;
pub use index::Index;
pub use object::{ObjectFacts, ObjectView};
pub use pod::{PodView, Role};
pub use relations::{
    Account, Allows, Autoscaler, Binding, Budget, Name, Namespace, Policy, Service, Workload,
};
pub use selector::{LabelSet, Selector};

use crate::CommentSite;
use crate::tree::comment;
use load::Tree;
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
}

/// How many bytes of text may keep their trees until they are judged. Clones share what is left.
#[derive(Clone, Debug)]
pub struct TreeBudget(Arc<AtomicUsize>);

impl Default for TreeBudget {
    fn default() -> Self {
        Self::new(24 << 20)
    }
}

impl TreeBudget {
    /// A budget of so many bytes of text.
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
        let loaded = load::load(&mut tree, source);
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
        };
        let roots: Vec<_> = tree.roots.iter().flatten().collect();
        manifest.comments = comment::sites(&roots, &tree.comments, &source.text, judged);
        manifest.annotations = annotation::sites(&manifest, &tree);
        manifest.relations = manifest.relate(&tree);
        if manifest.is_worth_keeping() && budget.take(source.text.len()) {
            manifest.tree = Some(Arc::new(tree));
        }
        manifest
    }

    fn relate(&self, tree: &Tree) -> Vec<Relation> {
        let objects = self.objects.iter().filter(|facts| facts.is_judged());
        let roots = objects.filter_map(|facts| Some((facts, tree.node(&facts.address)?)));
        roots.flat_map(|(facts, node)| relations::of(facts, &Field::root(node))).collect()
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
        if !self.is_worth_keeping() {
            return Opened(Arc::default());
        }
        let tree = self.tree.as_ref().map(Arc::clone);
        Opened(tree.unwrap_or_else(|| Arc::new(Tree::parse(self.source, &source.text))))
    }

    fn is_worth_keeping(&self) -> bool {
        self.judged && self.objects.iter().any(ObjectFacts::is_judged)
    }
}

/// A manifest's trees, while it is judged.
#[derive(Debug)]
pub(crate) struct Opened(Arc<Tree>);

/// A kustomization that is to be rendered.
#[derive(Debug)]
pub struct Overlay {}

/// What an overlay renders.
#[derive(Debug)]
pub struct Rendered {}
