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

/// What may stand below some fields, one place a line.
const BELOW: &str = "\
configMapGenerator: behavior env envs files literals name namespace options
configMapGenerator options: annotations disableNameSuffixHash immutable labels
generatorOptions: annotations disableNameSuffixHash immutable labels
images: digest name newName newTag tagSuffix
helmGlobals: chartHome configHome
labels: fields includeSelectors includeTemplates pairs
labels fields: create group kind path version
metadata: annotations labels name namespace
patches: options patch path target
patches options: allowKindChange allowNameChange
patches target: annotationSelector group kind labelSelector name namespace version
patchesJson6902: options patch path target
patchesJson6902 target: annotationSelector group kind labelSelector name namespace version
replacements: path source sourceValue targets
replacements source: fieldPath group kind name namespace options version
replacements targets: fieldPaths options reject select
replicas: count name
secretGenerator: behavior env envs files literals name namespace options type
secretGenerator options: annotations disableNameSuffixHash immutable labels
sortOptions: legacySortOptions order
vars: fieldref name objref
vars fieldref: fieldPath fieldpath
vars objref: apiVersion group kind name namespace version";

/// What a file of `configurations:` may say, in the same manner.
const CONFIGURATION: &str = "\
: commonAnnotations commonLabels images labels namePrefix nameReference nameSuffix namespace replicas templateLabels varReference
commonAnnotations: create group kind path version
commonLabels: create group kind path version
images: create group kind path version
labels: create group kind path version
namePrefix: create group kind path version
nameReference: fieldSpecs group kind version
nameReference fieldSpecs: create group kind path version
nameSuffix: create group kind path version
namespace: create group kind path version
replicas: create group kind path version
templateLabels: create group kind path version
varReference: create group kind path version";

/// What stands below `root` and is in no line of a table.
fn unknown_below(root: &Field<'_>, table: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    for (path, fields) in table.lines().filter_map(|line| line.split_once(':')) {
        let holders = path.split_whitespace().fold(vec![root.clone()], |holders, key| {
            holders.iter().filter_map(|holder| holder.get(key)).flat_map(each).collect()
        });
        let is_known = |key: &str| fields.split(' ').any(|known| known == key);
        for (key, field) in
            holders.iter().flat_map(Field::entries).filter(|(key, _)| !is_known(key))
        {
            let holder = if path.is_empty() { "a configuration" } else { path };
            found.push((field.blame(), format!("`{holder}` has no field `{key}`")));
        }
    }
    found
}

/// The items of a list, or what is no list by itself.
fn each(field: Field<'_>) -> Vec<Field<'_>> {
    if field.is_list() { field.items().collect() } else { vec![field] }
}

/// What is wrong with a file of `configurations:`.
pub(super) fn wrong_configuration(root: &Field<'_>) -> Vec<(Span, String)> {
    unknown_below(root, CONFIGURATION)
}

/// What is wrong with one of kustomize's own transformers.
pub(super) fn wrong_transformer(plugin: &Field<'_>) -> Option<(Span, String)> {
    let kind = plugin.str_at("kind");
    if matches!(kind, "PrefixTransformer" | "SuffixTransformer" | "PrefixSuffixTransformer")
        && plugin.get("fieldSpecs").is_none()
    {
        return Some((plugin.span(), format!("a {kind} needs `fieldSpecs`")));
    }
    let subjects = plugin.get("setRoleBindingSubjects")?;
    let modes = ["", "allServiceAccounts", "defaultOnly", "none"];
    let is_known = subjects.str().is_some_and(|mode| modes.contains(&mode));
    (!is_known).then(|| (subjects.span(), "no such mode of `setRoleBindingSubjects`".to_owned()))
}

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
    let below = unknown_below(root, BELOW);
    let found = unknown.chain(misfits).chain(texts).chain(empty).chain(below);
    found.chain(broken_patterns(root)).collect()
}
