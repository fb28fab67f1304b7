//! Objects on their way through kustomizations: what they are called now, and what they were called before.

use syntax::yaml::Node;

use super::tree;

/// Group, version, kind, name and namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

/// What a generator does if there is such an object already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Behaviour {
    #[default]
    Create,
    Replace,
    Merge,
}

/// An object.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// Its tree, without aliases.
    pub(super) node: Node,
    /// What it was called before, oldest first.
    pub(super) history: Vec<Id>,
    /// Prefixes and suffixes it has got, oldest first.
    pub(super) prefixes: Vec<String>,
    pub(super) suffixes: Vec<String>,
    /// Whether its name gets a hash of its content at the end.
    pub(super) hashed: bool,
    pub(super) behaviour: Behaviour,
}

impl Id {
    /// Reads an id off an object.
    pub(super) fn of(node: &Node) -> Self {
        let text =
            |path: &[&str]| node.path(path).and_then(Node::as_str).unwrap_or_default().to_owned();
        let (group, version) = split_version(&text(&["apiVersion"]));
        Self {
            group,
            version,
            kind: text(&["kind"]),
            name: text(&["metadata", "name"]),
            namespace: text(&["metadata", "namespace"]),
        }
    }

    /// Whether kustomize knows objects of this kind and version to have no namespace. Its schemas are those of Kubernetes
    /// 1.21: to what is newer it gives one.
    pub(super) fn is_cluster_scoped(&self) -> bool {
        let is_known = |(group, kind): &(&str, &str)| *group == self.group && *kind == self.kind;
        CLUSTER_SCOPED.iter().any(is_known)
            && match self.group.as_str() {
                "" => self.version == "v1",
                "flowcontrol.apiserver.k8s.io" | "policy" => self.version == "v1beta1",
                _ => matches!(self.version.as_str(), "v1" | "v1beta1"),
            }
    }

    /// The namespace it counts for: none, or `default` if it does not say.
    pub(super) fn effective_namespace(&self) -> Option<&str> {
        if self.is_cluster_scoped() {
            None
        } else if self.namespace.is_empty() {
            Some("default")
        } else {
            Some(&self.namespace)
        }
    }

    /// Whether both name the same object.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.group == other.group
            && self.version == other.version
            && self.kind == other.kind
            && self.name == other.name
            && self.effective_namespace() == other.effective_namespace()
    }
}

/// `apps/v1` as group and version.
pub(super) fn split_version(api_version: &str) -> (String, String) {
    match api_version.split_once('/') {
        Some((group, version)) => (group.to_owned(), version.to_owned()),
        None => (String::new(), api_version.to_owned()),
    }
}

impl Resource {
    /// Whether it defines a custom resource.
    pub(super) fn is_definition(&self) -> bool {
        self.id().group == "apiextensions.k8s.io"
    }

    /// An object as a file has it.
    pub(super) fn new(node: Node) -> Self {
        Self {
            node,
            history: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            hashed: false,
            behaviour: Behaviour::Create,
        }
    }

    /// What it is called now.
    pub(super) fn id(&self) -> Id {
        Id::of(&self.node)
    }

    /// What it was called at first.
    pub(super) fn original_id(&self) -> Id {
        self.history.first().cloned().unwrap_or_else(|| self.id())
    }

    /// Everything it was ever called.
    pub(super) fn ids(&self) -> Vec<Id> {
        self.history.iter().cloned().chain([self.id()]).collect()
    }

    /// Notes what it is called before that changes.
    pub(super) fn remember(&mut self) {
        let id = self.id();
        self.history.push(id);
    }

    /// Changes its name.
    pub(super) fn rename(&mut self, name: Node) {
        let span = name.span;
        if self.node.get("metadata").is_none() {
            tree::set(&mut self.node, "metadata", tree::mapping(span));
        }
        if let Some(metadata) = tree::get_mut(&mut self.node, "metadata") {
            tree::set(metadata, "name", name);
        }
    }
}

/// Built-in kinds without a namespace.
const CLUSTER_SCOPED: [(&str, &str); 21] = [
    ("", "ComponentStatus"),
    ("", "Namespace"),
    ("", "Node"),
    ("", "PersistentVolume"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    ("certificates.k8s.io", "CertificateSigningRequest"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("networking.k8s.io", "IngressClass"),
    ("node.k8s.io", "RuntimeClass"),
    ("policy", "PodSecurityPolicy"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("scheduling.k8s.io", "PriorityClass"),
    ("storage.k8s.io", "CSIDriver"),
    ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "StorageClass"),
    ("storage.k8s.io", "VolumeAttachment"),
];
