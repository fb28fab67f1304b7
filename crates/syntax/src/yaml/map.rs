//! Mappings that keep the order of the source and every duplicate.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use smol_str::SmolStr;

use super::{Data, Node};

/// Up to so many entries are searched one by one.
const FEW: usize = 16;

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
    pub entries: Entries,
}

/// The entries of a mapping: a vector, with a table of its keys once there are many and one is looked up.
pub struct Entries(Inner);

enum Inner {
    Few(Vec<Entry>),
    Many(Box<Many>),
}

struct Many {
    list: Vec<Entry>,
    /// Where the last entry of each key stands; empty after a change.
    table: OnceLock<HashMap<SmolStr, usize>>,
}

impl Map {
    /// The value of a key; the last one wins, as in every dialect that accepts duplicates.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The last entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.place(key).map(|at| &self.entries[at])
    }

    /// The last entry of a key, to be changed; the text of its key has to stay.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        let at = self.entries.place(key)?;
        self.entries.kept().get_mut(at)
    }

    /// Takes out every entry of a key and returns the last one.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.place(key)?;
        let is_key = |entry: &mut Entry| entry.key.as_str() == Some(key);
        self.entries.extract_if(.., is_key).last()
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, key: Node, value: Node) {
        self.entries.add(Entry { key, value });
    }
}

impl Entries {
    /// Where the last entry of a key stands.
    fn place(&self, key: &str) -> Option<usize> {
        match &self.0 {
            Inner::Many(many) => many.table.get_or_init(|| table(&many.list)).get(key).copied(),
            Inner::Few(list) => list.iter().rposition(|entry| entry.key.as_str() == Some(key)),
        }
    }

    /// The entries, to be changed in a way that leaves their keys alone.
    fn kept(&mut self) -> &mut Vec<Entry> {
        match &mut self.0 {
            Inner::Few(list) => list,
            Inner::Many(many) => &mut many.list,
        }
    }

    fn add(&mut self, entry: Entry) {
        let is_full = matches!(&self.0, Inner::Few(list) if list.len() >= FEW);
        let list = if is_full { &mut **self } else { self.kept() };
        let at = list.len();
        let name = entry.key.as_str().map(SmolStr::new);
        list.push(entry);
        if let (Inner::Many(many), Some(name)) = (&mut self.0, name)
            && let Some(table) = many.table.get_mut()
        {
            table.insert(name, at);
        }
    }
}

fn table(list: &[Entry]) -> HashMap<SmolStr, usize> {
    let named = |(at, entry): (usize, &Entry)| Some((SmolStr::new(entry.key.as_str()?), at));
    list.iter().enumerate().filter_map(named).collect()
}

impl Deref for Entries {
    type Target = Vec<Entry>;

    fn deref(&self) -> &Vec<Entry> {
        match &self.0 {
            Inner::Few(list) => list,
            Inner::Many(many) => &many.list,
        }
    }
}

impl DerefMut for Entries {
    fn deref_mut(&mut self) -> &mut Vec<Entry> {
        if let Inner::Few(list) = &mut self.0
            && list.len() >= FEW
        {
            *self = std::mem::take(list).into();
        }
        if let Inner::Many(many) = &mut self.0 {
            many.table.take();
        }
        self.kept()
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(list: Vec<Entry>) -> Self {
        Self(if list.len() < FEW {
            Inner::Few(list)
        } else {
            Inner::Many(Box::new(Many { list, table: OnceLock::new() }))
        })
    }
}

impl From<Entries> for Vec<Entry> {
    fn from(entries: Entries) -> Self {
        match entries.0 {
            Inner::Few(list) => list,
            Inner::Many(many) => many.list,
        }
    }
}

impl Default for Entries {
    fn default() -> Self {
        Self(Inner::Few(Vec::new()))
    }
}

impl Clone for Entries {
    fn clone(&self) -> Self {
        Vec::clone(self).into()
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Vec::fmt(self, f)
    }
}

impl IntoIterator for Entries {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Vec::from(self).into_iter()
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Entry;
    type IntoIter = std::slice::Iter<'e, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'e> IntoIterator for &'e mut Entries {
    type Item = &'e mut Entry;
    type IntoIter = std::slice::IterMut<'e, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl From<Vec<Entry>> for Map {
    fn from(entries: Vec<Entry>) -> Self {
        Self { entries: entries.into() }
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        entries.into_iter().collect::<Vec<_>>().into()
    }
}

impl From<Map> for Data {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

#[cfg(test)]
mod tests {
    use diag::{SourceId, Span};

    use super::{FEW, Map};
    use crate::yaml::Node;

    fn node(text: &str) -> Node {
        Node::plain(text, Span::file(SourceId(0)))
    }

    #[test]
    fn large_mappings_answer_as_small_ones_do() {
        for size in [3, FEW - 1, FEW, FEW + 1, 100] {
            let mut map = Map::default();
            for n in 0..size {
                map.push(node(&format!("k{n}")), node("old"));
            }
            assert!(map.get("k1").is_some() && map.get("x").is_none());
            map.push(node("k1"), node("new"));
            assert_eq!(map.get("k1").and_then(Node::as_str), Some("new"));
            map.entries[0].key = node("renamed");
            assert!(map.get("renamed").is_some() && map.get("k0").is_none());
            assert_eq!(map.remove("k1").as_ref().and_then(|it| it.value.as_str()), Some("new"));
            assert_eq!((map.get("k1"), map.entries.len()), (None, size - 1));
            assert_eq!(map.entry_mut("k2").map(|it| it.key.clone()), Some(node("k2")));
            assert_eq!(map.clone(), map);
        }
    }

    #[test]
    fn mappings_take_no_more_room_than_vectors() {
        assert_eq!(size_of::<Map>(), size_of::<Vec<u8>>());
    }
}
