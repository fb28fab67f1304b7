//! `replacements` of a kustomization: values copied from one object into others.

use diag::{Span, Step};
use syntax::yaml::{Data, Node};

use super::build::Build;
use super::resource::{Id, Resource};
use super::select::Target;
use super::spec::group_of;
use super::tree;
use crate::budget;
use crate::kube::Field;

/// Applies all replacements, those in files included.
pub(super) fn apply_all(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    resources: &mut [Resource],
) {
    for entry in root.list("replacements") {
        let Some(path) = entry.get("path") else {
            apply(build, &entry, resources);
            continue;
        };
        for document in build.yaml(folder, &path).unwrap_or_default() {
            let field = Field::root(&document);
            if field.is_list() {
                field.items().for_each(|item| apply(build, &item, resources));
            } else {
                apply(build, &field, resources);
            }
        }
    }
}

fn apply(build: &mut Build<'_>, entry: &Field<'_>, resources: &mut [Resource]) {
    if !build.pass(resources, 0) {
        return;
    }
    let value = match (entry.get("sourceValue"), entry.get("source")) {
        (Some(value), _) => Some(tree::string(value.str().unwrap_or_default(), value.span())),
        (None, Some(source)) => source_value(&source, resources),
        (None, None) => None,
    };
    let Some(value) = value else {
        let place = entry.get("source").map_or(entry.span(), |source| source.blame());
        return build.problems.push((place, "the replacement's source is not there".into()));
    };
    for target in entry.list("targets") {
        let Some(select) = target.get("select") else { continue };
        let selected = Target::read(&select);
        if !build.pass(resources, 0) {
            return;
        }
        let rejected: Vec<Target> = target.list("reject").iter().map(Target::read).collect();
        let size = value.expanded_size(build.budget.left()).unwrap_or(usize::MAX);
        let cost = size.saturating_add(budget::of_text(value.as_str().unwrap_or_default()));
        for resource in resources.iter_mut().filter(|it| selected.selects_any_id(it)) {
            if !build.budget.spend(cost) {
                return;
            }
            if !rejected.iter().any(|reject| reject.selects_any_id(resource)) {
                write(build, &target, &value, resource);
            }
        }
    }
}

fn source_value(source: &Field<'_>, resources: &[Resource]) -> Option<Node> {
    let (group, version) = group_of(source);
    let fits = |wanted: &str, is: &str| wanted.is_empty() || wanted == is;
    let is_meant = |id: &Id| {
        fits(&group, &id.group)
            && fits(&version, &id.version)
            && fits(source.str_at("kind"), &id.kind)
            && fits(source.str_at("name"), &id.name)
            && fits(source.str_at("namespace"), &id.namespace)
    };
    let object = resources.iter().find(|it| it.ids().iter().any(is_meant))?;
    let path = source.get("fieldPath").and_then(|path| path.str()).unwrap_or("metadata.name");
    let mut value = (*find(&object.node, &split_dots(path)).first()?).clone();
    if let Some(delimiter) = source.at(&["options", "delimiter"]).and_then(|it| it.str())
        && let Some(text) = value.as_str()
    {
        let part = text.split(delimiter).nth(index(source)?)?.to_owned();
        value = tree::string(&part, value.span);
    }
    Some(value)
}

/// The index of the options, 0 if there is none; `None` below 0.
fn index(field: &Field<'_>) -> Option<usize> {
    let written = field.at(&["options", "index"]).and_then(|it| it.str());
    written.map_or(Some(0), |text| text.parse().ok())
}

fn write(build: &mut Build<'_>, target: &Field<'_>, value: &Node, resource: &mut Resource) {
    let paths = target.list("fieldPaths");
    let paths: Vec<(String, Span)> = if paths.is_empty() {
        vec![("metadata.name".into(), target.span())]
    } else {
        paths.iter().map(|path| (path.str().unwrap_or_default().to_owned(), path.span())).collect()
    };
    let create = target.at(&["options", "create"]).is_some_and(|it| it.str() == Some("true"));
    let delimiter = target.at(&["options", "delimiter"]).and_then(|it| it.str());
    for (path, place) in paths {
        let step = Step::at(place, "the kustomization replaces it");
        let mut found = false;
        let mut change = |node: &mut Node| {
            found = true;
            put(node, value, delimiter, index(target), &step);
        };
        let parts = split_dots(&path);
        walk(&mut resource.node, &parts, create.then_some(place), &mut change);
        if !found {
            let message = format!("the replacement finds no `{path}` in {}", resource.id().kind);
            build.problems.push((place, message));
        }
    }
}

fn put(node: &mut Node, value: &Node, delimiter: Option<&str>, index: Option<usize>, step: &Step) {
    let text = value.as_str();
    if let (Some(delimiter), Some(text)) = (delimiter.filter(|it| !it.is_empty()), text) {
        let old = node.as_str().unwrap_or_default().to_owned();
        let mut parts: Vec<&str> = old.split(delimiter).collect();
        match index {
            None => parts.insert(0, text),
            Some(at) if at >= parts.len() => parts.push(text),
            Some(at) => parts[at] = text,
        }
        return tree::rewrite(node, &parts.join(delimiter), step);
    }
    match (&node.data, text) {
        (Data::Scalar(_), Some(text)) if !node.is_null() => tree::rewrite(node, text, step),
        _ => {
            *node = value.clone();
            node.travel(step.clone());
        }
    }
}

/// Splits a path at its dots; `\.` and dots in brackets are none.
pub(super) fn split_dots(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = parts.len() - 1;
        match letter {
            '\\' if letters.peek() == Some(&'.') => parts[last].extend(letters.next()),
            '[' if depth == 0 && !parts[last].is_empty() => {
                depth = 1;
                parts.push("[".into());
            }
            '[' => {
                depth += 1;
                parts[last].push(letter);
            }
            ']' => {
                depth -= 1;
                parts[last].push(letter);
            }
            '.' if depth == 0 => parts.push(String::new()),
            _ => parts[last].push(letter),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether an item is meant by `[name=x]`.
fn is_item(part: &str, item: &Node) -> bool {
    let Some(inner) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) else {
        return false;
    };
    match inner.split_once('=') {
        Some(("", value)) => item.as_str() == Some(value),
        Some((key, value)) => item.get(key).and_then(Node::as_str) == Some(value),
        None => false,
    }
}

/// The values at a path.
pub(super) fn find<'n>(node: &'n Node, path: &[String]) -> Vec<&'n Node> {
    let Some((part, rest)) = path.split_first() else { return vec![node] };
    let next: Vec<&Node> = match &node.data {
        Data::Seq(items) => match part.trim_matches(['[', ']']).parse::<usize>() {
            Ok(at) => items.get(at).into_iter().collect(),
            Err(_) if part == "*" => items.iter().collect(),
            Err(_) => items.iter().filter(|item| is_item(part, item)).collect(),
        },
        _ => node.get(part.trim_matches(['[', ']'])).into_iter().collect(),
    };
    next.into_iter().flat_map(|node| find(node, rest)).collect()
}

/// Calls `change` for every value at a path; with a place, what is missing is made there.
fn walk(node: &mut Node, path: &[String], create: Option<Span>, change: &mut dyn FnMut(&mut Node)) {
    let Some((part, rest)) = path.split_first() else { return change(node) };
    if let Data::Seq(items) = &mut node.data {
        let at = part.trim_matches(['[', ']']).parse::<usize>().ok();
        for (position, item) in items.iter_mut().enumerate() {
            if part == "*" || at == Some(position) || is_item(part, item) {
                walk(item, rest, create, change);
            }
        }
        return;
    }
    let part = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')).unwrap_or(part);
    if node.get(part).is_none() {
        let Some(span) = create.filter(|_| node.as_map().is_some()) else { return };
        let fresh = if rest.is_empty() { Node::null(span) } else { tree::mapping(span) };
        tree::set(node, part, fresh);
    }
    if let Some(value) = tree::get_mut(node, part) {
        walk(value, rest, create, change);
    }
}
