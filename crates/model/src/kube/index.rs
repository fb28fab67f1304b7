//! What objects must know of each other, in a few words each: the trees are gone by then.

use std::collections::BTreeMap;

use diag::Span;
use smol_str::SmolStr;

use super::load::Tree;
use super::{Field, Manifest, ObjectFacts, quantity};

/// The facts of all objects of a run, by namespace where they have one.
#[derive(Clone, Debug, Default)]
pub struct Index {
    limits: BTreeMap<(SmolStr, SmolStr), (f64, Span)>,
}

/// What one object tells the others.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// A LimitRange gives containers that set none this limit.
    DefaultLimit { namespace: SmolStr, resource: SmolStr, value: f64, span: Span },
}

impl Index {
    /// Joins the facts of all manifests; of two that contradict each other the later one counts.
    pub(crate) fn of(manifests: &[Manifest]) -> Self {
        let mut index = Self::default();
        for entry in manifests.iter().flat_map(|manifest| &manifest.facts) {
            index.add(entry);
        }
        index
    }

    fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::DefaultLimit { namespace, resource, value, span } => {
                self.limits.insert((namespace.clone(), resource.clone()), (*value, *span));
            }
        }
    }

    /// The limit that a namespace gives to containers without one, and where it is written.
    pub fn default_limit(&self, namespace: Option<&str>, resource: &str) -> Option<(f64, Span)> {
        let key = (SmolStr::new(namespace.unwrap_or_default()), SmolStr::new(resource));
        self.limits.get(&key).copied()
    }
}

/// What the objects of a file tell the others.
pub(super) fn entries(manifest: &Manifest, tree: &Tree) -> Vec<Entry> {
    let mut entries = Vec::new();
    for facts in &manifest.objects {
        let Some(node) = tree.node(&facts.address) else { continue };
        read(facts, &Field::root(node), &mut entries);
    }
    entries
}

fn read(facts: &ObjectFacts, root: &Field<'_>, into: &mut Vec<Entry>) {
    if facts.is("", "LimitRange") {
        into.extend(default_limits(facts, root));
    }
}

fn default_limits(facts: &ObjectFacts, root: &Field<'_>) -> Vec<Entry> {
    let ranges = root.at(&["spec", "limits"]).into_iter().flat_map(|limits| limits.items());
    let of_containers = ranges.filter(|range| range.str_at("type") == "Container");
    let defaults = of_containers.filter_map(|range| range.get("default"));
    let defaults = defaults.flat_map(|default| default.entries().collect::<Vec<_>>());
    let entry = |(resource, field): (&str, Field<'_>)| {
        Some(Entry::DefaultLimit {
            namespace: facts.namespace.clone().unwrap_or_default(),
            resource: SmolStr::new(resource),
            value: quantity::parse(field.str()?)?,
            span: field.blame(),
        })
    };
    defaults.filter_map(entry).collect()
}
