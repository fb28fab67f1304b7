//! Mappings that keep the order of the source and every duplicate.

use super::{Data, Node};

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key; nearly always a scalar, but YAML allows any node.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// A mapping in source order, duplicates kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The entries in source order.
    pub entries: Vec<Entry>,
}

impl Map {
    /// The value of a key; the last one wins, as in every dialect that accepts duplicates.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The last entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key.as_str() == Some(key))
    }

    /// The last entry of a key, to be changed.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().rev().find(|entry| entry.key.as_str() == Some(key))
    }

    /// Takes out every entry of a key and returns the last one.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let is_key = |entry: &mut Entry| entry.key.as_str() == Some(key);
        self.entries.extract_if(.., is_key).last()
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, key: Node, value: Node) {
        self.entries.push(Entry { key, value });
    }
}

impl From<Vec<Entry>> for Map {
    fn from(entries: Vec<Entry>) -> Self {
        Self { entries }
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

impl From<Map> for Data {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}
