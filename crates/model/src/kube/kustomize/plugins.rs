//! `transformers:` of a kustomization, as far as they are kustomize's own and need no other program.

use super::build::{Accumulated, Build};
use super::resource::Resource;
use super::spec::{Config, Spec, read_list};
use super::{patch, transform};
use crate::kube::Field;

/// Runs all of them, in order.
pub(super) fn run(
    build: &mut Build<'_>,
    root: &Field<'_>,
    folder: &str,
    config: &Config,
    resources: &mut Vec<Resource>,
) {
    for entry in root.list("transformers") {
        let mut configured = Accumulated::default();
        build.resource(&entry, folder, &mut configured);
        for plugin in &configured.resources {
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
        "PrefixTransformer" => transform::affix(resources, plugin.get("prefix").as_ref(), None),
        "SuffixTransformer" => transform::affix(resources, None, plugin.get("suffix").as_ref()),
        "NamespaceTransformer" => {
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
        "PatchTransformer" => patch::apply(build, plugin, folder, resources),
        _ => return false,
    }
    true
}
