//! A cursor over what a project says, for rules: values after merging and interpolation, places, and the way they came.

use diag::{Span, Step};
use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::{Project, Service};
use crate::Value;

/// A value of a project. A key without a value counts as unset.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    project: &'a Project,
    node: &'a Node,
    key: Option<Span>,
    trail: Vec<Step>,
}

impl Project {
    /// What the project says, from the top.
    pub fn field(&self) -> Field<'_> {
        Field { project: self, node: &self.root, key: None, trail: Vec::new() }
    }
}

impl<'a> Service<'a> {
    /// What the service says, from the top.
    pub fn field(&self) -> Field<'a> {
        let trail = self.node.steps().cloned().collect();
        Field { project: self.project, node: self.node, key: Some(self.key), trail }
    }
}

impl<'a> Field<'a> {
    /// The value of a key; `None` if it is unset or this is no mapping.
    pub fn get(&self, key: &str) -> Option<Self> {
        let entry = self.node.target().entry(key)?;
        (!entry.value.is_null()).then(|| self.below(&entry.value, Some(entry.key.span)))
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self.clone(), |field, key| field.get(key))
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self) -> Vec<Self> {
        self.node.target().items().iter().map(|item| self.below(item, None)).collect()
    }

    /// The keys of a mapping and their values, unset ones included; none for anything else.
    pub fn entries(&self) -> Vec<(&'a str, Self)> {
        let entries = self.node.target().entries().iter();
        entries
            .filter_map(|entry| {
                Some((entry.key.as_str()?, self.below(&entry.value, Some(entry.key.span))))
            })
            .collect()
    }

    /// What a mapping or a list of `name=value` says, as far as it is known: name, value and where it stands.
    pub fn pairs(&self) -> Vec<(&'a str, &'a str, Self)> {
        let entries = self.entries().into_iter();
        let entries = entries.filter_map(|(name, value)| Some((name, value.str()?, value)));
        let items = self.items().into_iter().filter_map(|item| {
            let (name, value) = item.str()?.split_once('=')?;
            Some((name, value, item))
        });
        entries.chain(items).collect()
    }

    /// The items of the sequence at `key`, or none.
    pub fn list(&self, key: &str) -> Vec<Self> {
        self.get(key).map(|list| list.items()).unwrap_or_default()
    }

    /// The text of a scalar, if the files decide it.
    pub fn str(&self) -> Option<&'a str> {
        self.node.as_str().filter(|_| self.doubt().is_none())
    }

    /// The text of a scalar, or why it is not known; `None` for anything else.
    pub fn text(&self) -> Option<Value<&'a str>> {
        let text = self.node.as_str()?;
        Some(self.doubt().map_or(Value::Known(text), |why| Value::Unknown(why.to_owned())))
    }

    /// Whether it is a boolean that Compose takes for true.
    pub fn is_true(&self) -> bool {
        self.str().and_then(compose_bool) == Some(true)
    }

    /// Why the files do not decide it, if so.
    pub fn doubt(&self) -> Option<&'a str> {
        self.project.doubt(self.node)
    }

    /// The place to blame: a scalar itself, an item as a whole, the key of a collection.
    pub fn blame(&self) -> Span {
        let own = self.node.target().span;
        match (self.node.as_str(), self.key) {
            (None, Some(key)) => key,
            _ => own,
        }
    }

    /// The key as written, or the value if it has none.
    pub fn key(&self) -> Span {
        self.key.unwrap_or(self.node.target().span)
    }

    /// The places it came through, nearest first.
    pub fn trail(&self) -> &[Step] {
        &self.trail
    }

    fn below(&self, node: &'a Node, key: Option<Span>) -> Self {
        let steps = node.steps().chain(&self.trail);
        Self { project: self.project, node, key, trail: steps.cloned().collect() }
    }
}
