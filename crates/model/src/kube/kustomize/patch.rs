//! Patches of a kustomization: strategic merges and JSON patches, in files or in place, with or without a target.

use diag::{Span, Step};
use syntax::yaml::Node;

use super::build::Build;
use super::merge::Mark;
use super::resource::{Id, Resource};
use super::schema::Type;
use super::select::Target;
use super::{Definitions, json_patch, merge, text, tree};
use crate::kube::Field;

/// Applies `patchesStrategicMerge` and `patches`.
pub(super) fn apply_all(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) {
    for entry in root.list("patchesStrategicMerge") {
        strategic_all(build, &entry, folder, resources);
    }
    for entry in root.list("patches") {
        apply(build, &entry, folder, resources);
    }
}

/// Applies the strategic merges of a file, or of a text in place.
pub(super) fn strategic_all(
    build: &mut Build<'_>,
    entry: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) {
    let is_inline = entry.str().is_some_and(|text| text.contains(['\n', '{']));
    let documents = if is_inline { inline(build, entry) } else { build.yaml(folder, entry) };
    for patch in documents.unwrap_or_default() {
        strategic(build, &patch, None, entry.span(), Options::default(), resources);
    }
}

/// Applies `patchesJson6902`.
pub(super) fn apply_json(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) {
    for entry in root.list("patchesJson6902") {
        apply(build, &entry, folder, resources);
    }
}

/// What a patch may change besides the content.
#[derive(Clone, Copy, Default)]
struct Options {
    name: bool,
    kind: bool,
}

/// Applies one entry of `patches`.
pub(super) fn apply(
    build: &mut Build<'_>,
    entry: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) {
    let written = ["patch", "jsonOp"].iter().find_map(|key| entry.get(key));
    let (documents, written) = match (written, entry.get("path")) {
        (Some(patch), _) => (inline(build, &patch), patch),
        (None, Some(path)) => (build.yaml(folder, &path), path),
        (None, None) => return,
    };
    let target = entry.get("target").map(|target| Target::read(&target));
    let is = |key: &str| entry.at(&["options", key]).is_some_and(|it| it.str() == Some("true"));
    let options = Options { name: is("allowNameChange"), kind: is("allowKindChange") };
    for patch in documents.unwrap_or_default() {
        if patch.as_seq().is_some() {
            json(build, &patch, target.as_ref(), written.span(), resources);
        } else {
            strategic(build, &patch, target.as_ref(), written.span(), options, resources);
        }
    }
}

/// The documents of a text inside a kustomization.
pub(super) fn inline(build: &mut Build<'_>, patch: &Field<'_>) -> Option<Vec<Node>> {
    let source = build.sources.get(&patch.span().source).cloned()?;
    let documents = text::inline(patch.node(), &source, &mut build.budget);
    if documents.is_none() {
        build.problems.push((patch.span(), "this patch is no YAML".into()));
    }
    documents
}

fn strategic(
    build: &mut Build<'_>,
    patch: &Node,
    target: Option<&Target>,
    place: Span,
    options: Options,
    resources: &mut Vec<Resource>,
) {
    if !build.pass(resources, 0) {
        return;
    }
    let id = Id::of(patch);
    let is_meant = |resource: &Resource| match target {
        Some(target) => target.selects(resource),
        None => resource.ids().iter().any(|known| known.is_same(&id)),
    };
    let meant: Vec<usize> = (0..resources.len()).filter(|at| is_meant(&resources[*at])).collect();
    if meant.is_empty() && target.is_none() {
        let message = format!("the patch is for {} `{}`, which is not there", id.kind, id.name);
        build.problems.push((place, message));
    }
    let size = patch.expanded_size(build.budget.left()).unwrap_or(usize::MAX);
    if !build.budget.spend(size.saturating_mul(meant.len())) {
        return;
    }
    for at in meant.into_iter().rev() {
        if !merge_into(&mut resources[at], patch, place, options) {
            resources.remove(at);
        }
    }
}

/// Whether anything is left of the object.
fn merge_into(resource: &mut Resource, patch: &Node, place: Span, options: Options) -> bool {
    let before = resource.id();
    if options.name || options.kind {
        resource.remember();
    }
    let mark = Mark::new(Step::at(place, "the kustomization patches it"));
    let kept = ["apiVersion", "kind"].map(|key| resource.node.get(key).cloned());
    let metadata = ["name", "namespace"].map(|key| resource.node.path(&["metadata", key]).cloned());
    let span = resource.node.span;
    let base = std::mem::replace(&mut resource.node, Node::null(span));
    let Some(mut merged) = merge::apply(base, patch, Type::of(&before), &mark) else {
        return false;
    };
    let [api_version, kind] = kept;
    restore(&mut merged, "apiVersion", api_version);
    if !options.kind {
        restore(&mut merged, "kind", kind);
    }
    let [name, namespace] = metadata;
    if let Some(metadata) = tree::get_mut(&mut merged, "metadata") {
        if !options.name {
            restore(metadata, "name", name);
        }
        restore(metadata, "namespace", namespace);
    }
    resource.node = merged;
    true
}

fn restore(node: &mut Node, key: &str, value: Option<Node>) {
    match value {
        Some(value) => tree::set(node, key, value),
        None => drop(tree::remove(node, key)),
    }
}

fn json(
    build: &mut Build<'_>,
    patch: &Node,
    target: Option<&Target>,
    place: Span,
    resources: &mut [Resource],
) {
    let Some(target) = target else {
        return build.problems.push((place, "a JSON patch needs a target".into()));
    };
    let step = Step::at(place, "the kustomization patches it");
    if !build.pass(resources, 0) {
        return;
    }
    for resource in resources.iter_mut().filter(|resource| target.selects(resource)) {
        resource.remember();
        if matches!(build.definitions, Definitions::Heads(_)) && resource.is_definition() {
            continue;
        }
        if let Err(why) = json_patch::apply(&mut resource.node, patch, &step, &mut build.budget) {
            build.problems.push((place, why));
        }
    }
}
