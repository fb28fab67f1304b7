//! How a later value meets an earlier one: overrides, further documents, `extends` and `include` all merge the same way.

use std::collections::{HashMap, HashSet};

use diag::Step;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use syntax::yaml::{Data, Entry, Map, Node};

use super::super::grammar::{Key, Merge};
use super::super::plain;
use super::Notes;
use super::trail::sink;

/// Merges `later` over `earlier`.
pub(super) fn merge(
    mut earlier: Node,
    mut later: Node,
    key: &'static Key,
    notes: &mut Notes,
) -> Node {
    match key.merge {
        Merge::Replace => later,
        Merge::Deep => deep(earlier, later, key, notes),
        Merge::Sequence => {
            let mut items = into_items(earlier);
            let span = if later.is_null() { None } else { Some(later.span) };
            let place = later.span;
            items.append(&mut into_items(later));
            Node::new(items, span.unwrap_or(place))
        }
        Merge::Listed => listed(earlier, later),
        Merge::Build => {
            into_build(&mut earlier);
            into_build(&mut later);
            mappings(earlier, later, key, notes)
        }
        Merge::DependsOn => {
            into_mapping(&mut earlier, plain::dependency);
            into_mapping(&mut later, plain::dependency);
            mappings(earlier, later, key, notes)
        }
        Merge::Mapping => {
            into_mapping(&mut earlier, Node::null);
            into_mapping(&mut later, Node::null);
            mappings(earlier, later, key, notes)
        }
        Merge::Ulimit => match (&earlier.data, &later.data) {
            (Data::Map(_), Data::Map(_)) => mappings(earlier, later, key, notes),
            _ => later,
        },
        Merge::Logging if later.is_null() => {
            notes.problem(later.span, "`logging` cannot be merged with nothing");
            earlier
        }
        Merge::Logging => {
            let driver = |node: &Node| node.get("driver").and_then(Node::as_str).map(SmolStr::new);
            match (driver(&earlier), driver(&later)) {
                (Some(one), Some(other)) if one != other => later,
                _ => mappings(earlier, later, key, notes),
            }
        }
        Merge::Pools => pools(&earlier, later, key, notes),
    }
}

fn deep(mut earlier: Node, mut later: Node, key: &'static Key, notes: &mut Notes) -> Node {
    if later.is_null() {
        return earlier;
    }
    match (&mut earlier.data, &mut later.data) {
        (Data::Map(_), Data::Map(_)) => mappings(earlier, later, key, notes),
        (Data::Seq(_), Data::Seq(_)) => {
            sink(&mut earlier);
            sink(&mut later);
            let (Data::Seq(mut items), Data::Seq(more)) = (earlier.data, later.data) else {
                return Node::null(later.span);
            };
            extend(&mut items, more);
            Node::new(items, later.span)
        }
        (Data::Map(_) | Data::Seq(_), _) => {
            let message = format!("`{}` cannot replace a value of another type", key.name);
            let problem = notes.problem_at(&later, message);
            problem.help("write it the same way as in the file that it is merged over");
            later
        }
        _ => {
            if !earlier.is_null() && earlier.span != later.span {
                later.travel(Step::at(earlier.span, "replaces what stands here"));
            }
            later
        }
    }
}

/// Adds the items that are not there yet; an equal one keeps its first place.
fn extend(items: &mut Vec<Node>, more: Vec<Node>) {
    let mut known: HashSet<SmolStr> = items.iter().map(plain::identity).collect();
    items.extend(more.into_iter().filter(|item| known.insert(plain::identity(item))));
}

/// Merges key by key. Anything but two mappings leaves the later one, or the one that is a mapping.
pub(in crate::compose) fn mappings(
    mut earlier: Node,
    mut later: Node,
    key: &'static Key,
    notes: &mut Notes,
) -> Node {
    if !matches!(later.data, Data::Map(_)) {
        return if later.is_null() { earlier } else { later };
    }
    if !matches!(earlier.data, Data::Map(_)) {
        return later;
    }
    sink(&mut earlier);
    sink(&mut later);
    let span = later.span;
    let (Data::Map(mut into), Data::Map(from)) = (earlier.data, later.data) else {
        return Node::null(span);
    };
    let mut places = Places::of(&into);
    for entry in from.entries {
        let name = entry.key.as_str().unwrap_or_default();
        let Some(at) = places.find(&into, name) else {
            places.add(name, into.entries.len());
            into.entries.push(entry);
            continue;
        };
        let child = key.child(name);
        let slot = &mut into.entries[at];
        let base = std::mem::replace(&mut slot.value, Node::null(span));
        slot.value = merge(base, entry.value, child, notes);
        slot.key = entry.key;
    }
    Node::new(into, span)
}

/// Where keys stand in a mapping; a table only where a search would be slow.
struct Places(Option<HashMap<SmolStr, usize>>);

impl Places {
    fn of(map: &Map) -> Self {
        const FEW: usize = 16;
        let name = |entry: &Entry| SmolStr::new(entry.key.as_str().unwrap_or_default());
        let table = || map.entries.iter().map(name).zip(0..).collect();
        Self((map.entries.len() > FEW).then(table))
    }

    fn find(&self, map: &Map, name: &str) -> Option<usize> {
        match &self.0 {
            Some(table) => table.get(name).copied(),
            None => map.entries.iter().rposition(|entry| entry.key.as_str() == Some(name)),
        }
    }

    fn add(&mut self, name: &str, at: usize) {
        if let Some(table) = &mut self.0 {
            table.insert(SmolStr::new(name), at);
        }
    }
}

/// A string is the context of a build.
fn into_build(node: &mut Node) {
    if node.is_null() || node.as_str().is_none() {
        return;
    }
    let span = node.span;
    let trail = node.trail.take();
    let context = std::mem::replace(node, Node::null(span));
    *node = plain::map(vec![("context", context)], span);
    node.trail = trail;
}

/// The items of a list become keys.
fn into_mapping(node: &mut Node, value: impl Fn(diag::Span) -> Node) {
    sink(node);
    if node.is_null() {
        node.data = Data::Map(Map::default());
    }
    let Data::Seq(items) = &mut node.data else { return };
    let entries = std::mem::take(items).into_iter().map(|item| {
        let mut value = value(item.span);
        value.trail.clone_from(&item.trail);
        Entry { key: item, value }
    });
    node.data = Data::Map(entries.collect());
}

/// A mapping becomes `key=value`, sorted; a string one item; nothing none.
fn into_items(mut node: Node) -> Vec<Node> {
    sink(&mut node);
    match node.data {
        Data::Seq(items) => items,
        Data::Map(map) => {
            let mut items: Vec<Node> = map.entries.iter().flat_map(pair_items).collect();
            items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            items
        }
        _ if node.is_null() => Vec::new(),
        _ => vec![node],
    }
}

fn pair_items(entry: &Entry) -> Vec<Node> {
    let name = entry.key.as_str().unwrap_or_default();
    let item = |value: &Node| {
        let text = format_smolstr!("{name}={}", plain::print(value));
        let mut item = plain::text(text, value.span);
        item.trail.clone_from(&value.trail);
        item
    };
    match &entry.value.data {
        Data::Seq(values) => values.iter().map(item).collect(),
        _ if entry.value.is_null() => vec![plain::text(name.to_smolstr(), entry.key.span)],
        _ => vec![item(&entry.value)],
    }
}

fn listed(earlier: Node, later: Node) -> Node {
    let span = later.span;
    let mut items = into_items(earlier);
    extend(&mut items, into_items(later));
    Node::new(items, span)
}

/// Address pools: those with the same subnet are merged, in the odd order in which Compose visits them.
fn pools(earlier: &Node, later: Node, key: &'static Key, notes: &mut Notes) -> Node {
    let span = later.span;
    let (Data::Seq(ours), Data::Seq(theirs)) = (&earlier.data, &later.data) else {
        notes.problem_at(&later, "address pools are a list");
        return later;
    };
    let subnet = |pool: &Node| pool.get("subnet").and_then(Node::as_str).map(SmolStr::new);
    let mut pools: Vec<Node> = Vec::new();
    for our in ours {
        let mut our = our.clone();
        for their in theirs {
            let known = |pools: &[Node], wanted: &Option<SmolStr>| {
                pools.iter().position(|pool| subnet(pool) == *wanted)
            };
            let name = subnet(their);
            if name != subnet(&our) && known(&pools, &name).is_none() {
                pools.push(their.clone());
                continue;
            }
            our = mappings(our, their.clone(), key.item(), notes);
            match known(&pools, &subnet(&our)) {
                Some(at) => pools[at] = our.clone(),
                None => pools.push(our.clone()),
            }
        }
    }
    Node::new(pools, span)
}
