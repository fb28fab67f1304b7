//! Makes the specs of pods from the fields of a resource.

use diag::Span;
use syntax::yaml::{Data, Map, Node, Tag};

use super::{DECIDED, Described, Fields, Pod, rows};
use crate::kube::ObjectFacts;

/// What an operator decides for a container and for its pod if the resource does not.
const OF_CONTAINER: &[&str] = &[
    "image",
    "livenessProbe",
    "readinessProbe",
    "resources.limits.cpu",
    "resources.limits.ephemeral-storage",
    "resources.limits.memory",
    "resources.requests.cpu",
    "resources.requests.memory",
    "securityContext.allowPrivilegeEscalation",
    "securityContext.capabilities",
    "securityContext.readOnlyRootFilesystem",
];
const OF_POD: &[&str] = &[
    "automountServiceAccountToken",
    "securityContext.runAsNonRoot",
    "securityContext.runAsUser",
    "securityContext.seccompProfile.type",
    "serviceAccountName",
];

/// The pods that a resource describes by itself.
pub(super) fn described(facts: &ObjectFacts, root: &Node) -> Vec<Described> {
    let mut found: Vec<Described> = Vec::new();
    for row in rows(facts) {
        for (label, node) in places(root, row) {
            found.extend(row.make(label, node, root));
        }
    }
    if let [only] = found.as_mut_slice() {
        only.label.clear();
    }
    found
}

/// The mappings that a row is about, and what they are called.
fn places<'n>(root: &'n Node, row: &Pod) -> Vec<(String, &'n Node)> {
    let mut found = vec![(row.label.to_owned(), root)];
    for key in row.at.split('.').filter(|key| !key.is_empty()) {
        found = match key.strip_suffix("[]") {
            Some(key) => found
                .iter()
                .flat_map(|(_, node)| node.get(key).into_iter().flat_map(Node::items))
                .enumerate()
                .map(|(at, item)| {
                    let name = item.get("name").and_then(Node::as_str);
                    (name.map_or_else(|| format!("#{}", at + 1), str::to_owned), item)
                })
                .collect(),
            None => found
                .into_iter()
                .filter_map(|(label, node)| Some((label, node.get(key)?)))
                .collect(),
        };
    }
    found.retain(|(_, node)| node.as_map().is_some());
    found
}

impl Pod {
    /// The pod that a mapping describes; `None` if it runs nothing, as a step of a workflow that only calls others.
    fn make(&self, label: String, node: &Node, root: &Node) -> Option<Described> {
        let mut spec = Node::new(Map::default(), node.target().span);
        fill(&mut spec, self.spec, node, root);
        let mut main = Node::new(Map::default(), node.target().span);
        fill(&mut main, self.container, node, root);
        let (mut containers, mut own) = (Vec::new(), take(&mut spec, "containers"));
        let adds = self.fills || !main.entries().is_empty();
        if !adds && own.is_empty() {
            return None;
        }
        // A container of this name changes the one that the operator makes.
        if let Some(at) =
            own.iter().position(|it| it.get("name").and_then(Node::as_str) == Some(self.name))
        {
            merge(&mut main, &own.remove(at));
        }
        name(&mut main, self.name, node);
        containers.extend(Some(main).filter(|_| adds));
        containers.extend(own);
        let mut init = take(&mut spec, "initContainers");
        init.extend(take(&mut spec, "sidecars").into_iter().map(sidecar));
        if self.fills {
            let unset = |it: &&mut Node| it.get("image").is_none();
            complete_container(&mut containers[0]);
            containers[1..].iter_mut().chain(&mut init).filter(unset).for_each(complete_container);
            complete_pod(&mut spec);
        }
        let span = spec.span;
        put(&mut spec, &["containers"], span, Node::new(containers, span));
        if !init.is_empty() {
            put(&mut spec, &["initContainers"], span, Node::new(init, span));
        }
        let mut holder = Node::new(Map::default(), span);
        if let Some(metadata) = take_map(&mut spec, "metadata") {
            put(&mut holder, &["metadata"], span, metadata);
        }
        Some(Described { label, spec, holder, ends: self.ends })
    }
}

/// Names the container that the operator makes. What it lacks is blamed on the first thing that is said of it.
fn name(container: &mut Node, name: &str, pod: &Node) {
    if container.get("name").is_some() {
        return;
    }
    let first = container.entries().first().map(|entry| match entry.value.scalar() {
        Some(_) if entry.key.span.source == entry.value.span.source => {
            entry.key.span.to(entry.value.span)
        }
        _ => entry.key.span,
    });
    let place = first.unwrap_or(pod.target().span);
    put(container, &["name"], place, Node::plain(name, place));
}

/// A container that lives as long as the pod.
fn sidecar(mut container: Node) -> Node {
    let span = container.span;
    put(&mut container, &["restartPolicy"], span, Node::plain("Always", span));
    container
}

/// Leaves to the operator what a container does not set.
pub(super) fn complete_container(container: &mut Node) {
    decide(container, OF_CONTAINER);
}

/// Leaves to the chart which capabilities a container has that sets only some of them: lists of values replace one another.
pub(super) fn complete_capabilities(container: &mut Node) {
    let known = container.path(&["securityContext", "capabilities"]);
    if known.is_some_and(|known| known.as_map().is_some()) {
        decide(
            container,
            &["securityContext.capabilities.add", "securityContext.capabilities.drop"],
        );
    }
}

/// Leaves to the operator what a pod does not set.
pub(super) fn complete_pod(spec: &mut Node) {
    decide(spec, OF_POD);
}

/// Sets fields to a value that the operator decides, unless they are set.
fn decide(node: &mut Node, paths: &[&str]) {
    for path in paths {
        let keys: Vec<&str> = path.split('.').collect();
        if (1..=keys.len()).all(|depth| {
            let at = node.path(&keys[..depth]);
            at.is_none_or(|at| depth < keys.len() && (at.as_map().is_some() || at.is_null()))
        }) {
            let mut value = Node::plain("unset", node.span);
            value.tag = Some(Box::new(Tag { name: DECIDED.into(), span: node.span }));
            put(node, &keys, node.span, value);
        }
    }
}

/// Sets the targets of a row to what stands at their sources.
fn fill(into: &mut Node, fields: Fields, node: &Node, root: &Node) {
    for (target, sources) in fields {
        let keys: Vec<&str> = target.split('.').collect();
        if sources.contains('+') {
            let found: Vec<_> =
                sources.split('+').filter_map(|source| find(source, node, root)).collect();
            let Some((key, _)) = found.first() else { continue };
            let items: Vec<Node> =
                found.iter().flat_map(|(_, value)| value.items().iter().cloned()).collect();
            put(into, &keys, *key, Node::new(items, *key));
            continue;
        }
        let Some((key, value)) = sources.split('|').find_map(|source| find(source, node, root))
        else {
            continue;
        };
        if *target == "*" {
            merge(into, value);
        } else {
            put(into, &keys, key, value.clone());
        }
    }
}

/// The key and the value at a source.
fn find<'n>(source: &str, node: &'n Node, root: &'n Node) -> Option<(Span, &'n Node)> {
    let (mut at, path) = match source.strip_prefix('/') {
        Some(path) => (root, path),
        None => (node, source),
    };
    let mut place = at.target().span;
    for key in path.split('.') {
        let entry = at.entry(key)?;
        (place, at) = (entry.key.span, &entry.value);
    }
    (!at.is_null()).then_some((place, at))
}

/// Sets all fields of a mapping, those of mappings within it one by one.
fn merge(into: &mut Node, other: &Node) {
    for entry in other.entries() {
        let Some(key) = entry.key.as_str() else { continue };
        match get_mut(into, key) {
            Some(known) if known.as_map().is_some() && entry.value.as_map().is_some() => {
                merge(known, &entry.value);
            }
            _ => put(into, &[key], entry.key.span, entry.value.clone()),
        }
    }
}

/// Sets the value at a path of keys.
pub(super) fn put(node: &mut Node, keys: &[&str], key_span: Span, value: Node) {
    let [key, rest @ ..] = keys else { return };
    if rest.is_empty() {
        let Some(map) = map_mut(node) else { return };
        match map.entry_mut(key) {
            Some(entry) => {
                entry.key.span = key_span;
                entry.value = value;
            }
            None => map.push(Node::plain(*key, key_span), value),
        }
        return;
    }
    if get_mut(node, key).is_none_or(|it| it.as_map().is_none()) {
        put(node, &[key], key_span, Node::new(Map::default(), value.span));
    }
    if let Some(inner) = get_mut(node, key) {
        put(inner, rest, key_span, value);
    }
}

/// The mapping of a node, to be changed: an alias becomes a copy of what it stands for.
fn map_mut(node: &mut Node) -> Option<&mut Map> {
    while let Data::Alias(target) = &node.data {
        *node = Node::clone(target);
    }
    match &mut node.data {
        Data::Map(map) => Some(map),
        _ => None,
    }
}

fn get_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    Some(&mut map_mut(node)?.entry_mut(key)?.value)
}

/// Takes out the items of a sequence of mappings.
fn take(node: &mut Node, key: &str) -> Vec<Node> {
    let taken = map_mut(node).and_then(|map| map.remove(key));
    let items = taken.as_ref().map_or(&[][..], |entry| entry.value.items());
    items.iter().filter(|item| item.as_map().is_some()).map(|item| item.target().clone()).collect()
}

/// Takes out a mapping.
fn take_map(node: &mut Node, key: &str) -> Option<Node> {
    let taken = map_mut(node)?.remove(key)?;
    taken.value.as_map().is_some().then(|| taken.value.target().clone())
}
