//! Which objects a patch or a replacement is meant for.

use syntax::yaml::Node;

use super::pattern::Pattern;
use super::resource::Resource;
use super::spec::group_of;
use crate::kube::Field;
use crate::kube::selector::LabelSet;

/// A target: regular expressions over names and kinds, and selectors over labels and annotations. Empty parts fit all.
#[derive(Debug, Default)]
pub(super) struct Target {
    group: Pattern,
    version: Pattern,
    kind: Pattern,
    name: Pattern,
    namespace: Pattern,
    labels: String,
    annotations: String,
}

impl Target {
    /// Reads a target. A pattern that is no regular expression is read as plain text.
    pub(super) fn read(field: &Field<'_>) -> Self {
        let (group, version) = group_of(field);
        Self {
            group: Pattern::read(&group),
            version: Pattern::read(&version),
            kind: Pattern::read(field.str_at("kind")),
            name: Pattern::read(field.str_at("name")),
            namespace: Pattern::read(field.str_at("namespace")),
            labels: field.str_at("labelSelector").to_owned(),
            annotations: field.str_at("annotationSelector").to_owned(),
        }
    }

    /// Whether it means an object, by its names of now or of old.
    pub(super) fn selects(&self, resource: &Resource) -> bool {
        let (now, then) = (resource.id(), resource.original_id());
        let either = |pattern: &Pattern, of: fn(&super::resource::Id) -> &str| {
            pattern.fits(of(&now)) || pattern.fits(of(&then))
        };
        self.group.fits(&now.group)
            && self.version.fits(&now.version)
            && self.kind.fits(&now.kind)
            && either(&self.name, |id| &id.name)
            && either(&self.namespace, |id| {
                id.effective_namespace().unwrap_or("_non_namespaceable_")
            })
            && self.fits_metadata(&resource.node)
    }

    /// Whether it means an object under one of all the names it ever had.
    pub(super) fn selects_any_id(&self, resource: &Resource) -> bool {
        let by_id = resource.ids().iter().any(|id| {
            self.group.fits(&id.group)
                && self.version.fits(&id.version)
                && self.kind.fits(&id.kind)
                && self.name.fits(&id.name)
                && self.namespace.fits(&id.namespace)
        });
        by_id && self.fits_metadata(&resource.node)
    }

    fn fits_metadata(&self, node: &Node) -> bool {
        holds(&self.labels, node.path(&["metadata", "labels"]))
            && holds(&self.annotations, node.path(&["metadata", "annotations"]))
    }
}

/// Whether `a=b,c!=d,e,!f,g in (x,y)` holds for labels.
fn holds(selector: &str, labels: Option<&Node>) -> bool {
    if selector.trim().is_empty() {
        return true;
    }
    let set = labels.map(|labels| LabelSet::read(&Field::root(labels))).unwrap_or_default();
    split(selector).iter().all(|requirement| requirement_holds(requirement.trim(), &set))
}

/// At commas outside brackets.
fn split(selector: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in selector.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&selector[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&selector[start..]);
    parts
}

fn requirement_holds(requirement: &str, labels: &LabelSet) -> bool {
    let is = |key: &str, value: &str| labels.get(key.trim()) == Some(value.trim());
    if let Some((key, value)) = requirement.split_once("!=") {
        return !is(key, value);
    }
    if let Some((key, value)) = requirement.split_once("==").or_else(|| requirement.split_once('='))
    {
        return is(key, value);
    }
    for (word, wanted) in [(" notin ", false), (" in ", true)] {
        if let Some((key, values)) = requirement.split_once(word) {
            let values = values.trim().trim_matches(['(', ')']);
            return values.split(',').any(|value| is(key, value)) == wanted;
        }
    }
    match requirement.strip_prefix('!') {
        Some(key) => labels.get(key.trim()).is_none(),
        None => labels.get(requirement).is_some(),
    }
}
