//! Merge keys: `<<: *anchor` and `<<: [*a, *b]`, always shallow. In a list the first source that has a key wins.
//!
//! Own keys win in Compose and YAML at large. Kubernetes reads in order: whatever stands later wins, own key or merge.

use std::collections::HashMap;
use std::sync::Arc;

use diag::{Span, Step};
use smol_str::SmolStr;

use super::{Data, Dialect, Entry, Map, Node, Trail};
use crate::SyntaxError;

/// How many entries merge keys may bring into one document; more is an attack or an accident.
pub const MERGE_BUDGET: usize = 250_000;

/// A tree without merge keys.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The tree. Merged values keep the place where they are written and carry a step at the `*alias` that brought them.
    pub root: Node,
    /// Merge keys whose value is no mapping, and a budget that is spent.
    pub errors: Vec<SyntaxError>,
}

/// Replaces every merge key by the entries it stands for. A tree without merge keys need not come here
/// ([`super::Document::has_merge_keys`]). What several mappings merge stays shared.
pub fn merge_keys(root: Node, dialect: Dialect) -> Merged {
    let mut merger =
        Merger { dialect, done: HashMap::new(), errors: Vec::new(), left: MERGE_BUDGET };
    let root = merger.node(root);
    Merged { root, errors: merger.errors }
}

struct Merger {
    dialect: Dialect,
    /// Anchored nodes that are finished, by the address of the original. The originals are kept, so that no address
    /// is used twice.
    done: HashMap<*const Node, (Arc<Node>, Arc<Node>)>,
    errors: Vec<SyntaxError>,
    left: usize,
}

impl Merger {
    fn node(&mut self, mut node: Node) -> Node {
        node.data = match node.data {
            Data::Scalar(scalar) => Data::Scalar(scalar),
            Data::Seq(items) => Data::Seq(items.into_iter().map(|item| self.node(item)).collect()),
            Data::Map(map) => Data::Map(self.map(map)),
            Data::Alias(target) => Data::Alias(self.shared(target)),
        };
        node
    }

    /// The finished form of an anchored node. Its values are shared in turn, so that merging it copies no subtree.
    fn shared(&mut self, original: Arc<Node>) -> Arc<Node> {
        let address = Arc::as_ptr(&original);
        if let Some((_, done)) = self.done.get(&address) {
            return Arc::clone(done);
        }
        let mut node = self.node(Node::clone(&original));
        match &mut node.data {
            Data::Map(map) => share_values(map),
            Data::Seq(items) => items.iter_mut().for_each(|item| {
                if let Data::Map(map) = &mut item.data {
                    share_values(map);
                }
            }),
            _ => {}
        }
        let done = Arc::new(node);
        self.done.insert(address, (original, Arc::clone(&done)));
        done
    }

    fn map(&mut self, map: Map) -> Map {
        let has_merge = map.entries.iter().any(|entry| entry.key.is_merge_key());
        let finished = map.entries.into_iter().map(|entry| self.entry(entry));
        if !has_merge {
            return finished.collect();
        }
        let finished: Vec<Entry> = finished.collect();
        let mut own = Slots::default();
        if self.dialect != Dialect::Kubernetes {
            for entry in finished.iter().filter(|entry| !entry.key.is_merge_key()) {
                own.claim(&entry.key);
            }
        }
        let mut into = Slots::default();
        for entry in finished {
            if entry.key.is_merge_key() {
                self.merge(&entry.value, &own, &mut into);
            } else {
                into.put(entry);
            }
        }
        into.entries.into()
    }

    fn entry(&mut self, entry: Entry) -> Entry {
        Entry { key: self.node(entry.key), value: self.node(entry.value) }
    }

    fn merge(&mut self, sources: &Node, own: &Slots, into: &mut Slots) {
        let list = match sources.as_seq() {
            // Kubernetes takes a list only where it is written.
            Some(_) if self.dialect == Dialect::Kubernetes && sources.alias_span().is_some() => {
                None
            }
            list => list,
        };
        // From the last to the first, so that the first one has the last word.
        for source in list.unwrap_or(std::slice::from_ref(sources)).iter().rev() {
            self.merge_one(source, own, into);
        }
    }

    fn merge_one(&mut self, source: &Node, own: &Slots, into: &mut Slots) {
        let Some(map) = source.as_map() else {
            let help = Some("give it an alias of a mapping, or a list of them".to_owned());
            return self.error(source.span, "a merge key wants a mapping".to_owned(), help);
        };
        let step =
            source.alias_span().map(|span| Trail::new(Step::at(span, "merged in here"), None));
        for entry in map.entries.iter().filter(|entry| !own.has(&entry.key)) {
            let Some(left) = self.left.checked_sub(1) else {
                let message = format!("merge keys bring in more than {MERGE_BUDGET} entries");
                return self.error(source.span, message, None);
            };
            self.left = left;
            let mut entry = entry.clone();
            if let Some(step) = &step {
                entry.value.trail = Some(match entry.value.trail.take() {
                    None => Arc::clone(step),
                    earlier => Trail::new(step.step.clone(), earlier),
                });
            }
            into.put(entry);
        }
    }

    fn error(&mut self, span: Span, message: String, help: Option<String>) {
        // Once the budget is spent, every further merge key would say so again.
        if self.errors.last().is_none_or(|last| last.message != message || self.left > 0) {
            self.errors.push(SyntaxError { span, message, help });
        }
    }
}

/// Entries with one place per key: a later value takes the place of an earlier one.
#[derive(Default)]
struct Slots {
    entries: Vec<Entry>,
    places: HashMap<SmolStr, usize>,
}

impl Slots {
    /// Takes note of a key without an entry.
    fn claim(&mut self, key: &Node) {
        if let Some(key) = key.as_str() {
            self.places.insert(SmolStr::new(key), usize::MAX);
        }
    }

    fn has(&self, key: &Node) -> bool {
        key.as_str().is_some_and(|key| self.places.contains_key(key))
    }

    fn put(&mut self, entry: Entry) {
        let key = entry.key.as_str().map(SmolStr::new);
        let place = key.map(|key| *self.places.entry(key).or_insert(self.entries.len()));
        match place.and_then(|place| self.entries.get_mut(place)) {
            Some(slot) => *slot = entry,
            None => self.entries.push(entry),
        }
    }
}

/// Moves the collections of a mapping behind an `Arc`, so that merging it copies none of them.
fn share_values(map: &mut Map) {
    for Entry { value, .. } in &mut map.entries {
        if matches!(value.data, Data::Seq(_) | Data::Map(_)) {
            let span = value.span;
            let node = std::mem::replace(value, Node::null(span));
            *value = Node::new(Arc::new(node), span);
        }
    }
}
