//! Services that wait for each other.

use std::collections::BTreeMap;

use diag::Span;
use smol_str::SmolStr;
use syntax::yaml::Node;

use super::super::plain;
use super::super::resolve::{Notes, section};
use super::names::linked_name;

/// What a service waits for, and where it says so.
pub(in crate::compose) type Waits = Vec<(SmolStr, Span)>;

/// Notes a problem for every circle, at the place that closes it.
pub(super) fn check(root: &Node, notes: &mut Notes) {
    let services = section(root, "services").iter();
    let graph: BTreeMap<SmolStr, Waits> = services
        .filter_map(|entry| Some((SmolStr::new(entry.key.as_str()?), waits(&entry.value))))
        .filter(|(_, waits)| !waits.is_empty())
        .collect();
    let mut state: BTreeMap<&str, bool> = BTreeMap::new();
    for name in graph.keys() {
        visit(name, &graph, &mut state, notes);
    }
}

/// Walks the graph in depth with a stack of its own, so that long chains cannot overflow.
fn visit<'g>(
    start: &'g str,
    graph: &'g BTreeMap<SmolStr, Waits>,
    done: &mut BTreeMap<&'g str, bool>,
    notes: &mut Notes,
) {
    let mut stack: Vec<(&str, usize)> = vec![(start, 0)];
    while let Some((name, next)) = stack.last_mut() {
        let name: &'g str = name;
        if *next == 0 && done.insert(name, false) == Some(true) {
            done.insert(name, true);
            stack.pop();
            continue;
        }
        let Some((child, span)) = graph.get(name).and_then(|waits| waits.get(*next)) else {
            done.insert(name, true);
            stack.pop();
            continue;
        };
        *next += 1;
        match done.get(child.as_str()) {
            Some(true) => {}
            Some(false) => {
                let message = format!("service `{name}` waits for `{child}`, which waits for it");
                notes.problem(*span, message);
            }
            None => stack.push((child, 0)),
        }
    }
}

/// Every service that a service waits for.
pub(in crate::compose) fn waits(service: &Node) -> Waits {
    let mut waits: Waits = Vec::new();
    let mut add = |name: &str, node: &Node| {
        if !waits.iter().any(|(known, _)| known == name) {
            waits.push((name.into(), node.target().span));
        }
    };
    for entry in service.get("depends_on").map_or(&[][..], Node::entries) {
        add(&plain::print(&entry.key), &entry.key);
    }
    for node in service.get("links").map_or(&[][..], Node::items) {
        add(linked_name(&plain::print(node)), node);
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        if let Some(node) = service.get(key)
            && let Some(name) = plain::print(node).strip_prefix("service:")
        {
            add(name, node);
        }
    }
    for node in service.get("volumes_from").map_or(&[][..], Node::items) {
        let text = plain::print(node);
        if !text.starts_with("container:") {
            add(text.split(':').next().unwrap_or_default(), node);
        }
    }
    waits
}
