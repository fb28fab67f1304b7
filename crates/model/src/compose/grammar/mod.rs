//! What every key of a Compose file may hold and how Docker Compose treats it: one table for validation,
//! type casts, merging and canonical form. Measured against Docker Compose 5.6.1.

mod build;
mod deploy;
mod resource;
mod service;
mod shapes;
#[cfg(test)]
mod tests;
mod treatment;

pub(super) use service::SERVICE;
pub(super) use treatment::{Cast, Index, Kind, Long, Merge};

use shapes::FREE;

/// A set of scalar types.
pub(super) type Scalars = u8;
pub(super) const NULL: Scalars = 1;
pub(super) const BOOL: Scalars = 2;
/// Whole numbers.
pub(super) const INT: Scalars = 4;
/// Any numbers.
pub(super) const NUM: Scalars = 8 | INT;
pub(super) const STR: Scalars = 16;
const ANY: Scalars = NULL | BOOL | NUM | STR;

/// What a value may be.
#[derive(Debug)]
pub(super) struct Shape {
    /// Scalar types.
    pub(super) scalars: Scalars,
    /// What strings are held to.
    pub(super) text: Text,
    /// Least and greatest whole number.
    pub(super) range: Option<(i64, i64)>,
    /// Items, if it may be a list.
    pub(super) items: Option<&'static Items>,
    /// Keys, if it may be a mapping.
    pub(super) map: Option<&'static Map>,
}

/// What a string is held to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// Nothing.
    Free,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Whatever this accepts, in words for people.
    Like(fn(&str) -> bool, &'static str),
}

/// The items of a list.
#[derive(Debug)]
pub(super) struct Items {
    /// What an item is.
    pub(super) item: Key,
    /// Whether equal items are refused.
    pub(super) unique: bool,
}

/// The keys of a mapping.
#[derive(Debug)]
pub(super) struct Map {
    /// Known keys, sorted.
    pub(super) keys: &'static [Key],
    /// Keys that must be there.
    pub(super) required: &'static [&'static str],
    /// What other keys there may be.
    pub(super) others: Others,
    /// How many keys begin with an earlier letter than the one of this place: where the letter's own are found.
    starts: [u8; LETTERS + 1],
}

/// Every known key begins with one of these many.
const LETTERS: usize = 26;

/// Keys that are not in the table.
#[derive(Debug)]
pub(super) enum Others {
    /// None.
    None,
    /// Only `x-*`, which mean nothing to Compose.
    Extensions,
    /// Anything.
    Any,
    /// Those of another mapping, but for some.
    Like {
        /// The other mapping.
        map: &'static Map,
        /// What is refused all the same.
        without: &'static [&'static str],
    },
    /// Names that people choose.
    Named {
        /// What a value is.
        value: &'static Key,
        /// Which names count.
        name: fn(&str) -> bool,
        /// Whether other names are refused; else they may hold anything.
        closed: bool,
    },
}

/// What Compose knows of a key, or of the items of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// The key; empty for items and for names that people choose.
    pub(super) name: &'static str,
    /// What the value may be.
    pub(super) shape: &'static Shape,
    /// What a string is turned into after interpolation.
    pub(super) cast: Option<Cast>,
    /// How a later value meets an earlier one.
    pub(super) merge: Merge,
    /// What tells the items of a list apart; a later one replaces an earlier one.
    pub(super) index: Option<Index>,
    /// How the short syntax becomes the long one.
    pub(super) long: Long,
    /// What it is in the model.
    pub(super) kind: Kind,
}

impl Shape {
    /// Only scalars of these types.
    pub(super) const fn of(scalars: Scalars) -> Self {
        Self { scalars, text: Text::Free, range: None, items: None, map: None }
    }

    const fn list(items: &'static Items) -> Self {
        Self::of(0).or_list(items)
    }

    const fn or_list(mut self, items: &'static Items) -> Self {
        self.items = Some(items);
        self
    }

    const fn map(map: &'static Map) -> Self {
        Self::of(0).or_map(map)
    }

    const fn or_map(mut self, map: &'static Map) -> Self {
        self.map = Some(map);
        self
    }

    const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.text = Text::OneOf(words);
        self
    }

    const fn like(mut self, test: fn(&str) -> bool, words: &'static str) -> Self {
        self.text = Text::Like(test, words);
        self
    }

    const fn between(mut self, least: i64, greatest: i64) -> Self {
        self.range = Some((least, greatest));
        self
    }
}

impl Items {
    const fn of(shape: &'static Shape) -> Self {
        Self { item: Key::new("", shape), unique: false }
    }

    const fn unique(shape: &'static Shape) -> Self {
        Self { item: Key::new("", shape), unique: true }
    }

    const fn long(mut self, long: Long) -> Self {
        self.item.long = long;
        self
    }
}

impl Map {
    const fn with(keys: &'static [Key], others: Others) -> Self {
        Self { keys, required: &[], others, starts: starts(keys) }
    }

    /// Keys of the table and `x-*`.
    const fn of(keys: &'static [Key]) -> Self {
        Self::with(keys, Others::Extensions)
    }

    /// Keys of the table only.
    const fn closed(keys: &'static [Key]) -> Self {
        Self::with(keys, Others::None)
    }

    /// Names that people choose.
    const fn named(value: &'static Key, name: fn(&str) -> bool, closed: bool) -> Self {
        Self::with(&[], Others::Named { value, name, closed })
    }

    const fn requires(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// The keys with the same first letter.
    fn near(&self, name: &str) -> &'static [Key] {
        let letter = name.bytes().next().map(|byte| usize::from(byte.wrapping_sub(b'a')));
        match letter {
            Some(letter) if letter < LETTERS => {
                &self.keys[usize::from(self.starts[letter])..usize::from(self.starts[letter + 1])]
            }
            _ => &[],
        }
    }
    /// What is known of a key; `None` if it is refused.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        if let Some(key) = self.near(name).iter().find(|key| key.name == name) {
            return Some(key);
        }
        match self.others {
            Others::None => None,
            Others::Extensions => name.starts_with("x-").then_some(&UNKNOWN),
            Others::Any => Some(&UNKNOWN),
            Others::Like { map, without } => {
                if without.contains(&name) {
                    None
                } else {
                    map.key(name)
                }
            }
            Others::Named { value, name: counts, closed } => match (counts(name), closed) {
                (true, _) => Some(value),
                (false, false) => Some(&UNKNOWN),
                (false, true) => None,
            },
        }
    }
}

/// Where the keys of each letter begin.
const fn starts(keys: &[Key]) -> [u8; LETTERS + 1] {
    let mut starts = [0; LETTERS + 1];
    let mut at = 0;
    while at < keys.len() {
        let mut after = (keys[at].name.as_bytes()[0] - b'a') as usize + 1;
        while after <= LETTERS {
            starts[after] += 1;
            after += 1;
        }
        at += 1;
    }
    starts
}

impl Key {
    pub(super) const fn new(name: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            shape,
            cast: None,
            merge: Merge::Deep,
            index: None,
            long: Long::Inside,
            kind: Kind::Struct,
        }
    }

    const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    const fn cast(mut self, cast: Cast) -> Self {
        self.cast = Some(cast);
        self
    }

    const fn merge(mut self, merge: Merge) -> Self {
        self.merge = merge;
        self
    }

    const fn index(mut self, index: Index) -> Self {
        self.index = Some(index);
        self
    }

    const fn long(mut self, long: Long) -> Self {
        self.long = long;
        self
    }

    /// What is known of a key of a mapping that stands here; nothing is known of what is refused.
    pub(super) fn child(&self, name: &str) -> &'static Key {
        self.shape.map.and_then(|map| map.key(name)).unwrap_or(&UNKNOWN)
    }

    /// Whether the keys of a mapping here are names that people choose.
    pub(super) fn holds_names(&self) -> bool {
        self.shape.map.is_some_and(|map| matches!(map.others, Others::Named { .. }))
    }

    /// How a key of a mapping here is printed: devices of block I/O have no names of their own.
    pub(super) fn printed_name(&self, name: &str) -> String {
        let is_device = std::ptr::eq(self.shape, service::weight())
            || std::ptr::eq(self.shape, service::rate());
        match (is_device, name) {
            (true, "path") => "Path".to_owned(),
            (true, "weight") => "Weight".to_owned(),
            (true, "rate") => "Rate".to_owned(),
            _ => name.to_owned(),
        }
    }

    /// What is known of the items of a list that stands here.
    pub(super) fn item(&self) -> &'static Key {
        self.shape.items.map_or(&UNKNOWN, |items| &items.item)
    }
}

/// A key that Compose knows nothing about.
pub(super) static UNKNOWN: Key = Key::new("", &FREE).kind(Kind::Raw).long(Long::Same);

/// The whole file.
pub(super) static TOP: Key = Key::new("", &resource::FILE);
