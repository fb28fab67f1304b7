//! Which lists of built-in kinds are merged item by item, and by which keys.
//!
//! Facts of the API (`patchStrategy`, `patchMergeKey`, `x-kubernetes-list-map-keys`). Kinds that are not built in are not
//! known: their lists are replaced.

use super::resource::Id;
use crate::kube::object::is_built_in;

/// What a position in an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Anything of which nothing is known.
    Unknown,
    Root(Kind),
    Spec(Kind),
    Metadata,
    /// A pod template: metadata and a pod spec.
    Template,
    /// A job template: metadata and the spec of a job.
    JobTemplate,
    Pod,
    Container,
}

/// Kinds whose specs differ in what matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pod,
    PodTemplate,
    Workload,
    CronJob,
    Service,
    ServiceAccount,
    Webhooks,
    Other,
}

/// How lists of a field are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lists {
    /// The patch's list replaces the other.
    Replace,
    /// Items are found by these keys.
    ByKeys(&'static [&'static str]),
    /// Plain values are united.
    Unite,
}

impl Type {
    /// The root of an object.
    pub(super) fn of(id: &Id) -> Self {
        Self::Root(match (id.group.as_str(), id.kind.as_str()) {
            ("", "Pod") => Kind::Pod,
            ("", "PodTemplate") => Kind::PodTemplate,
            (
                "" | "apps" | "extensions",
                "ReplicationController" | "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet",
            )
            | ("batch", "Job") => Kind::Workload,
            ("batch", "CronJob") => Kind::CronJob,
            ("", "Service") => Kind::Service,
            ("", "ServiceAccount") => Kind::ServiceAccount,
            ("admissionregistration.k8s.io", _) => Kind::Webhooks,
            (group, _) if is_built_in(group) => Kind::Other,
            _ => return Self::Unknown,
        })
    }

    /// The type of a field, and how its list is merged if it is one.
    pub(super) fn field(self, name: &str) -> (Self, Lists) {
        use Lists::{ByKeys, Replace, Unite};
        match (self, name) {
            (Self::Root(_) | Self::Template | Self::JobTemplate, "metadata") => {
                (Self::Metadata, Replace)
            }
            (Self::Root(Kind::PodTemplate) | Self::Spec(Kind::Workload), "template") => {
                (Self::Template, Replace)
            }
            (Self::Root(Kind::ServiceAccount), "secrets")
            | (Self::Root(Kind::Webhooks), "webhooks")
            | (Self::Pod, "volumes" | "imagePullSecrets")
            | (Self::Container, "env") => (Self::Unknown, ByKeys(&["name"])),
            (Self::Root(Kind::Pod) | Self::Template, "spec") => (Self::Pod, Replace),
            (Self::Root(kind), "spec") => (Self::Spec(kind), Replace),
            (Self::Spec(Kind::CronJob), "jobTemplate") => (Self::JobTemplate, Replace),
            (Self::JobTemplate, "spec") => (Self::Spec(Kind::Workload), Replace),
            (Self::Spec(Kind::Service), "ports") => (Self::Unknown, ByKeys(&["port", "protocol"])),
            (Self::Metadata, "finalizers") => (Self::Unknown, Unite),
            (Self::Metadata, "ownerReferences") => (Self::Unknown, ByKeys(&["uid"])),
            (Self::Pod, "containers" | "initContainers" | "ephemeralContainers") => {
                (Self::Container, ByKeys(&["name"]))
            }
            (Self::Pod, "hostAliases") => (Self::Unknown, ByKeys(&["ip"])),
            (Self::Pod, "topologySpreadConstraints") => {
                (Self::Unknown, ByKeys(&["topologyKey", "whenUnsatisfiable"]))
            }
            (Self::Container, "ports") => (Self::Unknown, ByKeys(&["containerPort", "protocol"])),
            (Self::Container, "volumeMounts") => (Self::Unknown, ByKeys(&["mountPath"])),
            (Self::Container, "volumeDevices") => (Self::Unknown, ByKeys(&["devicePath"])),
            _ => (Self::Unknown, Replace),
        }
    }
}
