//! JSON patches (RFC 6902), applied to spanned trees.

use diag::{Span, Step};
use syntax::yaml::{Data, Node};

use super::tree;
use crate::budget::Budget;
use crate::kube::Field;

/// Applies all operations in order; the first that does not fit ends it.
///
/// # Errors
/// Which operation does not fit, and why.
pub(super) fn apply(
    root: &mut Node,
    operations: &Node,
    step: &Step,
    budget: &mut Budget,
) -> Result<(), String> {
    let mut operations = operations.items().iter();
    operations.try_for_each(|operation| apply_one(root, operation, step, budget))
}

fn apply_one(
    root: &mut Node,
    operation: &Node,
    step: &Step,
    budget: &mut Budget,
) -> Result<(), String> {
    let text = |key: &str| operation.get(key).and_then(Node::as_str).unwrap_or_default();
    let path = text("path");
    let copied = match text("op") {
        "copy" => find(root, &pointer(text("from"))),
        _ => operation.get("value"),
    };
    let size = |node: &Node| node.expanded_size(budget.left()).unwrap_or(usize::MAX);
    if !budget.spend(copied.map_or(0, size).saturating_add(1)) {
        return Err("there is too much to patch".to_owned());
    }
    let value = || {
        let mut value =
            operation.get("value").cloned().unwrap_or_else(|| Node::null(operation.span));
        value.travel(step.clone());
        value
    };
    let done = match text("op") {
        "add" => add(root, path, value()),
        "remove" => take(root, path).map(drop),
        "replace" => replace(root, path, value()),
        "move" => take(root, text("from")).and_then(|moved| add(root, path, moved)),
        "copy" => {
            let copied = find(root, &pointer(text("from"))).cloned();
            copied.and_then(|copied| add(root, path, copied))
        }
        "test" => is_equal(find(root, &pointer(path)), operation.get("value")).then_some(()),
        other => return Err(format!("`{other}` is no operation of a JSON patch")),
    };
    done.ok_or_else(|| format!("`{} {path}` finds nothing there", text("op")))
}

fn is_equal(found: Option<&Node>, wanted: Option<&Node>) -> bool {
    let json = |node: Option<&Node>| node.map(|node| Field::root(node).to_json());
    json(found).unwrap_or_default() == json(wanted).unwrap_or_default()
}

fn pointer(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

fn find<'n>(root: &'n Node, path: &[String]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, key| match &node.data {
        Data::Seq(items) => items.get(key.parse::<usize>().ok()?),
        _ => node.get(key),
    })
}

fn find_mut<'n>(root: &'n mut Node, path: &[String]) -> Option<&'n mut Node> {
    path.iter().try_fold(root, |node, key| {
        if node.as_seq().is_some() {
            return tree::items_mut(node).get_mut(key.parse::<usize>().ok()?);
        }
        tree::get_mut(node, key)
    })
}

fn add(root: &mut Node, path: &str, value: Node) -> Option<()> {
    let path = pointer(path);
    let Some((last, parents)) = path.split_last() else {
        *root = value;
        return Some(());
    };
    ensure(root, &path, value.span);
    let parent = find_mut(root, parents)?;
    match &mut parent.data {
        Data::Seq(items) if last == "-" => items.push(value),
        Data::Seq(items) => {
            let at: usize = last.parse().ok().filter(|at| *at <= items.len())?;
            items.insert(at, value);
        }
        Data::Map(_) => {
            let span = value.span;
            let fresh = parent.get(last).is_none();
            tree::set(parent, last, value);
            if !fresh
                && let Data::Map(map) = &mut parent.data
                && let Some(entry) = map.entry_mut(last)
            {
                entry.key.span = span;
            }
        }
        _ => return None,
    }
    Some(())
}

/// Makes the mappings and lists that a path leads through, as kustomize's library does for `add`.
fn ensure(root: &mut Node, path: &[String], span: Span) {
    let mut node = root;
    for pair in path.windows(2) {
        let [key, next] = pair else { return };
        let is_missing = node.get(key).is_none_or(Node::is_null);
        if node.as_map().is_some() && is_missing {
            let is_list = matches!(next.as_str(), "-" | "0");
            let fresh = if is_list { Node::new(Vec::new(), span) } else { tree::mapping(span) };
            tree::set(node, key, fresh);
        }
        let Some(below) = find_mut(node, std::slice::from_ref(key)) else { return };
        node = below;
    }
}

fn take(root: &mut Node, path: &str) -> Option<Node> {
    let path = pointer(path);
    let (last, parents) = path.split_last()?;
    let parent = find_mut(root, parents)?;
    match &mut parent.data {
        Data::Seq(items) => {
            let at: usize = last.parse().ok().filter(|at| *at < items.len())?;
            Some(items.remove(at))
        }
        _ => tree::remove(parent, last),
    }
}

fn add_key(root: &mut Node, path: &[String], value: Node) -> Option<()> {
    let (last, parents) = path.split_last()?;
    let parent = find_mut(root, parents).filter(|parent| parent.as_map().is_some())?;
    tree::set(parent, last, value);
    Some(())
}

fn replace(root: &mut Node, path: &str, value: Node) -> Option<()> {
    let keys = pointer(path);
    // As kustomize's library has it, a missing key is added.
    let Some(found) = find_mut(root, &keys) else { return add_key(root, &keys, value) };
    let span = value.span;
    *found = value;
    let (last, parents) = keys.split_last()?;
    if let Data::Map(map) = &mut find_mut(root, parents)?.data
        && let Some(entry) = map.entry_mut(last)
    {
        entry.key.span = span;
    }
    Some(())
}
