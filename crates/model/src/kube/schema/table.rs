//! The fields of Kubernetes' own types, from a table of facts.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Any,
    Str,
    Bool,
    Int,
    IntOrStr,
    Quantity,
    /// A mapping with the fields of this type.
    Object(&'static str),
    List(Box<Self>),
    Map(Box<Self>),
}

/// All types.
pub(super) struct Table {
    /// Names of types by `apps/v1/Deployment`.
    kinds: BTreeMap<&'static str, &'static str>,
    /// Fields in order of their names.
    types: BTreeMap<&'static str, Vec<(&'static str, Type)>>,
}

impl Table {
    /// The table, read once.
    pub(super) fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::read(include_str!("fields.txt")))
    }

    fn read(text: &'static str) -> Self {
        let mut table = Self { kinds: BTreeMap::new(), types: BTreeMap::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((kind, name)) = line.split_once(" = ") {
                table.kinds.insert(kind, name);
            } else if let Some((name, fields)) = line.split_once(' ') {
                let fields = fields.split(' ').filter_map(|field| field.split_once(':'));
                table.types.insert(name, fields.map(|(key, word)| (key, Type::of(word))).collect());
            }
        }
        table
    }

    /// The type of a kind; `None` for kinds that are not Kubernetes' own, and for versions that are not stable.
    pub(super) fn kind(&self, api_version: &str, kind: &str) -> Option<&'static str> {
        self.kinds.get(format!("{api_version}/{kind}").as_str()).copied()
    }

    /// The fields of a type.
    pub(super) fn fields(&self, name: &str) -> &[(&'static str, Type)] {
        self.types.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a field has to be.
    pub(super) fn field(&self, name: &str, key: &str) -> Option<&Type> {
        let fields = self.fields(name);
        let at = fields.binary_search_by_key(&key, |(known, _)| known).ok()?;
        Some(&fields[at].1)
    }
}

impl Type {
    fn of(word: &'static str) -> Self {
        let within = |open, close| word.strip_prefix(open)?.strip_suffix(close);
        if let Some(inner) = within('[', ']') {
            return Self::List(Box::new(Self::of(inner)));
        }
        if let Some(inner) = within('{', '}') {
            return Self::Map(Box::new(Self::of(inner)));
        }
        match word {
            "any" => Self::Any,
            "str" => Self::Str,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "int-or-str" => Self::IntOrStr,
            "quantity" => Self::Quantity,
            name => Self::Object(name),
        }
    }

    /// What it is called in a message.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Str => "text",
            Self::Bool => "`true` or `false`",
            Self::Int => "a whole number",
            Self::IntOrStr => "a whole number or text",
            Self::Quantity => "a quantity",
            Self::Object(_) | Self::Map(_) => "a mapping",
            Self::List(_) => "a list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = Table::get();
        assert_eq!(table.kind("apps/v1", "Deployment"), Some("Deployment"));
        assert_eq!(table.kind("example.com/v1", "Deployment"), None);
        for (name, fields) in &table.types {
            assert!(fields.is_sorted_by_key(|(key, _)| key), "{name}");
            for (key, kind) in fields {
                let mut kind = kind;
                while let Type::List(inner) | Type::Map(inner) = kind {
                    kind = inner;
                }
                let Type::Object(below) = kind else { continue };
                assert!(table.types.contains_key(below), "{name}.{key}: {below}");
            }
        }
        for name in table.kinds.values() {
            assert!(table.types.contains_key(name), "{name}");
        }
    }
}
