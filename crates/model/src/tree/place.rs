//! The logical place of a span in a tree: keys by name, items of lists by what identifies them, so that a place
//! outlives what is added before it.

use std::fmt::Write as _;

use diag::Span;
use syntax::yaml::{Entry, Node};

/// Bytes that are enough for most places, so that they grow no further.
pub(crate) const USUAL: usize = 64;

pub(crate) fn encloses(outer: Span, inner: Span) -> bool {
    outer.encloses(inner)
}

/// Writes the keys that lead to a span. Trees are no deeper than the parser lets them be.
pub(crate) fn descend(node: &Node, span: Span, place: &mut String) {
    if let Some(entry) = entry_at(node.entries(), span) {
        step(place, entry.key.as_str().unwrap_or("?"));
        // A span over key and value, or over the key alone, goes no deeper.
        if encloses(entry.value.span, span) && entry.key.span != span {
            descend(&entry.value, span, place);
        }
        return;
    }
    if let Some((position, item)) = item_at(node.items(), span) {
        match item_name(item) {
            Some(name) => drop(write!(place, "[{name}]")),
            None => drop(write!(place, "[{position}]")),
        }
        descend(item, span, place);
    }
}

/// The entry that encloses a span with its key or its value.
fn entry_at(entries: &[Entry], span: Span) -> Option<&Entry> {
    let holds = |entry: &Entry| {
        encloses(entry.key.span.to(entry.value.span), span) || encloses(entry.value.span, span)
    };
    Some(enclosing(entries, span, |entry| entry.key.span, holds)?.1)
}

/// The item that encloses a span.
pub(crate) fn item_at(items: &[Node], span: Span) -> Option<(usize, &Node)> {
    enclosing(items, span, |item| item.span, |item| encloses(item.span, span))
}

/// The part that holds a span. Parts are in source order unless a merge brought them from elsewhere.
fn enclosing<T>(
    parts: &[T],
    span: Span,
    place: impl Fn(&T) -> Span,
    holds: impl Fn(&T) -> bool,
) -> Option<(usize, &T)> {
    let near = parts.partition_point(|part| place(part).start() <= span.start()).checked_sub(1);
    let near = near.and_then(|at| Some((at, parts.get(at)?)));
    let found = near.filter(|(_, part)| holds(part));
    found.or_else(|| {
        let is_sorted = parts.is_sorted_by_key(|part| place(part).start());
        let mut parts = parts.iter().enumerate();
        (!is_sorted).then(|| parts.find(|(_, part)| holds(part)))?
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
