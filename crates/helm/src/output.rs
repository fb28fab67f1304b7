//! From rendered files to documents, in the order in which `helm template` prints them.
//! Helm `pkg/release/v1/util/manifest_sorter.go`, `kind_sorter.go`, `manifest.go`.

use std::ops::Range;

use diag::SourceId;
use syntax::yaml::{self, Dialect, Node};

use crate::render::{File, Rendering};

/// A document of a rendered file.
#[derive(Debug)]
pub struct Document<'a> {
    /// The file.
    pub file: &'a File,
    /// Its bytes in the file's text.
    pub range: Range<usize>,
    /// The tree, with places in the document's own text; `None` if it says nothing.
    pub root: Option<Node>,
    /// Whether a hook of Helm applies it.
    pub is_hook: bool,
}

/// Why what a chart renders is no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: String,
    /// The file of the chart.
    pub file: String,
    /// The byte of the file's rendered text.
    pub at: usize,
}

const HOOK: &str = "helm.sh/hook";

/// Hooks that Helm knows; a document with another one is dropped.
const HOOKS: [&str; 10] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// The order in which kinds are installed; what is not in it comes last, by name.
const ORDER: [&str; 38] = [
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

impl Rendering {
    /// All documents, hooks last.
    ///
    /// # Errors
    /// What is no YAML, and documents that are no mapping: Helm then refuses the whole chart.
    pub fn documents(&self) -> Result<Vec<Document<'_>>, Refused> {
        let mut documents = Vec::new();
        for file in &self.files {
            for range in split(file.text.as_str()) {
                documents.extend(document(file, range)?);
            }
        }
        documents.sort_by_key(|it| (it.is_hook, rank(it.root.as_ref())));
        Ok(documents)
    }
}

fn document(file: &File, range: Range<usize>) -> Result<Option<Document<'_>>, Refused> {
    let text = &file.text.as_str()[range.clone()];
    let mut stream = yaml::parse(SourceId(0), text);
    let refused = |message: String, at: u32| Refused {
        message,
        file: file.name.clone(),
        at: range.start + at as usize,
    };
    let Some(first) = stream.documents.first_mut() else {
        return Ok(Some(Document { file, range, root: None, is_hook: false }));
    };
    if let Some(error) = first.errors.first() {
        return Err(refused(error.message.clone(), error.span.start()));
    }
    let root = first.root.take();
    if let Some(root) = root.as_ref().filter(|it| it.as_map().is_none() && !it.target().is_null()) {
        return Err(refused("the document is no mapping".into(), root.span().start()));
    }
    let hook = root.as_ref().and_then(hooks);
    let is_known = |names: &str| names.split(',').any(|it| HOOKS.contains(&it.trim()));
    if hook.as_deref().is_some_and(|names| !is_known(names)) {
        return Ok(None);
    }
    let is_hook = hook.is_some();
    Ok(Some(Document { file, range, root, is_hook }))
}

fn hooks(root: &Node) -> Option<String> {
    let hook = root.path(&["metadata", "annotations", HOOK])?;
    Some(hook.value(Dialect::Kubernetes)?.into_text().to_ascii_lowercase())
}

fn rank(root: Option<&Node>) -> (usize, String) {
    let kind = root.and_then(|it| it.get("kind")?.as_str()).unwrap_or_default();
    match ORDER.iter().position(|it| *it == kind) {
        Some(at) => (at, String::new()),
        None => (ORDER.len(), kind.to_owned()),
    }
}

/// The parts between lines that begin with `---`, blank ones left out.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("---") {
            parts.push(start..at);
            start = at + 3 + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        }
        at += line.len();
    }
    parts.push(start..text.len());
    parts.retain(|it| !text[it.clone()].trim().is_empty());
    parts
}
