//! `generators:` and `transformers:` of a kustomization, as far as they are kustomize's own and need no other program.

use super::build::{Accumulated, Build};
use super::resource::Resource;
use super::spec::read_list;
use super::transform::{Affix, Namespacing, Subjects};
use super::{check, patch, replace, transform};
use crate::kube::Field;

/// Adds what all generators make.
pub(super) fn generate(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    into: &mut Accumulated,
) {
    for entry in root.list("generators") {
        for plugin in configured(build, &entry, folder) {
            let field = Field::root(&plugin.node);
            match field.str_at("kind") {
                "ConfigMapGenerator" => build.generate("ConfigMap", &field, None, folder, into),
                "SecretGenerator" => build.generate("Secret", &field, None, folder, into),
                other => {
                    let message = format!("the generator `{other}` is not run");
                    build.problems.push((entry.span(), message));
                }
            }
        }
    }
}

/// The plugins that an entry names, or is itself.
fn configured(build: &mut Build<'_>, entry: &Field<'_>, folder: &str) -> Vec<Resource> {
    if entry.str().is_some_and(|text| text.contains('\n')) {
        let documents = patch::inline(build, entry).unwrap_or_default();
        return documents.into_iter().map(Resource::new).collect();
    }
    let mut configured = Accumulated::default();
    build.resource(entry, folder, &mut configured);
    configured.resources
}

/// Runs all transformers, in order.
pub(super) fn run(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) {
    for entry in root.list("transformers") {
        for plugin in configured(build, &entry, folder) {
            let field = Field::root(&plugin.node);
            build.problems.extend(check::wrong_transformer(&field));
            if !apply(build, &field, folder, resources) {
                let message = format!("the transformer `{}` is not run", field.str_at("kind"));
                build.problems.push((entry.span(), message));
            }
        }
    }
}

/// Whether the transformer is known.
fn apply(
    build: &mut Build<'_>,
    plugin: &Field<'_>,
    folder: &str,
    resources: &mut Vec<Resource>,
) -> bool {
    // What a kustomization's own fields know by themselves, plugins have to be told.
    let specs = read_list(&plugin.list("fieldSpecs"));
    let texts = plugin.node().expanded_size(build.budget.left()).unwrap_or(usize::MAX);
    if !build.pass(resources, texts) {
        return true;
    }
    match plugin.str_at("kind") {
        "LabelTransformer" => {
            if let Some(labels) = plugin.get("labels") {
                transform::pairs(resources, &labels, &specs);
            }
        }
        "AnnotationsTransformer" => {
            if let Some(annotations) = plugin.get("annotations") {
                transform::pairs(resources, &annotations, &specs);
            }
        }
        kind @ ("PrefixTransformer" | "SuffixTransformer" | "PrefixSuffixTransformer") => {
            if let Some(prefix) = plugin.get("prefix").filter(|_| kind != "SuffixTransformer") {
                transform::affix(resources, &Affix::prefix(&prefix), &specs);
            }
            if let Some(suffix) = plugin.get("suffix").filter(|_| kind != "PrefixTransformer") {
                transform::affix(resources, &Affix::suffix(&suffix), &specs);
            }
        }
        "NamespaceTransformer" => {
            if let Some(namespace) = plugin.at(&["metadata", "namespace"]) {
                transform::namespace(resources, &namespace, &specs, namespacing(plugin));
            }
        }
        "ImageTagTransformer" => {
            if let Some(image) = plugin.get("imageTag") {
                transform::images(resources, &image, &specs);
            }
        }
        "ReplicaCountTransformer" => {
            if let Some(replica) = plugin.get("replica") {
                build.replicas(&replica, resources, &specs);
            }
        }
        "PatchTransformer" | "PatchJson6902Transformer" => {
            patch::apply(build, plugin, folder, resources);
        }
        "PatchStrategicMergeTransformer" => {
            for entry in plugin.list("paths").iter().chain(&plugin.get("patches")) {
                patch::strategic_all(build, entry, folder, resources);
            }
        }
        "ReplacementTransformer" => replace::apply_all(build, plugin, folder, resources),
        _ => return false,
    }
    true
}

fn namespacing(plugin: &Field<'_>) -> Namespacing {
    let subjects = match plugin.str_at("setRoleBindingSubjects") {
        "allServiceAccounts" => Subjects::Accounts,
        "none" => Subjects::None,
        _ => Subjects::Default,
    };
    Namespacing { unset_only: plugin.str_at("unsetOnly") == "true", subjects }
}
