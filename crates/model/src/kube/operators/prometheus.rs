//! Prometheus operator. Source: its API reference, `monitoring.coreos.com/v1` and `v1alpha1`
//! (`PrometheusSpec`, `PrometheusAgentSpec`, `AlertmanagerSpec`, `ThanosRulerSpec`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("automountServiceAccountToken", "automountServiceAccountToken"),
    ("containers", "containers"),
    ("hostAliases", "hostAliases"),
    ("hostNetwork", "hostNetwork"),
    ("hostUsers", "hostUsers"),
    ("initContainers", "initContainers"),
    ("nodeSelector", "nodeSelector"),
    ("securityContext", "securityContext"),
    ("serviceAccountName", "serviceAccountName"),
    ("volumes", "volumes"),
    ("metadata", "podMetadata"),
];
const CONTAINER: Fields =
    &[("image", "image"), ("resources", "resources"), ("volumeMounts", "volumeMounts")];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "monitoring.coreos.com",
        kinds: &["Prometheus", "PrometheusAgent"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "prometheus",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "monitoring.coreos.com",
        kinds: &["Alertmanager"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "alertmanager",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "monitoring.coreos.com",
        kinds: &["ThanosRuler"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "thanos-ruler",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
];
