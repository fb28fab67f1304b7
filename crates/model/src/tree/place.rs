//! The logical place of a span in a tree: keys by name, items of lists by what identifies them, so that a place
//! outlives what is added before it.

use std::fmt::Write as _;

use diag::Span;
use syntax::yaml::Node;

pub(crate) fn encloses(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start() <= inner.start() && inner.end() <= outer.end()
}

/// Writes the keys that lead to a span. Trees are no deeper than the parser lets them be.
pub(crate) fn descend(node: &Node, span: Span, place: &mut String) {
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
pub(crate) fn item_at(items: &[Node], span: Span) -> Option<(usize, &Node)> {
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
    if !place.is_empty() && !place.ends_with(':') {
        place.push('.');
    }
    place.push_str(key);
}

/// Keys that identify an item in its list, as strategic merge patches and Compose know them.
const NAMES: [&str; 12] = [
    "name",
    "mountPath",
    "containerPort",
    "port",
    "key",
    "ip",
    "host",
    "topologyKey",
    "kind",
    "target",
    "source",
    "path",
];

/// What identifies an item in its list.
pub(crate) fn item_name(item: &Node) -> Option<&str> {
    if let Some(text) = item.as_str() {
        // What follows may be a secret.
        let name = text.split('=').next().unwrap_or_default();
        return (name.len() < 64).then_some(name);
    }
    NAMES.iter().find_map(|key| item.get(key)?.as_str())
}
