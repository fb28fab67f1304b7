//! Where keys came first: found by comparison while they are few, as they nearly always are, else by hash.

use std::collections::HashMap;
use std::hash::Hash;

/// Fewer keys are compared one by one.
const FEW: usize = 16;

/// Keys and the places where they came first.
pub(super) struct Places<K> {
    few: Vec<(K, usize)>,
    many: HashMap<K, usize>,
}

impl<K: Eq + Hash> Places<K> {
    /// No keys yet, with room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        if count <= FEW {
            Self { few: Vec::with_capacity(count), many: HashMap::new() }
        } else {
            Self { few: Vec::new(), many: HashMap::with_capacity(count) }
        }
    }

    /// The place of an equal key; if there is none, this key is at `place` from now on.
    pub(super) fn first(&mut self, key: K, place: usize) -> Option<usize> {
        if self.many.capacity() > 0 {
            let first = *self.many.entry(key).or_insert(place);
            return (first != place).then_some(first);
        }
        let known = self.few.iter().find(|(known, _)| *known == key);
        if let Some((_, first)) = known {
            return Some(*first);
        }
        self.few.push((key, place));
        None
    }
}
