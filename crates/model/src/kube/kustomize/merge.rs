//! Strategic merge patches, as kustomize applies them: the patch's items come first, `null` removes, `$patch` directs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diag::Step;
use syntax::yaml::{Data, Entry, Node, Trail};

use super::schema::{Lists, Type};
use super::tree;

/// What to write on values that a patch brings.
#[derive(Clone)]
pub(super) struct Mark(Option<Arc<Trail>>);

impl Mark {
    /// A mark that tells of a step.
    pub(super) fn new(step: Step) -> Self {
        Self(Some(Trail::new(step, None)))
    }

    fn on(&self, mut node: Node) -> Node {
        if node.trail.is_none() {
            node.trail.clone_from(&self.0);
        }
        node
    }
}

/// Merges a patch into an object; `None` if the patch deletes it.
pub(super) fn apply(base: Node, patch: &Node, kind: Type, mark: &Mark) -> Option<Node> {
    merge(Some(base), patch, (kind, Lists::Replace), mark)
}

/// What a `$patch` says.
#[derive(PartialEq, Eq)]
enum Directive {
    Merge,
    Replace,
    Delete,
}

fn directive(patch: &Node) -> Directive {
    match patch.get("$patch").and_then(Node::as_str) {
        Some("delete") => Directive::Delete,
        Some("replace") => Directive::Replace,
        _ => Directive::Merge,
    }
}

fn merge(base: Option<Node>, patch: &Node, at: (Type, Lists), mark: &Mark) -> Option<Node> {
    if patch.is_null() {
        return None;
    }
    let base = base.filter(|base| !base.is_null());
    match &patch.data {
        Data::Map(_) => match (directive(patch), base) {
            (Directive::Delete, _) => None,
            (Directive::Merge, Some(base)) if base.as_map().is_some() => {
                Some(merge_maps(base, patch, at.0, mark))
            }
            _ => Some(mark.on(plain(patch)?)),
        },
        Data::Seq(items) => match (base, at.1) {
            (Some(base), Lists::ByKeys(keys)) if base.as_seq().is_some() => {
                merge_lists(base, items, keys, at.0, mark)
            }
            (Some(base), Lists::Unite) if base.as_seq().is_some() => Some(unite(base, items, mark)),
            _ => Some(mark.on(plain(patch)?)),
        },
        // What stays the same stays where it was.
        _ => match base.filter(|base| base.scalar() == patch.scalar()) {
            Some(base) => Some(base),
            None => Some(mark.on(patch.clone())),
        },
    }
}

fn merge_maps(mut base: Node, patch: &Node, kind: Type, mark: &Mark) -> Node {
    for entry in patch.entries() {
        let Some(key) = entry.key.as_str() else { continue };
        if key == "$patch" {
            continue;
        }
        let at = kind.field(key);
        let old = tree::get_mut(&mut base, key)
            .map(|value| std::mem::replace(value, Node::null(entry.value.span)));
        let was_there = old.is_some();
        match merge(old, &entry.value, at, mark) {
            Some(value) => {
                tree::set(&mut base, key, value);
                rekey(&mut base, entry, was_there);
            }
            None => drop(tree::remove(&mut base, key)),
        }
    }
    base
}

/// A scalar that the patch sets stands where the patch writes it, key and all.
fn rekey(base: &mut Node, entry: &Entry, was_there: bool) {
    let Data::Map(map) = &mut base.data else { return };
    let Some(found) = entry.key.as_str().and_then(|key| map.entry_mut(key)) else { return };
    if !was_there || found.value.span == entry.value.span {
        found.key.span = entry.key.span;
    }
}

/// A part of a patch as it stands when there is nothing to merge it with; `None` if it deletes.
fn plain(patch: &Node) -> Option<Node> {
    let data = match &patch.data {
        Data::Map(map) => {
            if directive(patch) == Directive::Delete {
                return None;
            }
            let entries = map.entries.iter().filter(|entry| entry.key.as_str() != Some("$patch"));
            let entries = entries.filter_map(|entry| {
                // A null that meets nothing stays a null.
                let value =
                    if entry.value.is_null() { entry.value.clone() } else { plain(&entry.value)? };
                Some(Entry { key: entry.key.clone(), value })
            });
            Data::Map(entries.collect())
        }
        Data::Seq(items) => Data::Seq(items.iter().filter_map(plain).collect()),
        other => other.clone(),
    };
    Some(Node { data, ..patch.clone() })
}

fn unite(base: Node, items: &[Node], mark: &Mark) -> Node {
    let span = base.span;
    let Data::Seq(old) = base.data else { return base };
    let mut united: Vec<Node> = items.iter().map(|item| mark.on(item.clone())).collect();
    let known: HashSet<Option<&str>> = items.iter().map(Node::as_str).collect();
    let is_new = |item: &Node| !known.contains(&item.as_str());
    united.extend(old.into_iter().filter(is_new));
    Node::new(united, span)
}

/// Merges lists whose items are found by keys. With one key the patch's order wins; with several, what was there keeps
/// its order behind what is new.
fn merge_lists(
    base: Node,
    patches: &[Node],
    keys: &[&str],
    kind: Type,
    mark: &Mark,
) -> Option<Node> {
    let deletes_all = patches.iter().any(|patch| {
        directive(patch) == Directive::Delete && keys.iter().all(|key| patch.get(key).is_none())
    });
    let replaces = patches
        .iter()
        .any(|patch| directive(patch) == Directive::Replace && patch.entries().len() == 1);
    let span = base.span;
    let Data::Seq(old) = base.data else { return Some(base) };
    if deletes_all {
        return None;
    }
    if replaces {
        let fresh = patches.iter().filter(|patch| patch.get("$patch").is_none()).filter_map(plain);
        return Some(Node::new(fresh.map(|item| mark.on(item)).collect::<Vec<_>>(), span));
    }
    // Only keys that somebody writes count, also for the order.
    let is_written = |key: &&&str| old.iter().chain(patches).any(|item| item.get(key).is_some());
    let keys: Vec<&str> = keys.iter().filter(is_written).copied().collect();
    let mut places = Places::of(&old, &keys);
    let mut old: Vec<Option<Node>> = old.into_iter().map(Some).collect();
    let mut first = Vec::new();
    for patch in patches {
        let found = match &mut places {
            Some(places) => places.take(patch),
            None => old
                .iter()
                .position(|item| item.as_ref().is_some_and(|it| matches(it, patch, &keys))),
        };
        let base = found.and_then(|at| old[at].take());
        let was_there = base.is_some();
        let merged = merge(base, patch, (kind, Lists::Replace), mark);
        match (merged, found) {
            (Some(merged), Some(at)) if keys.len() > 1 && was_there => {
                old[at] = Some(complete(merged, patch, &keys));
            }
            (Some(merged), _) => first.push(merged),
            (None, _) => {}
        }
    }
    first.extend(old.into_iter().flatten());
    Some(Node::new(first, span))
}

/// Where the items of a list stand that are told apart by one key.
struct Places<'k> {
    key: &'k str,
    /// The last place of each text first.
    by_text: HashMap<String, Vec<usize>>,
}

impl<'k> Places<'k> {
    /// A table, if there is one key.
    fn of(items: &[Node], keys: &[&'k str]) -> Option<Self> {
        let &[key] = keys else { return None };
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, item) in items.iter().enumerate().rev() {
            if let Some(text) = item.get(key).and_then(Node::as_str) {
                by_text.entry(text.to_owned()).or_default().push(at);
            }
        }
        Some(Self { key, by_text })
    }

    /// The first item that is left and has the same text as a patch.
    fn take(&mut self, patch: &Node) -> Option<usize> {
        self.by_text.get_mut(patch.get(self.key)?.as_str()?)?.pop()
    }
}

/// Keys that only one side has do not tell items apart, as long as one key does agree.
fn matches(item: &Node, patch: &Node, keys: &[&str]) -> bool {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    let pairs = keys.iter().map(|key| (text(item, key), text(patch, key)));
    let mut agree = false;
    for pair in pairs {
        match pair {
            (Some(a), Some(b)) if a == b => agree = true,
            (Some(_), Some(_)) => return false,
            _ => {}
        }
    }
    agree
}

/// Keys that only the patch has are taken over.
fn complete(mut merged: Node, patch: &Node, keys: &[&str]) -> Node {
    for key in keys {
        if merged.get(key).is_none()
            && let Some(value) = patch.get(key)
        {
            tree::set(&mut merged, key, value.clone());
        }
    }
    merged
}
