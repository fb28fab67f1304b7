//! The logical place of a span: `Deployment/shop/api:spec.template.spec.containers[app].image`. List items go by their
//! names, so that a place outlives what is added before it.

use std::fmt::Write as _;

use diag::Span;
use syntax::yaml::Node;

use super::{Manifest, ObjectFacts, Opened};

impl Manifest {
    /// The place of a span of this file; empty for one that lies in none of its objects.
    pub(crate) fn place(&self, opened: &Opened, span: Span) -> String {
        if span.source != self.source || span.range.is_none() {
            return String::new();
        }
        let Some(object) = self.object_at(span) else { return String::new() };
        let mut place = title(object);
        if let Some(node) = opened.0.node(&object.address) {
            place.push(':');
            descend(node, span, &mut place);
        }
        place
    }

    /// The object that a span lies in. Objects stand in source order.
    pub(super) fn object_at(&self, span: Span) -> Option<&ObjectFacts> {
        let after = self.objects.partition_point(|object| object.extent.start() <= span.start());
        let object = self.objects.get(after.checked_sub(1)?)?;
        encloses(object.extent, span).then_some(object)
    }
}

fn title(object: &ObjectFacts) -> String {
    let namespace = object.namespace.as_deref().map_or(String::new(), |name| format!("{name}/"));
    format!("{}/{namespace}{}", object.kind, object.name)
}

pub(super) fn encloses(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start() <= inner.start() && inner.end() <= outer.end()
}

/// Writes the keys that lead to a span. Trees are no deeper than the parser lets them be.
fn descend(node: &Node, span: Span, place: &mut String) {
    for entry in node.entries() {
        let name = entry.key.as_str().unwrap_or("?");
        if encloses(entry.value.span, span) && entry.key.span != span {
            step(place, name);
            return descend(&entry.value, span, place);
        }
        // A span over key and value, or over the key alone.
        if encloses(entry.key.span.to(entry.value.span), span) {
            return step(place, name);
        }
    }
    if let Some((position, item)) = item_at(node.items(), span) {
        match item_name(item) {
            Some(name) => drop(write!(place, "[{name}]")),
            None => drop(write!(place, "[{position}]")),
        }
        descend(item, span, place);
    }
}

/// The item that encloses a span. Items are in source order unless a merge brought them from elsewhere.
pub(super) fn item_at(items: &[Node], span: Span) -> Option<(usize, &Node)> {
    let near = items.partition_point(|item| item.span.start() <= span.start()).checked_sub(1);
    let near = near.and_then(|at| Some((at, items.get(at)?)));
    let found = near.filter(|(_, item)| encloses(item.span, span));
    found.or_else(|| {
        let is_sorted = items.is_sorted_by_key(|item| item.span.start());
        let mut items = items.iter().enumerate();
        (!is_sorted).then(|| items.find(|(_, item)| encloses(item.span, span)))?
    })
}

fn step(place: &mut String, key: &str) {
    if !place.ends_with(':') {
        place.push('.');
    }
    place.push_str(key);
}

/// What identifies an item in its list, as strategic merge patches know it.
fn item_name(item: &Node) -> Option<&str> {
    if item.as_str().is_some_and(|text| text.len() < 64) {
        return item.as_str();
    }
    let keys =
        ["name", "mountPath", "containerPort", "port", "key", "ip", "host", "topologyKey", "kind"];
    keys.iter().find_map(|key| item.get(key)?.as_str())
}
