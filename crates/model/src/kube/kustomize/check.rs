//! What `kubectl` refuses in a kustomization before it renders anything.

use diag::Span;

use super::pattern;
use crate::kube::Field;

/// Everything that a kustomization may say.
const FIELDS: [&str; 33] = [
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "components",
    "configMapGenerator",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "helmChartInflationGenerator",
    "helmCharts",
    "helmGlobals",
    "images",
    "kind",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "resources",
    "secretGenerator",
    "sortOptions",
    "transformers",
    "validators",
    "vars",
];
/// Lists whose items are mappings.
const OF_MAPPINGS: [&str; 9] = [
    "configMapGenerator",
    "images",
    "labels",
    "patches",
    "patchesJson6902",
    "replacements",
    "replicas",
    "secretGenerator",
    "vars",
];

/// Names of patch targets and images that should be regular expressions and are none.
fn broken_patterns(root: &Field<'_>) -> Vec<(Span, String)> {
    let patches = ["patches", "patchesJson6902"].map(|key| root.list(key)).concat();
    let targets = patches.iter().filter_map(|patch| patch.get("target"));
    let names = targets.flat_map(|target| {
        ["group", "version", "kind", "name", "namespace"].map(|key| target.get(key))
    });
    let images = root.list("images");
    let names = names.chain(images.iter().map(|image| image.get("name"))).flatten();
    let broken = names.filter_map(|name| Some((name.span(), name.str()?.to_owned())));
    broken
        .filter(|(_, text)| pattern::is_broken(text))
        .map(|(span, text)| (span, format!("`{text}` is no regular expression")))
        .collect()
}

/// What is wrong with a kustomization, and where.
pub(super) fn wrong(root: &Field<'_>) -> Vec<(Span, String)> {
    let unknown = root
        .entries()
        .filter(|(key, _)| !FIELDS.contains(key))
        .map(|(key, field)| (field.blame(), format!("a kustomization has no field `{key}`")));
    let misfits = OF_MAPPINGS.iter().flat_map(|key| {
        let items = root.list(key).into_iter().filter(|item| !item.is_map());
        items.map(move |item| (item.span(), format!("an item of `{key}` is no mapping")))
    });
    let images = root.list("images");
    let texts = images.iter().flat_map(|image| {
        ["name", "newName", "newTag", "digest", "tagSuffix"].iter().filter_map(|key| {
            let value = image.get(key)?;
            let message = format!("`{key}` of an image must be text, so put it in quotes");
            (!value.to_json().is_string()).then(|| (value.blame(), message))
        })
    });
    let says_nothing =
        root.entries().all(|(key, _)| matches!(key, "apiVersion" | "kind" | "metadata"));
    let empty = says_nothing.then(|| (root.span(), "the kustomization is empty".to_owned()));
    unknown.chain(misfits).chain(texts).chain(empty).chain(broken_patterns(root)).collect()
}
