//! Where in objects of which kinds kustomize writes labels, namespaces, names and the rest.
//!
//! `built_in` holds what kustomize knows by itself; `configurations:` of a kustomization adds to it.

use std::collections::HashMap;

use super::resource::{self, Id};
use super::tree;
use crate::kube::Field;

/// A path in objects of some kinds.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) path: Vec<String>,
    /// Whether the path is made if it is missing.
    pub(super) create: bool,
}

/// Objects of one kind, and where others call them by name.
#[derive(Clone, Debug)]
pub(super) struct NameReference {
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) kind: String,
    pub(super) specs: Vec<Spec>,
}

/// The whole configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    pub(super) common_labels: Vec<Spec>,
    pub(super) labels: Vec<Spec>,
    pub(super) template_labels: Vec<Spec>,
    pub(super) annotations: Vec<Spec>,
    pub(super) namespace: Vec<Spec>,
    pub(super) prefixes: Vec<Spec>,
    pub(super) suffixes: Vec<Spec>,
    pub(super) images: Vec<Spec>,
    pub(super) replicas: Vec<Spec>,
    pub(super) variables: Vec<Spec>,
    pub(super) references: Vec<NameReference>,
}

impl Spec {
    /// `kind path`, where the kind is `*`, `Kind` or `group/Kind`.
    pub(super) fn new(kind: &str, path: &str, create: bool) -> Self {
        let (group, kind) = match kind.split_once('/') {
            Some((group, kind)) => (Some(group.to_owned()), kind),
            None => (None, kind),
        };
        let kind = (kind != "*").then(|| kind.to_owned());
        Self { group, version: None, kind, path: tree::split_path(path), create }
    }

    fn read(field: &Field<'_>) -> Self {
        let text = |key: &str| Some(field.str_at(key).to_owned()).filter(|text| !text.is_empty());
        Self {
            group: text("group"),
            version: text("version"),
            kind: text("kind"),
            path: tree::split_path(field.str_at("path")),
            create: field.str_at("create") == "true",
        }
    }

    /// Whether it speaks of all that another does.
    fn covers(&self, other: &Self) -> bool {
        let covers =
            |ours: &Option<String>, theirs: &Option<String>| ours.is_none() || ours == theirs;
        self.path == other.path
            && covers(&self.group, &other.group)
            && covers(&self.version, &other.version)
            && covers(&self.kind, &other.kind)
    }

    /// Whether it speaks of this object.
    pub(super) fn selects(&self, id: &Id) -> bool {
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        fits(&self.group, &id.group)
            && fits(&self.version, &id.version)
            && fits(&self.kind, &id.kind)
    }
}

/// Reads a list of specs, as a kustomization or a configuration has it.
pub(super) fn read_list(list: &[Field<'_>]) -> Vec<Spec> {
    list.iter().map(Spec::read).collect()
}

/// Adds what is not there: a prefix that is put twice shows.
fn add_new(known: &mut Vec<Spec>, specs: Vec<Spec>) {
    let mut by_path: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    for (at, spec) in known.iter().enumerate() {
        by_path.entry(spec.path.clone()).or_default().push(at);
    }
    for spec in specs {
        let places = by_path.entry(spec.path.clone()).or_default();
        if !places.iter().any(|at| known[*at].covers(&spec)) {
            places.push(known.len());
            known.push(spec);
        }
    }
}

impl Config {
    /// Adds what a configuration file says.
    pub(super) fn extend(&mut self, root: &Field<'_>) {
        let list = |key: &str| read_list(&root.list(key));
        self.common_labels.extend(list("commonLabels"));
        self.labels.extend(list("labels"));
        self.template_labels.extend(list("templateLabels"));
        self.annotations.extend(list("commonAnnotations"));
        self.namespace.extend(list("namespace"));
        add_new(&mut self.prefixes, list("namePrefix"));
        add_new(&mut self.suffixes, list("nameSuffix"));
        self.images.extend(list("images"));
        self.replicas.extend(list("replicas"));
        self.variables.extend(list("varReference"));
        for entry in root.list("nameReference") {
            let text =
                |key: &str| Some(entry.str_at(key).to_owned()).filter(|text| !text.is_empty());
            self.references.push(NameReference {
                group: text("group"),
                version: text("version"),
                kind: entry.str_at("kind").to_owned(),
                specs: read_list(&entry.list("fieldSpecs")),
            });
        }
    }
}

impl NameReference {
    /// Whether an object is of the kind that is called.
    pub(super) fn names(&self, id: &Id) -> bool {
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        fits(&self.group, &id.group) && fits(&self.version, &id.version) && self.kind == id.kind
    }
}

/// Reads group and version, or an `apiVersion`, of a reference in a kustomization.
pub(super) fn group_of(field: &Field<'_>) -> (String, String) {
    match field.str_at("apiVersion") {
        "" => (field.str_at("group").to_owned(), field.str_at("version").to_owned()),
        api_version => resource::split_version(api_version),
    }
}
