//! `generators:` and `transformers:` of a kustomization, as far as they are kustomize's own and need no other program.

use super::build::{Accumulated, Build};
use super::resource::Resource;
use super::spec::{Config, Spec, read_list};
use super::{patch, replace, transform};
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
    config: &Config,
    resources: &mut Vec<Resource>,
) {
    for entry in root.list("transformers") {
        for plugin in configured(build, &entry, folder) {
            let field = Field::root(&plugin.node);
            if !apply(build, &field, folder, config, resources) {
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
    config: &Config,
    resources: &mut Vec<Resource>,
) -> bool {
    let own = read_list(&plugin.list("fieldSpecs"));
    let specs = |known: &[Spec]| if own.is_empty() { known.to_vec() } else { own.clone() };
    match plugin.str_at("kind") {
        "LabelTransformer" => {
            if let Some(labels) = plugin.get("labels") {
                transform::pairs(resources, &labels, &own);
            }
        }
        "AnnotationsTransformer" => {
            if let Some(annotations) = plugin.get("annotations") {
                transform::pairs(resources, &annotations, &own);
            }
        }
        "PrefixTransformer" | "SuffixTransformer" => {
            let (prefix, suffix) = (plugin.get("prefix"), plugin.get("suffix"));
            if own.is_empty() || own.iter().any(|spec| spec.path != ["metadata", "name"]) {
                return false;
            }
            transform::affix(resources, prefix.as_ref(), suffix.as_ref(), &own);
        }
        "NamespaceTransformer" => {
            if ["unsetOnly", "setRoleBindingSubjects"].iter().any(|key| plugin.get(key).is_some()) {
                return false;
            }
            if let Some(namespace) = plugin.at(&["metadata", "namespace"]) {
                transform::namespace(resources, &namespace, &specs(&config.namespace));
            }
        }
        "ImageTagTransformer" => {
            if let Some(image) = plugin.get("imageTag") {
                transform::images(resources, &image, &specs(&config.images));
            }
        }
        "ReplicaCountTransformer" => {
            if let Some(replica) = plugin.get("replica") {
                transform::replicas(resources, &replica, &specs(&config.replicas));
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
