//! How one value that an overlay renders came about.

use syntax::yaml::Node;

use super::{Manifest, ObjectFacts};
use crate::compose::{Story, words};
use crate::tree::place::item_name;

impl Manifest {
    /// The story of the value at a place such as `Deployment/shop/api:spec.replicas`. The namespace may be left out.
    pub fn story(&self, place: &str) -> Option<Story> {
        let (object, path) = place.split_once(':').unwrap_or((place, ""));
        let facts = self.objects.iter().find(|facts| is_called(facts, object))?;
        let root = self.tree.as_ref()?.node(&facts.address)?;
        let nodes = walk(root, path)?;
        let node = *nodes.last()?;
        let steps = nodes.iter().rev().flat_map(|node| node.steps()).cloned().collect();
        Some(Story {
            value: words(node),
            span: node.target().span,
            is_written: true,
            steps,
            doubt: None,
        })
    }
}

fn is_called(facts: &ObjectFacts, title: &str) -> bool {
    let mut parts = title.split('/');
    let kind = parts.next() == Some(&facts.kind);
    let name = parts.next_back() == Some(&facts.name);
    kind && name && parts.next().is_none_or(|it| facts.namespace.as_deref() == Some(it))
}

/// All nodes on the way. Keys are separated by dots; those that have dots themselves are tried as a whole.
fn walk<'n>(root: &'n Node, path: &str) -> Option<Vec<&'n Node>> {
    let (mut nodes, mut rest) = (vec![root], path);
    while !rest.is_empty() {
        let node = *nodes.last()?;
        let (below, length) = match rest.strip_prefix('[') {
            Some(inner) => {
                let end = inner.find(']')?;
                (item(node, &inner[..end])?, end + 2)
            }
            None => key(node, rest)?,
        };
        nodes.push(below);
        rest = rest[length..].strip_prefix('.').unwrap_or(&rest[length..]);
    }
    Some(nodes)
}

/// The value of the longest key that a path begins with, and the length of the key.
fn key<'n>(node: &'n Node, path: &str) -> Option<(&'n Node, usize)> {
    let fits = |key: &str| {
        let rest = path.strip_prefix(key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let keys = node.entries().iter().filter_map(|entry| Some((entry.key.as_str()?, &entry.value)));
    let found = keys.filter(|(key, _)| fits(key)).max_by_key(|(key, _)| key.len());
    found.map(|(key, value)| (value, key.len()))
}

/// An item of a list, by what identifies it or by its position.
fn item<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let named = node.items().iter().find(|item| item_name(item) == Some(name));
    named.or_else(|| node.items().get(name.parse::<usize>().ok()?))
}
