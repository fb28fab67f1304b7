//! One Kubernetes object: what it is called, and a cursor into what it says.

use diag::Span;
use smol_str::SmolStr;
use syntax::yaml::Node;

use super::operators::{self, Described};
use super::{Field, Index, Manifest, PodView};
use crate::Project;

/// What is kept of an object when its tree is gone.
#[derive(Clone, Debug)]
pub struct ObjectFacts {
    /// `apps/v1`.
    pub api_version: SmolStr,
    /// `Deployment`.
    pub kind: SmolStr,
    /// `metadata.name`, or `metadata.generateName` with a star; empty if it has neither.
    pub name: SmolStr,
    /// `metadata.namespace`; `None` if it is not set.
    pub namespace: Option<SmolStr>,
    /// The name as written, or the whole object: the place to blame for what an object lacks.
    pub span: Span,
    /// The object as a whole.
    pub extent: Span,
    /// Whether its document ends early at an error, so that nobody knows what is missing.
    pub is_torn: bool,
    /// Whether it is a patch for some other object: a built-in workload with a container that names no image, or without a
    /// selector in a file that is called a patch.
    pub is_partial: bool,
    /// The template that `helm template` made it from, if a comment says so.
    pub template: Option<SmolStr>,
    /// Where it stands in its file.
    pub(super) address: Address,
}

/// Position of an object: its document, and its positions in the lists around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) document: usize,
    pub(super) items: Vec<usize>,
}

impl ObjectFacts {
    /// The API group; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// Whether it is of this group and kind. Versions do not make another kind.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.kind == kind && self.group() == group
    }

    /// Name for people, unique in its namespace: `Deployment/api`.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind, if self.name.is_empty() { "unnamed" } else { &self.name })
    }

    /// Whether any rule could have something to say of it. Definitions of resources are schemas through and through.
    pub fn is_judged(&self) -> bool {
        !self.is_torn
            && !self.is_partial
            && !self.is_local()
            && self.group() != "apiextensions.k8s.io"
    }

    /// Whether the API server knows its kind without being told.
    pub fn is_built_in(&self) -> bool {
        is_built_in(self.group())
    }

    /// Whether no cluster ever sees it: configuration of a tool that looks like an object.
    pub fn is_local(&self) -> bool {
        let group = self.group();
        LOCAL_GROUPS.contains(&group)
            || self.api_version == "v1" && self.kind == "Config"
            || self.api_version.starts_with("skaffold/")
    }
}

/// Groups whose objects are read by a program and never sent to an API server.
const LOCAL_GROUPS: [&str; 20] = [
    "apiserver.config.k8s.io",
    "audit.k8s.io",
    "backstage.io",
    "client.authentication.k8s.io",
    "config.kubernetes.io",
    "controller-runtime.sigs.k8s.io",
    "credentialprovider.kubelet.k8s.io",
    "ctlptl.dev",
    "eksctl.io",
    "k3d.io",
    "kind.x-k8s.io",
    "kubeadm.k8s.io",
    "kubecontrollermanager.config.k8s.io",
    "kubelet.config.k8s.io",
    "kubeproxy.config.k8s.io",
    "kubescheduler.config.k8s.io",
    "kuttl.dev",
    "kustomize.config.k8s.io",
    "minikube.sigs.k8s.io",
    "score.dev",
];

/// Whether a group is the API server's own, so that all of its kinds are known. Others end in `.k8s.io` as well.
pub(super) fn is_built_in(group: &str) -> bool {
    !group.contains('.') || BUILT_IN_GROUPS.contains(&group)
}

/// Groups of the API server with a dot in their names.
const BUILT_IN_GROUPS: [&str; 18] = [
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// One Kubernetes object.
#[derive(Clone, Debug)]
pub struct ObjectView<'a> {
    /// The file it stands in.
    pub manifest: &'a Manifest,
    /// What it is called.
    pub facts: &'a ObjectFacts,
    /// What the other objects of the run say.
    pub index: &'a Index,
    /// The pod that it runs, if it is seen as a workload.
    pub pod: Option<PodView<'a>>,
    pub(super) root: Field<'a>,
    /// The pods that it describes outside a template.
    pub(super) described: &'a [Described],
    pub(super) project: &'a Project,
}

impl<'a> ObjectView<'a> {
    /// Looks at the object `facts` tells of, whose tree is `node`, and which describes these pods outside a template.
    pub(super) fn new(
        manifest: &'a Manifest,
        facts: &'a ObjectFacts,
        project: &'a Project,
        node: &'a Node,
        described: &'a [Described],
    ) -> Self {
        let (index, root) = (&project.kube, Field::root(node));
        Self { manifest, facts, index, pod: None, root, described, project }
    }

    /// What it says, from the top.
    pub fn field(&self) -> &Field<'a> {
        &self.root
    }

    /// What it sets of the values of a chart, if it is a release of one.
    pub fn chart_values(&self) -> Vec<operators::ChartValue<'a>> {
        operators::chart_values(self.facts, &self.root)
    }

    /// `apps/v1`.
    pub fn api_version(&self) -> &'a str {
        &self.facts.api_version
    }

    /// `Deployment`.
    pub fn kind(&self) -> &'a str {
        &self.facts.kind
    }

    /// Its name; empty if it has none.
    pub fn name(&self) -> &'a str {
        &self.facts.name
    }

    /// Its namespace, if it says so.
    pub fn namespace(&self) -> Option<&'a str> {
        self.facts.namespace.as_deref()
    }

    /// The name as written, or the whole object.
    pub fn span(&self) -> Span {
        self.facts.span
    }

    /// A label of its own metadata.
    pub fn label(&self, key: &str) -> Option<Field<'a>> {
        self.root.at(&["metadata", "labels", key])
    }

    /// An annotation of its own metadata.
    pub fn annotation(&self, key: &str) -> Option<Field<'a>> {
        self.root.at(&["metadata", "annotations", key])
    }
}
