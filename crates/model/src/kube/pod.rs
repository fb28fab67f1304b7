//! The pod of a workload: what it sets for all of its containers, and the containers.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use diag::Span;
use smol_str::SmolStr;

use super::workload::{self, Shape, Template};
use super::{Field, ObjectView, PodContainer};

/// A pod, or the template of one.
#[derive(Clone, Debug)]
pub struct PodView<'a> {
    spec: Field<'a>,
    metadata: Option<Field<'a>>,
    shape: Shape,
    label: Box<str>,
    /// Where volumes stand, by name; worked out by whoever asks first.
    volumes: Arc<OnceLock<HashMap<SmolStr, usize>>>,
    /// Whether it is meant to end: a job's pod, or one that is not started again.
    pub ends: bool,
}

/// What a container is in its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// One of `containers`.
    Main,
    /// Runs to its end before the main ones start.
    Init,
    /// An init container that is started again for ever: it lives as long as the pod.
    Sidecar,
    /// A debugging guest.
    Ephemeral,
}

impl<'a> ObjectView<'a> {
    /// This object once per pod that it describes; none if it runs nothing.
    pub(super) fn workloads(&self) -> Vec<Self> {
        let templates = workload::pods(self.facts, self.field(), self.described).into_iter();
        templates
            .map(|template| Self { pod: Some(PodView::new(template)), ..self.clone() })
            .collect()
    }

    /// Name for people: `Deployment/api`, and which of its pods if it has several.
    pub fn title(&self) -> String {
        let title = self.facts.title();
        match self.pod.as_ref().map(|pod| &*pod.label) {
            None | Some("") => title,
            Some(label) => format!("{title}/{label}"),
        }
    }

    /// The namespace of its pods, if it says so. Pods that a custom resource of the whole cluster describes run elsewhere.
    pub fn pod_namespace(&self) -> Option<&'a str> {
        let is_cluster_wide =
            self.kind().starts_with("Cluster") && self.facts.group().contains('.');
        self.namespace().filter(|_| !is_cluster_wide)
    }

    /// The containers of its pod: init containers, main ones, then ephemeral ones.
    pub fn containers(&self) -> Vec<PodContainer<'a>> {
        let Some(pod) = &self.pod else { return Vec::new() };
        let containers = pod.container_fields().into_iter();
        containers
            .map(|(role, field)| PodContainer::new(self.clone(), pod.clone(), role, field))
            .collect()
    }
}

impl<'a> PodView<'a> {
    fn new(template: Template<'a>) -> Self {
        let Template { metadata, spec, shape, ends, label } = template;
        Self { spec, metadata, shape, label: label.into(), volumes: Arc::default(), ends }
    }

    /// The pod spec.
    pub fn spec(&self) -> &Field<'a> {
        &self.spec
    }

    /// What a Tekton task sets for those of its steps that say nothing.
    pub(super) fn step_template(&self) -> Option<Field<'a>> {
        self.spec.get("stepTemplate").filter(|_| self.shape == Shape::Tekton)
    }

    /// The metadata of the pod itself, not of what controls it.
    pub fn metadata(&self) -> Option<&Field<'a>> {
        self.metadata.as_ref()
    }

    /// An annotation of the pod itself.
    pub fn annotation(&self, key: &str) -> Option<Field<'a>> {
        self.metadata.as_ref()?.at(&["annotations", key])
    }

    /// A label of the pod itself.
    pub fn label(&self, key: &str) -> Option<Field<'a>> {
        self.metadata.as_ref()?.at(&["labels", key])
    }

    /// Whether it runs on Windows, by `os.name` or by the nodes that it selects. Pod Security looks at `os.name` alone.
    // kubernetes.io, Windows containers: the label `kubernetes.io/os` keeps pods on nodes of Windows.
    pub fn is_windows(&self) -> bool {
        const LABELS: [&str; 2] = ["kubernetes.io/os", "beta.kubernetes.io/os"];
        let is = |path: &[&str]| self.spec.at(path).is_some_and(|it| it.str() == Some("windows"));
        is(&["os", "name"]) || LABELS.iter().any(|label| is(&["nodeSelector", label]))
    }

    /// Where the pod is described: the key of its spec, or the spec itself.
    pub fn span(&self) -> Span {
        self.spec.blame()
    }

    /// The volume of this name.
    pub fn volume(&self, name: &str) -> Option<Field<'a>> {
        let volumes = self.spec.get("volumes")?;
        let at = self.volumes.get_or_init(|| volumes.places()).get(name)?;
        volumes.nth(*at)
    }

    /// All containers in the order in which admission visits them.
    pub(super) fn container_fields(&self) -> Vec<(Role, Field<'a>)> {
        let spec = &self.spec;
        let all = |key: &str, role| spec.list(key).into_iter().map(move |field| (role, field));
        let init = spec.list("initContainers").into_iter().map(|field| (init_role(&field), field));
        let containers: Vec<_> = match self.shape {
            Shape::Pod => init
                .chain(all("containers", Role::Main))
                .chain(all("ephemeralContainers", Role::Ephemeral))
                .collect(),
            Shape::Tekton => {
                all("steps", Role::Main).chain(all("sidecars", Role::Sidecar)).collect()
            }
            Shape::Argo => {
                let main = ["container", "script"].iter().filter_map(|key| spec.get(key));
                let main = main.map(|field| (Role::Main, field));
                init.chain(main).chain(all("sidecars", Role::Sidecar)).collect()
            }
        };
        containers.into_iter().filter(|(_, field)| field.is_map()).collect()
    }
}

fn init_role(field: &Field<'_>) -> Role {
    if field.str_at("restartPolicy") == "Always" { Role::Sidecar } else { Role::Init }
}
