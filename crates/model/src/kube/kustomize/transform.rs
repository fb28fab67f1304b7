//! What a kustomization does to all of its objects: namespace, names, labels, annotations, replicas, images.

use diag::{Span, Step};
use syntax::yaml::{Data, Node};

use super::pattern::ImagePattern;
use super::resource::{Id, Resource};
use super::spec::Spec;
use super::tree;
use crate::kube::Field;

/// How a namespace is given to objects.
#[derive(Clone, Copy, Default)]
pub(super) struct Namespacing {
    /// Only to those that have none.
    pub(super) unset_only: bool,
    pub(super) subjects: Subjects,
}

/// Which subjects of a binding follow the namespace.
#[derive(Clone, Copy, Default)]
pub(super) enum Subjects {
    /// The account `default`; others follow the account that they name.
    #[default]
    Default,
    Accounts,
    None,
}

impl Namespacing {
    fn write(self, value: &mut Node, name: &str, span: Span) {
        if !self.unset_only || value.as_str().is_none_or(str::is_empty) {
            *value = tree::string(name, span);
        }
    }
}

/// Sets the namespace of everything that has one.
pub(super) fn namespace(
    resources: &mut [Resource],
    wanted: &Field<'_>,
    specs: &[Spec],
    how: Namespacing,
) {
    let Some(name) = wanted.str().filter(|name| !name.is_empty()) else { return };
    let span = wanted.span();
    let mut write = |value: &mut Node| how.write(value, name, span);
    for resource in resources {
        let before = resource.id();
        resource.remember();
        if !before.is_cluster_scoped() {
            let path = &["metadata", "namespace"];
            tree::visit(&mut resource.node, path, Some(span), &mut write);
        }
        for spec in specs.iter().filter(|spec| spec.selects(&before)) {
            let is_name = spec.path == ["metadata", "name"];
            if is_name && !(before.group.is_empty() && before.version == "v1") {
                continue;
            }
            let create = spec.create.then_some(span);
            tree::visit(&mut resource.node, &spec.path, create, &mut write);
        }
        if matches!(before.kind.as_str(), "RoleBinding" | "ClusterRoleBinding") {
            subjects(&mut resource.node, how.subjects, span, &mut write);
        }
    }
}

fn subjects(node: &mut Node, which: Subjects, span: Span, write: &mut dyn FnMut(&mut Node)) {
    let (key, wanted) = match which {
        Subjects::Default => ("name", "default"),
        Subjects::Accounts => ("kind", "ServiceAccount"),
        Subjects::None => return,
    };
    let Some(subjects) = tree::get_mut(node, "subjects") else { return };
    for subject in tree::items_mut(subjects) {
        if subject.get(key).and_then(Node::as_str) == Some(wanted) {
            tree::visit(subject, &["namespace"], Some(span), write);
        }
    }
}

/// A text before or behind what stands at a place.
pub(super) struct Affix<'a> {
    text: &'a Field<'a>,
    is_prefix: bool,
}

impl<'a> Affix<'a> {
    pub(super) fn prefix(text: &'a Field<'a>) -> Self {
        Self { text, is_prefix: true }
    }

    pub(super) fn suffix(text: &'a Field<'a>) -> Self {
        Self { text, is_prefix: false }
    }

    fn put(&self, node: &mut Node) {
        let added = self.text.str().unwrap_or_default();
        let step = Step::at(self.text.span(), "the kustomization changes the name");
        let old = node.as_str().unwrap_or_default();
        let new = if self.is_prefix { format!("{added}{old}") } else { format!("{old}{added}") };
        tree::rewrite(node, &new, &step);
    }
}

/// Puts something before or behind every name that may change, or what else the specs select.
pub(super) fn affix(resources: &mut [Resource], affix: &Affix<'_>, specs: &[Spec]) {
    let Some(added) = affix.text.str().filter(|added| !added.is_empty()) else { return };
    for resource in resources {
        let original = resource.original_id();
        if keeps_its_name(&original) {
            continue;
        }
        for spec in specs.iter().filter(|spec| spec.selects(&original)) {
            if spec.path == ["metadata", "name"] {
                resource.remember();
                let list =
                    if affix.is_prefix { &mut resource.prefixes } else { &mut resource.suffixes };
                list.push(added.to_owned());
            }
            let create = spec.create.then(|| affix.text.span());
            tree::visit(&mut resource.node, &spec.path, create, &mut |node| affix.put(node));
        }
    }
}

fn keeps_its_name(id: &Id) -> bool {
    matches!(id.kind.as_str(), "CustomResourceDefinition" | "Namespace")
        || id.kind == "APIService" && id.group == "apiregistration.k8s.io"
}

/// Writes pairs into the mappings at some places: labels or annotations.
pub(super) fn pairs(resources: &mut [Resource], pairs: &Field<'_>, specs: &[Spec]) {
    let pairs: Vec<(&str, Field<'_>)> = pairs.entries().collect();
    if pairs.is_empty() {
        return;
    }
    for resource in resources {
        let id = resource.id();
        for spec in specs.iter().filter(|spec| spec.selects(&id)) {
            let create = spec.create.then(|| pairs[0].1.span());
            tree::visit(&mut resource.node, &spec.path, create, &mut |map| {
                for (key, value) in &pairs {
                    let text = value.str().unwrap_or_default();
                    tree::set(map, key, tree::string(text, value.span()));
                }
            });
        }
    }
}

/// Sets the number of replicas of what has this name, and says whether anything has.
pub(super) fn replicas(resources: &mut [Resource], wanted: &Field<'_>, specs: &[Spec]) -> bool {
    let (name, count) = (wanted.str_at("name"), wanted.get("count"));
    let mut found = false;
    for resource in resources {
        let id = resource.id();
        let is_meant = resource.ids().iter().any(|id| id.name == name);
        for spec in specs.iter().filter(|spec| is_meant && spec.selects(&id)) {
            found = true;
            let Some(count) = &count else { continue };
            let create = spec.create.then(|| count.span());
            tree::visit(&mut resource.node, &spec.path, create, &mut |value| {
                *value = Node::plain(count.str().unwrap_or_default(), count.span());
            });
        }
    }
    found
}

/// Replaces name, tag or digest of images.
pub(super) fn images(resources: &mut [Resource], wanted: &Field<'_>, specs: &[Spec]) {
    let Some(pattern) = ImagePattern::read(wanted.str_at("name")) else { return };
    let keys = ["newTag", "newName", "digest", "tagSuffix"];
    let place = keys.iter().find_map(|key| wanted.get(key)).map_or(wanted.span(), |it| it.blame());
    let step = Step::at(place, "the kustomization replaces the image");
    let mut change = |value: &mut Node| {
        let Some(old) = value.as_str().filter(|old| pattern.fits(old)) else { return };
        let new = replace_image(old, wanted);
        tree::rewrite(value, &new, &step);
        value.span = place;
    };
    for resource in resources {
        let id = resource.id();
        if id.kind != "CustomResourceDefinition" {
            containers(&mut resource.node, &mut change);
        }
        for spec in specs.iter().filter(|spec| spec.selects(&id)) {
            tree::visit(&mut resource.node, &spec.path, None, &mut change);
        }
    }
}

/// Calls `change` for the image of every item of every list of containers, however deep.
fn containers(node: &mut Node, change: &mut dyn FnMut(&mut Node)) {
    match &mut node.data {
        Data::Seq(items) => items.iter_mut().for_each(|item| containers(item, change)),
        Data::Map(map) => {
            for entry in &mut map.entries {
                containers(&mut entry.value, change);
                if matches!(entry.key.as_str(), Some("containers" | "initContainers")) {
                    let items = tree::items_mut(&mut entry.value).iter_mut();
                    items.filter_map(|item| tree::get_mut(item, "image")).for_each(&mut *change);
                }
            }
        }
        _ => {}
    }
}

fn replace_image(old: &str, wanted: &Field<'_>) -> String {
    let (name, mut tag, mut digest) = split_image(old);
    let text = |key: &str| wanted.str_at(key);
    let name = if text("newName").is_empty() { name } else { text("newName") };
    let suffixed = format!("{tag}{}", text("tagSuffix"));
    match (text("newTag"), text("digest")) {
        ("", "") if text("tagSuffix").is_empty() => {}
        ("", "") => (tag, digest) = (&suffixed, ""),
        (new, "") => (tag, digest) = (new, ""),
        (new, other) => (tag, digest) = (new, other),
    }
    let tag = if tag.is_empty() { String::new() } else { format!(":{tag}") };
    let digest = if digest.is_empty() { String::new() } else { format!("@{digest}") };
    format!("{name}{tag}{digest}")
}

/// Name, tag and digest, the latter two empty if there is none.
fn split_image(image: &str) -> (&str, &str, &str) {
    let (rest, digest) = image.split_once('@').unwrap_or((image, ""));
    let host_end = rest.find('/').unwrap_or_default();
    match rest[host_end..].find(':').map(|colon| host_end + colon) {
        Some(colon) => (&rest[..colon], &rest[colon + 1..], digest),
        None => (rest, "", digest),
    }
}

#[cfg(test)]
mod tests {
    use super::split_image;

    #[test]
    fn a_port_of_the_registry_is_no_tag() {
        assert_eq!(split_image("r:5000/a/b:1@sha256:x"), ("r:5000/a/b", "1", "sha256:x"));
        assert_eq!(split_image("r:5000/a"), ("r:5000/a", "", ""));
        assert_eq!(split_image("nginx:1"), ("nginx", "1", ""));
    }
}
