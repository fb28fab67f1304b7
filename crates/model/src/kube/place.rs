//! The logical place of a span: `Deployment/shop/api:spec.template.spec.containers[app].image`.

use diag::Span;

use super::load::Tree;
use super::{Manifest, ObjectFacts, Opened};
use crate::Project;
use crate::tree::place::{descend, encloses};

impl Manifest {
    /// The place of a span: in this file, or in the one that an overlay has it from.
    pub(crate) fn place(&self, opened: &Opened, span: Span, project: &Project) -> String {
        let is_own = self.overlay.is_none() && span.source == self.source;
        if let Some(tree) = opened.tree.as_ref().filter(|_| is_own) {
            return of(&self.objects, tree, span);
        }
        match project.manifest_at(span.source).and_then(Self::kept) {
            Some((objects, tree)) => of(objects, tree, span),
            None => opened.origins.place(span, &project.sources),
        }
    }
}

/// The place of a span in a file; empty for one that lies in none of its documents.
pub(super) fn of(objects: &[ObjectFacts], tree: &Tree, span: Span) -> String {
    if span.range.is_none() {
        return String::new();
    }
    let mut place = String::new();
    if let Some(object) = object_at(objects, span) {
        place = title(object);
        place.push(':');
        if let Some(node) = tree.node(&object.address) {
            descend(node, span, &mut place);
        }
        return place;
    }
    let root = tree.roots.iter().flatten().find(|root| encloses(root.span, span));
    if let Some(root) = root {
        descend(root, span, &mut place);
    }
    place
}

/// The object that a span lies in. Objects stand in source order.
fn object_at(objects: &[ObjectFacts], span: Span) -> Option<&ObjectFacts> {
    let after = objects.partition_point(|object| object.extent.start() <= span.start());
    let object = objects.get(after.checked_sub(1)?)?;
    encloses(object.extent, span).then_some(object)
}

fn title(object: &ObjectFacts) -> String {
    let namespace = object.namespace.as_deref().map_or(String::new(), |name| format!("{name}/"));
    format!("{}/{namespace}{}", object.kind, object.name)
}
