//! Flink operator of Apache. Source: its reference, `flink.apache.org/v1beta1` (`FlinkDeploymentSpec`, `JobManagerSpec`,
//! `TaskManagerSpec`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("*", "/spec.podTemplate.spec"),
    ("*", "podTemplate.spec"),
    ("metadata", "podTemplate.metadata|/spec.podTemplate.metadata"),
    ("serviceAccountName", "/spec.serviceAccount"),
];
const CONTAINER: Fields = &[("image", "/spec.image")];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "flink.apache.org",
    kinds: &["FlinkDeployment"],
    pods: &[
        Pod {
            at: "spec.jobManager",
            label: "job-manager",
            spec: POD,
            name: "flink-main-container",
            container: CONTAINER,
            ends: false,
            fills: true,
        },
        Pod {
            at: "spec.taskManager",
            label: "task-manager",
            spec: POD,
            name: "flink-main-container",
            container: CONTAINER,
            ends: false,
            fills: true,
        },
    ],
}];
