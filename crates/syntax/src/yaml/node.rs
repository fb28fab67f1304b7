//! The tree: scalars, sequences, mappings and shared anchors, each with its place.

use std::sync::Arc;

use diag::{Span, Step};
use smol_str::SmolStr;

use super::{Dialect, Entry, Map, Trail, Value, scalar};

/// A node of a tree. Accessors see through aliases; the fields do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub data: Data,
    /// Where it is written: quotes and brackets included, a block scalar from its `|` or `>`, tag and anchor not.
    /// Of an alias, the `*name`. Empty, behind the `:` or `-`, for a value that is left out.
    pub span: Span,
    /// The tag, if one is written.
    pub tag: Option<Box<Tag>>,
    /// How the value came here, if a merge brought it.
    pub trail: Option<Arc<Trail>>,
}

/// What a node can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Text.
    Scalar(Scalar),
    /// A sequence.
    Seq(Vec<Node>),
    /// A mapping.
    Map(Map),
    /// A node with an anchor, where it is defined (the spans are equal) and wherever an alias repeats it.
    Alias(Arc<Node>),
}

/// The text of a scalar, escapes and folding undone, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text; empty for a value that is left out.
    pub text: SmolStr,
    /// How it is written; only [`Style::Plain`] text can be anything but a string.
    pub style: Style,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'...'`.
    Single,
    /// `"..."`.
    Double,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// A tag as written, `!!` short for `tag:yaml.org,2002:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `!!str`, `!reset`, or a full name.
    pub name: SmolStr,
    /// Where it is written.
    pub span: Span,
}

impl Node {
    /// A node without tag and trail.
    pub fn new(data: impl Into<Data>, span: Span) -> Self {
        Self { data: data.into(), span, tag: None, trail: None }
    }

    /// A plain scalar.
    pub fn plain(text: impl Into<SmolStr>, span: Span) -> Self {
        Self::new(Scalar { text: text.into(), style: Style::Plain }, span)
    }

    /// A value that is left out.
    pub fn null(span: Span) -> Self {
        Self::plain(SmolStr::default(), span)
    }

    /// The node itself, or what the alias stands for. Its span is where the value is written.
    pub fn target(&self) -> &Self {
        let mut node = self;
        while let Some(target) = node.aliased() {
            node = target;
        }
        node
    }

    fn aliased(&self) -> Option<&Self> {
        match &self.data {
            Data::Alias(target) => Some(target),
            _ => None,
        }
    }

    /// The place of the `*name` if this repeats a node that is written elsewhere.
    pub fn alias_span(&self) -> Option<Span> {
        (self.target().span != self.span).then_some(self.span)
    }

    /// Where the node stands: of an alias the `*name`, not the value; see [`Node::target`].
    pub fn span(&self) -> Span {
        self.span
    }

    /// Name of the tag, if one is written.
    pub fn tag_name(&self) -> Option<&str> {
        self.target().tag.as_ref().map(|tag| tag.name.as_str())
    }

    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.target().data {
            Data::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of any scalar, whatever a dialect takes it for; empty for a value that is left out.
    pub fn as_str(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.target().data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, if it is a sequence.
    pub fn as_seq(&self) -> Option<&[Self]> {
        match &self.target().data {
            Data::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        self.as_map().map_or(&[], |map| &map.entries)
    }

    /// The items of a sequence; none for anything else.
    pub fn items(&self) -> &[Self] {
        self.as_seq().unwrap_or_default()
    }

    /// The value of a key; `None` if this is no mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The entry of a key; `None` if this is no mapping.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?.entry(key)
    }

    /// The value at the end of a path of keys.
    pub fn path(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Whether it is null in every dialect: left out, `~`, or `null` without quotes.
    pub fn is_null(&self) -> bool {
        self.value(Dialect::Core) == Some(Value::Null)
    }

    /// What a dialect takes the scalar for; `None` for sequences and mappings.
    pub fn value(&self, dialect: Dialect) -> Option<Value<'_>> {
        let node = self.target();
        let Data::Scalar(scalar) = &node.data else { return None };
        Some(scalar::resolve(dialect, scalar, node.tag_name()))
    }

    /// Whether it is the merge key `<<`.
    pub fn is_merge_key(&self) -> bool {
        let Some(Scalar { text, style }) = self.scalar() else { return false };
        let tag = self.tag_name();
        text == "<<" && (tag == Some("!!merge") || *style == Style::Plain && tag.is_none())
    }

    /// Adds a stop to the way of this value.
    pub fn travel(&mut self, step: Step) {
        self.trail = Some(Trail::new(step, self.trail.take()));
    }

    /// All steps that brought the value here, the latest first; those of an alias before those of its target.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let chain = std::iter::successors(Some(self), |node| node.aliased());
        chain.filter_map(|node| node.trail.as_deref()).flat_map(Trail::steps)
    }

    /// The steps of every node on a path of keys, this one included, the innermost first: a merge marks the root of
    /// what it moves, so the way of a leaf is that of all its parents. Stops where the path does.
    pub fn steps_along(&self, keys: &[&str]) -> Vec<&Step> {
        let below = keys.iter().scan(self, |node, key| {
            *node = node.get(key)?;
            Some(*node)
        });
        let mut nodes: Vec<&Self> = std::iter::once(self).chain(below).collect();
        nodes.reverse();
        nodes.into_iter().flat_map(Self::steps).collect()
    }

    /// How many nodes there are with every alias written out, or `None` if that is more than `limit`.
    /// Takes no longer than counting to `limit`.
    pub fn expanded_size(&self, limit: usize) -> Option<usize> {
        let mut left = limit;
        count_down(self, &mut left).then(|| limit - left)
    }
}

fn count_down(node: &Node, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    node.items().iter().all(|item| count_down(item, left))
        && node
            .entries()
            .iter()
            .all(|entry| count_down(&entry.key, left) && count_down(&entry.value, left))
}

impl From<Scalar> for Data {
    fn from(scalar: Scalar) -> Self {
        Self::Scalar(scalar)
    }
}

impl From<Vec<Node>> for Data {
    fn from(items: Vec<Node>) -> Self {
        Self::Seq(items)
    }
}

impl From<Arc<Node>> for Data {
    fn from(target: Arc<Node>) -> Self {
        Self::Alias(target)
    }
}
