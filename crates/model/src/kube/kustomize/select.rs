//! Which objects a patch or a replacement is meant for.

use regex::Regex;
use syntax::yaml::Node;

use super::resource::Resource;
use super::spec::group_of;
use crate::kube::Field;
use crate::kube::selector::LabelSet;

/// A target: regular expressions over names and kinds, and selectors over labels and annotations. Empty parts fit all.
#[derive(Debug, Default)]
pub(super) struct Target {
    group: Option<Regex>,
    version: Option<Regex>,
    kind: Option<Regex>,
    name: Option<Regex>,
    namespace: Option<Regex>,
    labels: String,
    annotations: String,
}

impl Target {
    /// Reads a target. A pattern that is no regular expression is read as plain text.
    pub(super) fn read(field: &Field<'_>) -> Self {
        let (group, version) = group_of(field);
        Self {
            group: pattern(&group),
            version: pattern(&version),
            kind: pattern(field.str_at("kind")),
            name: pattern(field.str_at("name")),
            namespace: pattern(field.str_at("namespace")),
            labels: field.str_at("labelSelector").to_owned(),
            annotations: field.str_at("annotationSelector").to_owned(),
        }
    }

    /// Whether it means an object, by its names of now or of old.
    pub(super) fn selects(&self, resource: &Resource) -> bool {
        let fits = |pattern: &Option<Regex>, text: &str| {
            pattern.as_ref().is_none_or(|it| it.is_match(text))
        };
        let (now, then) = (resource.id(), resource.original_id());
        let either = |pattern, of: fn(&super::resource::Id) -> &str| {
            fits(pattern, of(&now)) || fits(pattern, of(&then))
        };
        fits(&self.group, &now.group)
            && fits(&self.version, &now.version)
            && fits(&self.kind, &now.kind)
            && either(&self.name, |id| &id.name)
            && either(&self.namespace, |id| {
                id.effective_namespace().unwrap_or("_non_namespaceable_")
            })
            && self.fits_metadata(&resource.node)
    }

    /// Whether it means an object under one of all the names it ever had.
    pub(super) fn selects_any_id(&self, resource: &Resource) -> bool {
        let fits = |pattern: &Option<Regex>, text: &str| {
            pattern.as_ref().is_none_or(|it| it.is_match(text))
        };
        let by_id = resource.ids().iter().any(|id| {
            fits(&self.group, &id.group)
                && fits(&self.version, &id.version)
                && fits(&self.kind, &id.kind)
                && fits(&self.name, &id.name)
                && fits(&self.namespace, &id.namespace)
        });
        by_id && self.fits_metadata(&resource.node)
    }

    fn fits_metadata(&self, node: &Node) -> bool {
        holds(&self.labels, node.path(&["metadata", "labels"]))
            && holds(&self.annotations, node.path(&["metadata", "annotations"]))
    }
}

fn pattern(text: &str) -> Option<Regex> {
    if text.is_empty() {
        return None;
    }
    let anchored = Regex::new(&format!("^(?:{text})$"));
    anchored.or_else(|_| Regex::new(&format!("^(?:{})$", regex::escape(text)))).ok()
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
