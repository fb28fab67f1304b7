//! A cursor over what an object says: values as the API machinery reads them, places, and the way they came.

use std::collections::HashMap;

use diag::{Span, Step};
use smol_str::SmolStr;
use syntax::yaml::{Dialect, Node, Value as Scalar};

use super::placeholder;
use crate::{Origin, Setting, Value};

/// A value of an object. A field that is `null` counts as unset, as it does for the API server.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    node: &'a Node,
    key: Option<Span>,
    trail: Vec<Step>,
}

impl<'a> Field<'a> {
    /// A cursor at the root of an object.
    pub(crate) fn root(node: &'a Node) -> Self {
        Self { node: node.target(), key: None, trail: Vec::new() }.arrive(node)
    }

    /// The value of a key; `None` if it is unset or this is no mapping.
    pub fn get(&self, key: &str) -> Option<Self> {
        let entry = self.node.entry(key)?;
        if entry.value.is_null() {
            return None;
        }
        let trail = self.trail.clone();
        Some(
            Self { node: entry.value.target(), key: Some(entry.key.span), trail }
                .arrive(&entry.value),
        )
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self.clone(), |field, key| field.get(key))
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let (trail, items) = (self.trail.clone(), self.node.items());
        items.iter().map(move |item| {
            Self { node: item.target(), key: None, trail: trail.clone() }.arrive(item)
        })
    }

    /// The keys of a mapping and their values, unset ones left out; none for anything else. A key that stands twice comes twice.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let (trail, entries) = (self.trail.clone(), self.node.entries());
        entries.iter().filter(|entry| !entry.value.is_null()).filter_map(move |entry| {
            let (key, node) = (Some(entry.key.span), entry.value.target());
            let field = Self { node, key, trail: trail.clone() }.arrive(&entry.value);
            Some((entry.key.as_str()?, field))
        })
    }

    /// The items of the sequence at `key`, or none.
    pub fn list(&self, key: &str) -> Vec<Self> {
        self.get(key).map(|list| list.items().collect()).unwrap_or_default()
    }

    /// Where the items of a list stand, by their name; of several the first.
    pub(super) fn places(&self) -> HashMap<SmolStr, usize> {
        let name = |item: &Node| item.get("name").and_then(Node::as_str).unwrap_or_default().into();
        let items = self.node.items().iter().enumerate().rev();
        items.map(|(at, item)| (name(item), at)).collect()
    }

    /// An item of a list.
    pub(super) fn nth(self, at: usize) -> Option<Self> {
        let item = self.node.items().get(at)?;
        Some(Self { node: item.target(), key: None, trail: self.trail }.arrive(item))
    }

    /// The text of a scalar as written, whatever it is taken for.
    pub fn str(&self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// The text at `key` as written; empty if it is unset or no scalar.
    pub fn str_at(&self, key: &str) -> &'a str {
        self.node.get(key).and_then(Node::as_str).unwrap_or_default()
    }

    /// Whether it is a mapping of keys.
    pub fn is_map(&self) -> bool {
        self.node.as_map().is_some() && self.placeholder().is_none()
    }

    /// Whether it is a sequence.
    pub fn is_list(&self) -> bool {
        self.node.as_seq().is_some()
    }

    /// The value as JSON, the way the API server would get it. Unset fields are `null`.
    pub fn to_json(&self) -> serde_json::Value {
        json(self.node)
    }

    /// Why the value is not in the file, if something fills it in before the manifest is applied.
    pub fn placeholder(&self) -> Option<String> {
        placeholder::of_node(self.node)
    }

    /// The text, if the file says it.
    pub fn text(&self) -> Value<&'a str> {
        match (self.placeholder(), self.str()) {
            (Some(why), _) => Value::Unknown(why),
            (None, Some(text)) => Value::Known(text),
            (None, None) => Value::Unknown("the API server wants text here".into()),
        }
    }

    /// The truth value, if the file says it. Quoted words are none: the API server rejects them.
    pub fn bool(&self) -> Value<bool> {
        match self.node.value(Dialect::Kubernetes) {
            Some(Scalar::Bool(value)) => Value::Known(value),
            _ => Value::Unknown(self.misfit("a boolean")),
        }
    }

    /// The whole number, if the file says it.
    pub fn int(&self) -> Value<i64> {
        match self.node.value(Dialect::Kubernetes) {
            Some(Scalar::Int(value)) => Value::Known(value),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the guard leaves whole numbers of 15 digits"
            )]
            Some(Scalar::Float(value)) if value.fract() == 0.0 && value.abs() < 1e15 => {
                Value::Known(value as i64)
            }
            _ => Value::Unknown(self.misfit("a whole number")),
        }
    }

    /// Why the value is not what the API server wants.
    fn misfit(&self, wanted: &str) -> String {
        self.placeholder().unwrap_or_else(|| match self.str() {
            Some(text) => format!("`{text}` is not {wanted}, so the API server rejects it"),
            None => format!("the API server wants {wanted} here"),
        })
    }

    /// What `read` makes of the value at a path; `None` if it is unset. A placeholder on the way makes it unknown.
    pub fn setting<T>(
        &self,
        path: &[&str],
        read: impl FnOnce(&Self) -> Value<T>,
    ) -> Option<Setting<T>> {
        let mut field = self.clone();
        for key in path {
            if let Some(why) = field.placeholder() {
                return Some(field.set(Value::Unknown(why)));
            }
            field = field.get(key)?;
        }
        let value = read(&field);
        Some(field.set(value))
    }

    /// A setting that this field decides.
    pub fn set<T>(&self, value: Value<T>) -> Setting<T> {
        Setting::new(value, Origin::Written, self.blame()).via(self.trail.iter().cloned())
    }

    /// The tree behind it.
    pub(super) fn node(&self) -> &'a Node {
        self.node
    }

    /// The value as written.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// The key as written, if it is the value of one.
    pub fn key_span(&self) -> Option<Span> {
        self.key
    }

    /// The place to blame: key and value of a scalar, the key of a collection, an item as a whole, and for what an alias
    /// brings in the place where it is written.
    pub fn blame(&self) -> Span {
        let Some(key) = self.key else { return self.span() };
        let follows = key.source == self.node.span.source && key.end() <= self.node.span.start();
        match self.node.scalar() {
            Some(_) if follows && self.is_beside(key) => key.to(self.node.span),
            Some(_) => self.node.span,
            None => key,
        }
    }

    /// Whether the value stands behind its key. An aliased value stands where its anchor is.
    fn is_beside(&self, key: Span) -> bool {
        self.node.span.start() - key.end() < 256 && self.trail.iter().all(|step| step.text != ALIAS)
    }

    /// The places it came through, nearest first.
    pub fn trail(&self) -> &[Step] {
        &self.trail
    }

    /// Adds the way that led to this very node.
    fn arrive(mut self, node: &Node) -> Self {
        let alias = node.alias_span().map(|span| Step::at(span, ALIAS));
        let steps: Vec<Step> = alias.into_iter().chain(node.steps().cloned()).collect();
        self.trail.splice(0..0, steps);
        self
    }
}

fn json(node: &Node) -> serde_json::Value {
    match node.value(Dialect::Kubernetes) {
        Some(Scalar::Null) => serde_json::Value::Null,
        Some(Scalar::Bool(value)) => value.into(),
        Some(Scalar::Int(value)) => value.into(),
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers of 15 digits")]
        Some(Scalar::Float(value)) if value.fract() == 0.0 && value.abs() < 1e15 => {
            (value as i64).into()
        }
        Some(Scalar::Float(value)) => value.into(),
        Some(Scalar::Str(value)) => value.into(),
        None if node.as_seq().is_some() => node.items().iter().map(json).collect(),
        None => {
            let key =
                |entry: &syntax::yaml::Entry| entry.key.as_str().unwrap_or_default().to_owned();
            let entries = node.entries().iter().map(|entry| (key(entry), json(&entry.value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

const ALIAS: &str = "an alias brings it in here";
