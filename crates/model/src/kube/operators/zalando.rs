//! Postgres operator of Zalando. Source: its reference of the cluster manifest, `acid.zalan.do/v1`.

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("containers", "sidecars"),
    ("initContainers", "initContainers"),
    ("nodeSelector", "nodeSelector"),
    ("securityContext.runAsUser", "spiloRunAsUser"),
    ("securityContext.runAsGroup", "spiloRunAsGroup"),
    ("securityContext.fsGroup", "spiloFSGroup"),
    ("metadata.annotations", "podAnnotations"),
];
const CONTAINER: Fields = &[("image", "dockerImage"), ("env", "env")];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "acid.zalan.do",
    kinds: &["postgresql"],
    pods: &[Pod {
        at: "spec",
        label: "",
        spec: POD,
        name: "postgres",
        container: CONTAINER,
        ends: false,
        fills: true,
    }],
}];
