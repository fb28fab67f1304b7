//! From the short syntax to the long one, in place.

use diag::Span;
use smol_str::SmolStr;
use syntax::yaml::{Data, Dialect, Entry, Node, Value};

use super::super::grammar::{Key, Long};
use super::super::pieces::blame_parts;
use super::super::plain;
use super::super::resolve::Notes;
use super::{port, volume};

/// Brings everything below a node into its long form.
pub(in crate::compose) fn lengthen(node: &mut Node, key: &'static Key, notes: &mut Notes) {
    match key.long {
        Long::Inside => inside(node, key, notes),
        Long::Build => {
            wrap(node, "context");
            inside(node, key, notes);
        }
        Long::Extends => {
            wrap(node, "service");
            inside(node, key, notes);
        }
        Long::Include => wrap(node, "path"),
        Long::FileMount => wrap(node, "source"),
        Long::Volume => {
            replace(node, notes, |text, span| volume::lengthen(text, span).map_err(str::to_owned));
        }
        Long::Device => replace(node, notes, device),
        Long::Ports => ports(node, notes),
        Long::List => list(node),
        Long::EnvFile => env_file(node, notes),
        Long::DependsOn => depends_on(node),
        Long::Names => names(node, Node::null),
        Long::KeyValues => key_values(node, notes),
        Long::Ssh => ssh(node, notes),
        Long::Gpus => gpus(node, key, notes),
        Long::Text if plain::string(node).is_none() && !node.is_null() => {
            *node = keep(node, plain::text(plain::print(node), node.span));
        }
        Long::Same | Long::Text | Long::Ulimit => {}
        Long::External => external(node, key, notes),
    }
}

fn inside(node: &mut Node, key: &'static Key, notes: &mut Notes) {
    match &mut node.data {
        Data::Map(map) => {
            for entry in &mut map.entries {
                lengthen(
                    &mut entry.value,
                    key.child(entry.key.as_str().unwrap_or_default()),
                    notes,
                );
            }
        }
        Data::Seq(items) => items.iter_mut().for_each(|item| lengthen(item, key.item(), notes)),
        _ => {}
    }
}

/// A new form of a node with the way of the old one.
fn keep(old: &mut Node, mut new: Node) -> Node {
    new.trail = old.trail.take();
    new
}

/// The same for a form that has the parts of the old text, each of which may be a variable's value.
fn keep_parts(old: &mut Node, mut new: Node, notes: &Notes) -> Node {
    if let Some(pieces) = notes.pieces.get(&old.span) {
        blame_parts(&mut new, pieces);
    }
    keep(old, new)
}

/// A string is the value of one key.
fn wrap(node: &mut Node, key: &'static str) {
    if plain::string(node).is_none() {
        return;
    }
    let span = node.span;
    let trail = node.trail.take();
    let value = std::mem::replace(node, Node::null(span));
    *node = plain::map(vec![(key, value)], span);
    node.trail = trail;
}

fn replace(node: &mut Node, notes: &mut Notes, long: impl Fn(&str, Span) -> Result<Node, String>) {
    let Some(text) = plain::string(node) else { return };
    // The long form has four pairs or so.
    if !notes.spend(8, node.span) {
        return;
    }
    match long(text, node.span) {
        Ok(new) => *node = keep_parts(node, new, notes),
        Err(message) => drop(notes.problem_at(node, message)),
    }
}

fn device(text: &str, span: Span) -> Result<Node, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, permissions) = match parts[..] {
        [source] => (source, source, "rwm"),
        [source, target] => (source, target, "rwm"),
        [source, target, permissions] => (source, target, permissions),
        _ => return Err("a device has at most three parts".to_owned()),
    };
    let target = if target.is_empty() { source } else { target };
    let string = |text: &str| plain::text(SmolStr::new(text), span);
    let entries = vec![
        ("source", string(source)),
        ("target", string(target)),
        ("permissions", string(permissions)),
    ];
    Ok(plain::map(entries, span))
}

fn ports(node: &mut Node, notes: &mut Notes) {
    let Data::Seq(items) = &mut node.data else { return };
    for item in items {
        if item.as_map().is_some() {
            continue;
        }
        // compose-go types.ParsePortConfig: what go-yaml takes for a float is no port.
        if matches!(item.value(Dialect::Compose), Some(Value::Float(_))) {
            let problem = notes.problem_at(item, "a port is a whole number or a string");
            problem.help("write `[address:][host port:]container port`");
            continue;
        }
        // A short port stands for five pairs.
        if !notes.spend(10, item.span) {
            return;
        }
        match port::lengthen(&plain::print(item), item.span) {
            Ok(new) => *item = keep_parts(item, new, notes),
            Err(message) => {
                notes
                    .problem_at(item, message)
                    .help("write `[address:][host port:]container port`");
            }
        }
    }
}

/// A string is a list of one.
fn list(node: &mut Node) {
    if plain::string(node).is_some() {
        let span = node.span;
        let trail = node.trail.take();
        let item = std::mem::replace(node, Node::null(span));
        *node = Node::new(vec![item], span);
        node.trail = trail;
    }
}

fn env_file(node: &mut Node, notes: &mut Notes) {
    list(node);
    if node.as_map().is_some() {
        notes.problem_at(node, "`env_file` is a string or a list, not a mapping");
    }
    let Data::Seq(items) = &mut node.data else { return };
    for item in items {
        wrap(item, "path");
        plain::add_missing(item, "required", |span| plain::flag(true, span));
    }
}

fn depends_on(node: &mut Node) {
    names(node, plain::dependency);
    let Data::Map(map) = &mut node.data else { return };
    for entry in &mut map.entries {
        plain::add_missing(&mut entry.value, "condition", |span| {
            plain::text(SmolStr::new_static("service_started"), span)
        });
        plain::add_missing(&mut entry.value, "required", |span| plain::flag(true, span));
    }
}

/// The items of a list become keys.
fn names(node: &mut Node, value: impl Fn(Span) -> Node) {
    let Data::Seq(items) = &mut node.data else { return };
    let entries = std::mem::take(items).into_iter().map(|item| {
        let mut value = value(item.span);
        value.trail.clone_from(&item.trail);
        Entry { key: item, value }
    });
    node.data = Data::Map(entries.collect());
}

fn key_values(node: &mut Node, notes: &mut Notes) {
    let Data::Seq(items) = &mut node.data else { return };
    let mut entries = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match plain::string(&item).and_then(|text| text.split_once('=')) {
            Some((name, value)) => entries.push(pair(&item, name, Some(value))),
            None => drop(notes.problem_at(&item, "an item of this list is `name=value`")),
        }
    }
    node.data = Data::Map(entries.into());
}

fn ssh(node: &mut Node, notes: &mut Notes) {
    let Data::Seq(items) = &mut node.data else { return };
    let mut entries = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match plain::string(&item).map(|text| (text, text.split_once('='))) {
            Some((_, Some((name, value)))) => entries.push(pair(&item, name, Some(value))),
            Some(("default", None)) => entries.push(pair(&item, "default", None)),
            _ => drop(notes.problem_at(&item, "an SSH key is `default` or `id=path`")),
        }
    }
    node.data = Data::Map(entries.into());
}

fn pair(item: &Node, name: &str, value: Option<&str>) -> Entry {
    let text = |text: &str| plain::text(SmolStr::new(text), item.span);
    let mut value = value.map_or_else(|| Node::null(item.span), text);
    value.trail.clone_from(&item.trail);
    Entry { key: text(name), value }
}

fn gpus(node: &mut Node, key: &'static Key, notes: &mut Notes) {
    if plain::string(node).is_none() {
        return inside(node, key, notes);
    }
    let count = plain::text(SmolStr::new_static("all"), node.span);
    let request = plain::map(vec![("count", count)], node.span);
    *node = keep(node, Node::new(vec![request], node.span));
}

/// `external: {name: x}` is the old way to write `external: true` and `name: x`.
fn external(node: &mut Node, key: &'static Key, notes: &mut Notes) {
    inside(node, key, notes);
    let Some(external) = node.get("external").filter(|it| it.as_map().is_some()) else { return };
    let (span, old) = (external.span, external.get("name").cloned());
    let Data::Map(map) = &mut node.data else { return };
    if let Some(entry) = map.entry_mut("external") {
        entry.value = plain::flag(true, span);
    }
    let Some(old) = old else { return };
    match map.get("name") {
        Some(name) if plain::print(name) != plain::print(&old) => {
            notes
                .problem_at(&old, "`name` and `external.name` differ")
                .help("keep `name` and write `external: true`");
        }
        Some(_) => {}
        None => map.push(plain::text(SmolStr::new_static("name"), old.span), old),
    }
}
