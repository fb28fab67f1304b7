//! The logical place of a span: `Deployment/shop/api:spec.template.spec.containers[app].image`.

use diag::Span;
use syntax::yaml::Node;

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
        if self.is_chart
            && let Some((objects, tree)) = self.kept()
            && let Some(place) = rendered(objects, tree, span)
        {
            return place;
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

/// The place of what a chart renders: the first node that lies at a span, or that begins there.
fn rendered(objects: &[ObjectFacts], tree: &Tree, span: Span) -> Option<String> {
    let is_it = |node: &Node| node.span == span;
    let begins = |node: &Node| node.span.source == span.source && node.span.start() == span.start();
    let find = |is_it: &dyn Fn(&Node) -> bool| {
        objects.iter().find_map(|object| {
            let mut path = format!("{}:", title(object));
            find_below(tree.node(&object.address)?, is_it, &mut path).then_some(path)
        })
    };
    find(&is_it).or_else(|| find(&begins))
}

fn find_below(node: &Node, is_it: &dyn Fn(&Node) -> bool, path: &mut String) -> bool {
    let length = path.len();
    for entry in node.entries() {
        let dot = if path.ends_with(':') { "" } else { "." };
        path.push_str(dot);
        path.push_str(entry.key.as_str().unwrap_or_default());
        if is_it(&entry.key) || is_it(&entry.value) || find_below(&entry.value, is_it, path) {
            return true;
        }
        path.truncate(length);
    }
    for item in node.items() {
        let name = item.get("name").and_then(Node::as_str).unwrap_or_default();
        path.extend(["[", name, "]"]);
        if is_it(item) || find_below(item, is_it, path) {
            return true;
        }
        path.truncate(length);
    }
    false
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
