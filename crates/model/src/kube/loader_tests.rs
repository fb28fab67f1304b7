//! Files that loaders of manifests get wrong, held against what `kubectl` reads in them (`tools/kubernetes-loader`).

use std::collections::BTreeMap;

use diag::{Source, Sources};
use serde_json::Value as Json;

use super::load::Tree;
use super::{Field, Manifest, TreeBudget};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/loader");

/// Where we refuse more or less than `kubectl label --local`, and why.
const OTHERWISE: [(&str, &str); 4] = [
    (
        "broken-sibling.yaml",
        "a value of the wrong type is a finding, and what surrounds it is judged",
    ),
    ("nested-list.yaml", "what lies in the inner list is judged"),
    ("question-mark-in-brackets.yaml", "Compose reads it otherwise, so it is refused in both"),
    ("no-version.yaml", "it makes up a version, which the API server does not"),
];

/// What a file comes to: objects with the security contexts of their containers, and whether anything is refused.
#[derive(Debug, PartialEq)]
struct Reading {
    objects: Vec<(String, String, Vec<Json>)>,
    is_refused: bool,
}

#[test]
fn files_are_read_as_kubectl_reads_them() {
    let record = std::fs::read_to_string(format!("{FOLDER}/expected.json")).unwrap();
    let record: BTreeMap<String, Json> = serde_json::from_str(&record).unwrap();
    let mut wrong = Vec::new();
    for (name, expected) in &record {
        let (ours, theirs) = (ours(name), theirs(expected));
        // What `kubectl` gives up after an error is judged all the same.
        let is_right = if theirs.is_refused {
            ours.is_refused && theirs.objects.iter().all(|object| ours.objects.contains(object))
        } else {
            ours == theirs
        };
        if is_right == OTHERWISE.iter().any(|(known, _)| known == name) {
            wrong.push(format!("{name}: {ours:?}\n  kubectl: {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), record.len(), wrong.join("\n"));
}

fn ours(name: &str) -> Reading {
    let text = std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap();
    let mut sources = Sources::default();
    let id = sources.add(Source::new(name, text.as_str()));
    let mut manifest = Manifest::parse(id, sources.get(id), true, &TreeBudget::default());
    let tree = Tree::parse(id, &text);
    let mut objects = Vec::new();
    for facts in &manifest.objects {
        let root = tree.node(&facts.address).map(Field::root).unwrap();
        let containers = root.at(&["spec", "containers"]).into_iter().flat_map(|it| it.items());
        let contexts = containers.filter_map(|it| Some(it.get("securityContext")?.to_json()));
        let name = facts.name.trim_end_matches('*').to_owned();
        objects.push((facts.kind.to_string(), name, contexts.collect()));
    }
    Reading { objects, is_refused: !manifest.errors.is_empty() || !manifest.take_gaps().is_empty() }
}

fn theirs(expected: &Json) -> Reading {
    let object = |it: &Json| {
        let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        (text("kind"), text("name"), it["contexts"].as_array().cloned().unwrap_or_default())
    };
    Reading {
        objects: expected["objects"].as_array().unwrap().iter().map(object).collect(),
        is_refused: expected["refused"] == true,
    }
}
