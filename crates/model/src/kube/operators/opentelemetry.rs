//! OpenTelemetry operator. Source: its API reference, `opentelemetry.io/v1beta1` (`OpenTelemetryCollectorSpec`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("hostNetwork", "hostNetwork"),
    ("hostPID", "hostPID"),
    ("shareProcessNamespace", "shareProcessNamespace"),
    ("volumes", "volumes"),
    ("initContainers", "initContainers"),
    ("nodeSelector", "nodeSelector"),
    ("securityContext", "podSecurityContext"),
    ("serviceAccountName", "serviceAccount"),
    ("containers", "additionalContainers"),
    ("metadata.annotations", "podAnnotations"),
];
const CONTAINER: Fields = &[
    ("image", "image"),
    ("securityContext", "securityContext"),
    ("env", "env"),
    ("envFrom", "envFrom"),
    ("volumeMounts", "volumeMounts"),
    ("resources", "resources"),
    ("livenessProbe", "livenessProbe"),
    ("readinessProbe", "readinessProbe"),
    ("lifecycle", "lifecycle"),
    ("ports", "ports"),
];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "opentelemetry.io",
    kinds: &["OpenTelemetryCollector"],
    pods: &[Pod {
        at: "spec",
        label: "",
        spec: POD,
        name: "otc-container",
        container: CONTAINER,
        ends: false,
        fills: true,
    }],
}];
