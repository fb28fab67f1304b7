//! Keys that stand twice in one mapping.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::{Duplicate, Entry, Node};

/// Small mappings are compared pairwise, which is faster than hashing and needs no memory.
const PAIRWISE: usize = 12;

/// Finds scalar keys of equal text.
pub(super) fn duplicates(entries: &[Entry], found: &mut Vec<Duplicate>) {
    if entries.len() <= PAIRWISE {
        pairwise(entries, found);
    } else {
        hashed(entries, found);
    }
}

fn pairwise(entries: &[Entry], found: &mut Vec<Duplicate>) {
    for (index, entry) in entries.iter().enumerate() {
        let Some(key) = entry.key.as_str() else { continue };
        let first = entries[..index].iter().find(|first| first.key.as_str() == Some(key));
        found.extend(first.map(|first| duplicate(key, &entry.key, &first.key)));
    }
}

fn hashed(entries: &[Entry], found: &mut Vec<Duplicate>) {
    let mut seen: HashMap<&str, &Node> = HashMap::with_capacity(entries.len());
    for entry in entries {
        let Some(key) = entry.key.as_str() else { continue };
        let first = *seen.entry(key).or_insert(&entry.key);
        if !std::ptr::eq(first, &raw const entry.key) {
            found.push(duplicate(key, &entry.key, first));
        }
    }
}

fn duplicate(key: &str, later: &Node, first: &Node) -> Duplicate {
    Duplicate { key: SmolStr::new(key), span: later.span, first: first.span }
}
