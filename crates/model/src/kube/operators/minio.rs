//! `MinIO` operator. Source: its reference, `minio.min.io/v2` (`TenantSpec`, `Pool`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("securityContext", "securityContext"),
    ("serviceAccountName", "/spec.serviceAccountName"),
    ("containers", "/spec.sideCars.containers"),
    ("volumes", "/spec.sideCars.volumes|/spec.additionalVolumes"),
    ("initContainers", "/spec.initContainers"),
    ("nodeSelector", "nodeSelector"),
    ("metadata.annotations", "annotations"),
    ("metadata.labels", "labels"),
];
const CONTAINER: Fields = &[
    ("image", "/spec.image"),
    ("env", "/spec.env"),
    ("securityContext", "containerSecurityContext"),
    ("resources", "resources"),
    ("volumeMounts", "/spec.additionalVolumeMounts"),
];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "minio.min.io",
    kinds: &["Tenant"],
    pods: &[Pod {
        at: "spec.pools[]",
        label: "pool",
        spec: POD,
        name: "minio",
        container: CONTAINER,
        ends: false,
        fills: true,
    }],
}];
