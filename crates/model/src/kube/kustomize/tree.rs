//! Changing trees in place while every value remembers where it was written.

use diag::{Span, Step};
use syntax::yaml::{Data, Dialect, Map, Node, Scalar, Style, Value};

use crate::budget::Budget;

/// Writes out all aliases, so that a change to one place changes no other. `None` if that breaks the budget.
pub(super) fn flatten(node: &mut Node, budget: &mut Budget) -> Option<()> {
    while let Data::Alias(target) = &node.data {
        let place = node.span;
        let mut written = Node::clone(target);
        if written.span != place {
            written.travel(Step::at(place, "an alias brings it in here"));
        }
        *node = written;
    }
    budget.spend(1).then_some(())?;
    if is_text_to_kustomize(node)
        && let Data::Scalar(scalar) = &mut node.data
    {
        scalar.style = Style::Double;
    }
    match &mut node.data {
        Data::Seq(items) => items.iter_mut().try_for_each(|item| flatten(item, budget)),
        Data::Map(map) => map.entries.iter_mut().try_for_each(|entry| {
            flatten(&mut entry.key, budget)?;
            flatten(&mut entry.value, budget)
        }),
        Data::Scalar(_) | Data::Alias(_) => Some(()),
    }
}

/// To kustomize `yes` and `on` are text, and it writes them in quotes; to `kubectl` they are truth values.
fn is_text_to_kustomize(node: &Node) -> bool {
    let is_bool = |dialect| matches!(node.value(dialect), Some(Value::Bool(_)));
    is_bool(Dialect::Kubernetes) && !is_bool(Dialect::Core)
}

/// A string that nobody takes for anything else.
pub(super) fn string(text: &str, span: Span) -> Node {
    Node::new(Scalar { text: text.into(), style: Style::Double }, span)
}

/// Makes text of the values of a mapping that `is_meant` picks.
pub(super) fn quote(node: &mut Node, is_meant: &dyn Fn(&Node) -> bool) {
    let Data::Map(map) = &mut node.data else { return };
    for entry in map.entries.iter_mut().filter(|entry| is_meant(&entry.value)) {
        if let Data::Scalar(scalar) = &mut entry.value.data {
            scalar.style = Style::Double;
        }
    }
}

/// An empty mapping.
pub(super) fn mapping(span: Span) -> Node {
    Node::new(Map::default(), span)
}

/// Sets the value of a key, keeping the place of the key if it is there.
pub(super) fn set(node: &mut Node, key: &str, value: Node) {
    if node.as_map().is_none() {
        node.data = Data::Map(Map::default());
    }
    let span = value.span;
    let Data::Map(map) = &mut node.data else { return };
    match map.entry_mut(key) {
        Some(entry) => entry.value = value,
        None => map.push(Node::plain(key, span), value),
    }
}

/// Takes out a key.
pub(super) fn remove(node: &mut Node, key: &str) -> Option<Node> {
    match &mut node.data {
        Data::Map(map) => map.remove(key).map(|entry| entry.value),
        _ => None,
    }
}

/// The value of a key, to be changed.
pub(super) fn get_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    match &mut node.data {
        Data::Map(map) => map.entry_mut(key).map(|entry| &mut entry.value),
        _ => None,
    }
}

/// The items of a sequence, to be changed; none for anything else.
pub(super) fn items_mut(node: &mut Node) -> &mut [Node] {
    match &mut node.data {
        Data::Seq(items) => items,
        _ => &mut [],
    }
}

/// Replaces the text of a scalar and nothing else, and notes where the new text stands.
pub(super) fn rewrite(node: &mut Node, text: &str, step: &Step) {
    if node.as_str() == Some(text) {
        return;
    }
    // What was text stays text, whatever the new words look like.
    let was_text = matches!(node.value(Dialect::Kubernetes), Some(Value::Str(_)) | None);
    let style = if was_text { Style::Double } else { Style::Plain };
    node.data = Data::Scalar(Scalar { text: text.into(), style });
    node.travel(step.clone());
}

/// Calls `change` for every value at the end of a path; lists on the way are walked through. With a place, what is missing
/// is made there.
pub(super) fn visit(
    node: &mut Node,
    path: &[impl AsRef<str>],
    create: Option<Span>,
    change: &mut dyn FnMut(&mut Node),
) {
    let Some((key, rest)) = path.split_first() else { return change(node) };
    let (key, is_list) = match key.as_ref().strip_suffix("[]") {
        Some(key) => (key, true),
        None => (key.as_ref(), false),
    };
    match &mut node.data {
        Data::Seq(items) => items.iter_mut().for_each(|item| visit(item, path, create, change)),
        Data::Map(map) => {
            let missing = map.entry(key).is_none_or(|entry| entry.value.is_null());
            if missing {
                let Some(span) = create.filter(|_| !is_list) else { return };
                let fresh = if rest.is_empty() { Node::null(span) } else { mapping(span) };
                set(node, key, fresh);
            }
            if let Some(value) = get_mut(node, key) {
                visit(value, rest, create, change);
            }
        }
        _ => {}
    }
}

/// Splits `a/b\/c` at its slashes.
pub(super) fn split_path(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = parts.len() - 1;
        match letter {
            '\\' if letters.peek() == Some(&'/') => parts[last].extend(letters.next()),
            '/' => parts.push(String::new()),
            _ => parts[last].push(letter),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::split_path;

    #[test]
    fn a_slash_in_a_key_is_escaped() {
        assert_eq!(
            split_path("metadata/annotations/a.io\\/b"),
            ["metadata", "annotations", "a.io/b"]
        );
    }
}
