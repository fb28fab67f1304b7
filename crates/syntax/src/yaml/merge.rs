//! Merge keys: `<<: *anchor` and `<<: [*a, *b]`, shallow, own keys first, then the sources in order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use diag::{Span, Step};
use smol_str::SmolStr;

use super::{Data, Entry, Map, Node, Trail};
use crate::SyntaxError;

/// How many entries merge keys may bring into one document; more is an attack or an accident.
pub const MERGE_BUDGET: usize = 1_000_000;

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
pub fn merge_keys(root: Node) -> Merged {
    let mut merger = Merger { done: HashMap::new(), errors: Vec::new(), left: MERGE_BUDGET };
    let root = merger.node(root);
    Merged { root, errors: merger.errors }
}

struct Merger {
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
        if let Data::Map(map) = &mut node.data {
            map.entries.iter_mut().for_each(|entry| share(&mut entry.value));
        }
        let done = Arc::new(node);
        self.done.insert(address, (original, Arc::clone(&done)));
        done
    }

    fn map(&mut self, map: Map) -> Map {
        let has_merge = map.entries.iter().any(|entry| entry.key.is_merge_key());
        let finish = |merger: &mut Self, entry: Entry| Entry {
            key: merger.node(entry.key),
            value: merger.node(entry.value),
        };
        if !has_merge {
            return map.entries.into_iter().map(|entry| finish(self, entry)).collect();
        }
        let own = map.entries.iter().filter(|entry| !entry.key.is_merge_key());
        let mut taken: HashSet<SmolStr> =
            own.filter_map(|entry| entry.key.as_str()).map(SmolStr::new).collect();
        let mut entries = Vec::with_capacity(map.entries.len());
        for entry in map.entries {
            let entry = finish(self, entry);
            if entry.key.is_merge_key() {
                self.merge(&entry.value, &mut taken, &mut entries);
            } else {
                entries.push(entry);
            }
        }
        Map { entries }
    }

    fn merge(&mut self, sources: &Node, taken: &mut HashSet<SmolStr>, into: &mut Vec<Entry>) {
        let Some(items) = sources.as_seq() else { return self.merge_one(sources, taken, into) };
        for item in items {
            self.merge_one(item, taken, into);
        }
    }

    fn merge_one(&mut self, source: &Node, taken: &mut HashSet<SmolStr>, into: &mut Vec<Entry>) {
        let Some(map) = source.as_map() else {
            let help = Some("give it an alias of a mapping, or a list of them".to_owned());
            return self.error(source.span, "a merge key wants a mapping".to_owned(), help);
        };
        let step =
            source.alias_span().map(|span| Trail::new(Step::at(span, "merged in here"), None));
        for entry in &map.entries {
            let is_new = entry.key.as_str().is_none_or(|key| taken.insert(SmolStr::new(key)));
            if !is_new {
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else {
                return self.error(
                    source.span,
                    format!("merge keys bring in more than {MERGE_BUDGET} entries"),
                    None,
                );
            };
            self.left = left;
            let mut entry = entry.clone();
            if let Some(step) = &step {
                entry.value.trail = Some(match entry.value.trail.take() {
                    None => Arc::clone(step),
                    earlier => Trail::new(step.step.clone(), earlier),
                });
            }
            into.push(entry);
        }
    }

    fn error(&mut self, span: Span, message: String, help: Option<String>) {
        // Once the budget is spent, every further merge key would say so again.
        if self.errors.last().is_none_or(|last| last.message != message || self.left > 0) {
            self.errors.push(SyntaxError { span, message, help });
        }
    }
}

/// Moves a collection behind an `Arc`, so that clones share it.
fn share(value: &mut Node) {
    if matches!(value.data, Data::Seq(_) | Data::Map(_)) {
        let span = value.span;
        let node = std::mem::replace(value, Node::null(span));
        *value = Node::new(Arc::new(node), span);
    }
}
