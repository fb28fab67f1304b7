//! One document as Compose decodes it: aliases written out, variables replaced, strings cast, tags obeyed.

use std::collections::BTreeMap;
use std::sync::Arc;

use diag::{Span, Step};
use smol_str::SmolStr;
use syntax::yaml::{Data, Dialect, Document, Entry, Map, Node, Trail, Value, merge_keys};

use super::super::grammar::{Key, TOP};
use super::Notes;
use super::environment::Environment;
use super::interpolate::{cast, interpolate};

/// A document, ready to be merged.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The mapping; an empty one if the document is none.
    pub(super) root: Node,
    /// What the tags `!reset` and `!override` take away from earlier documents.
    pub(super) removals: Vec<Vec<SmolStr>>,
}

/// Decodes a document; `None` if it says nothing.
pub(super) fn decode(
    document: &Document,
    environment: &Environment,
    notes: &mut Notes,
) -> Option<Decoded> {
    let Some(root) = &document.root else {
        if document.errors.is_empty() {
            let problem = notes.problem(document.span, "a document of a Compose file is a mapping");
            problem.help("remove the `---` that begins it");
        }
        return None;
    };
    for twice in &document.duplicates {
        let message = format!("`{}` stands twice in this mapping", twice.key);
        notes.problem(twice.span, message).help("keep one of the two");
    }
    if !document.has_merge_keys {
        return decode_root(root, Vec::new(), environment, notes);
    }
    let mut root = root.clone();
    let mut removals = Vec::new();
    strip(&mut root, &mut Vec::new(), &mut removals, &mut notes.resets);
    let merged = merge_keys(root, Dialect::Compose);
    merged.errors.iter().for_each(|error| notes.refuse(error));
    decode_root(&merged.root, removals, environment, notes)
}

/// Takes out what is tagged `!reset` before merge keys are looked at, so that they may bring the key again. A tag
/// counts even in what a merge key does not bring because the key is there.
fn strip(
    node: &mut Node,
    path: &mut Vec<SmolStr>,
    removals: &mut Vec<Vec<SmolStr>>,
    resets: &mut BTreeMap<Vec<SmolStr>, Span>,
) {
    if !has_removal(node) {
        return;
    }
    match &mut node.data {
        Data::Map(map) => map.entries.retain_mut(|entry| {
            let is_merge = entry.key.is_merge_key();
            if !is_merge {
                path.push(SmolStr::new(entry.key.as_str().unwrap_or_default()));
            }
            let tag = entry.value.tag_name();
            let (is_kept, takes_away) = (tag != Some("!reset"), is_removal(tag));
            if !is_kept {
                resets.insert(path.clone(), entry.key.span);
            }
            if takes_away {
                removals.push(path.clone());
            } else {
                strip(&mut entry.value, path, removals, resets);
            }
            if !is_merge {
                path.pop();
            }
            is_kept
        }),
        Data::Seq(items) => {
            for item in items {
                strip(item, path, removals, resets);
            }
        }
        Data::Alias(target) => strip(Arc::make_mut(target), path, removals, resets),
        Data::Scalar(_) => {}
    }
}

fn has_removal(node: &Node) -> bool {
    is_removal(node.tag_name())
        || node.items().iter().any(has_removal)
        || node.entries().iter().any(|entry| has_removal(&entry.value))
}

fn is_removal(tag: Option<&str>) -> bool {
    matches!(tag, Some("!reset" | "!override"))
}

fn decode_root(
    root: &Node,
    removals: Vec<Vec<SmolStr>>,
    environment: &Environment,
    notes: &mut Notes,
) -> Option<Decoded> {
    if root.target().as_map().is_none() {
        notes.problem(root.target().span, "a Compose file is a mapping");
        return None;
    }
    let mut decoder = Decoder { environment, notes, removals, path: Vec::new() };
    let root = decoder.node(root, &TOP)?;
    let removals = decoder.removals;
    Some(Decoded { root, removals })
}

struct Decoder<'a, 'n> {
    environment: &'a Environment,
    notes: &'a mut Notes,
    removals: Vec<Vec<SmolStr>>,
    path: Vec<&'n str>,
}

impl<'n> Decoder<'_, 'n> {
    /// The node; `None` if it is taken away.
    fn node(&mut self, node: &'n Node, key: &'static Key) -> Option<Node> {
        if !self.notes.spend(1, node.span) || self.is_reset(node) {
            return None;
        }
        let target = node.target();
        let data = match &target.data {
            Data::Scalar(scalar) => Data::Scalar(scalar.clone()),
            Data::Seq(items) => {
                Data::Seq(items.iter().filter_map(|item| self.node(item, key.item())).collect())
            }
            Data::Map(map) => Data::Map(self.map(map, key)),
            Data::Alias(_) => return None,
        };
        let mut decoded = Node { data, span: target.span, tag: None, trail: trail(node) };
        if target.tag.is_some() {
            decoded.tag.clone_from(&target.tag);
        }
        if matches!(decoded.value(Dialect::Compose), Some(Value::Str(_))) {
            interpolate(&mut decoded, self.environment, self.notes);
            key.cast.into_iter().for_each(|wanted| cast(&mut decoded, wanted, self.notes));
        }
        Some(decoded)
    }

    fn map(&mut self, map: &'n Map, key: &'static Key) -> Map {
        let mut entries: Vec<Entry> = Vec::with_capacity(map.entries.len());
        for entry in &map.entries {
            let name = entry.key.as_str().unwrap_or_default();
            if !matches!(entry.key.value(Dialect::Compose), Some(Value::Str(_))) {
                let problem =
                    self.notes.problem(entry.key.span, format!("key `{name}` is no string"));
                problem.help("put it in quotes");
            }
            self.path.push(name);
            let value = self.node(&entry.value, key.child(name));
            if entry.value.tag_name() == Some("!reset") {
                self.notes.resets.insert(self.here(), entry.key.span);
            }
            self.path.pop();
            let Some(value) = value else { continue };
            let key = Node { trail: None, ..entry.key.target().clone() };
            entries.push(Entry { key, value });
        }
        entries.into()
    }

    /// Obeys `!reset` and `!override`. What they take away earlier is taken away by path; lists have no paths.
    fn is_reset(&mut self, node: &'n Node) -> bool {
        let is_reset = match node.tag_name() {
            Some("!reset") => true,
            Some("!override") => false,
            _ => return false,
        };
        self.removals.push(self.here());
        is_reset
    }

    fn here(&self) -> Vec<SmolStr> {
        self.path.iter().copied().map(SmolStr::new).collect()
    }
}

/// The way of a value, the alias that repeats it included.
fn trail(node: &Node) -> Option<Arc<Trail>> {
    let target = node.target().trail.as_ref();
    let own = if std::ptr::eq(node, node.target()) { None } else { node.trail.as_ref() };
    match (own, node.alias_span()) {
        (Some(own), _) => {
            let steps: Vec<&Step> = own.steps().collect();
            let below = target.cloned();
            if below.is_none() {
                return Some(Arc::clone(own));
            }
            steps.into_iter().rev().fold(below, |next, step| Some(Trail::new(step.clone(), next)))
        }
        (None, Some(span)) => Some(Trail::new(Step::at(span, "repeated here"), target.cloned())),
        (None, None) => target.cloned(),
    }
}
