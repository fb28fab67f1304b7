//! `CloudNativePG`. Source: its API reference, `postgresql.cnpg.io/v1` (`ClusterSpec`). The template of a
//! `Pooler` is completed by the operator.

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("securityContext", "podSecurityContext"),
    ("securityContext.seccompProfile", "seccompProfile"),
    ("nodeSelector", "affinity.nodeSelector"),
    ("metadata", "inheritedMetadata"),
];
const CONTAINER: Fields = &[
    ("image", "imageName"),
    ("env", "env"),
    ("envFrom", "envFrom"),
    ("resources", "resources"),
    ("securityContext", "securityContext"),
];
const POOLER: Fields = &[("*", "template.spec"), ("metadata", "template.metadata")];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "postgresql.cnpg.io",
        kinds: &["Cluster"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "postgres",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "postgresql.cnpg.io",
        kinds: &["Pooler"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POOLER,
            name: "pgbouncer",
            container: &[],
            ends: false,
            fills: true,
        }],
    },
];
