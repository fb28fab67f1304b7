//! Spark operator of Kubeflow. Source: its API reference, `sparkoperator.k8s.io/v1beta2` (`SparkPodSpec`, `DriverSpec`,
//! `ExecutorSpec`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("*", "template.spec"),
    ("securityContext", "podSecurityContext"),
    ("hostNetwork", "hostNetwork"),
    ("shareProcessNamespace", "shareProcessNamespace"),
    ("serviceAccountName", "serviceAccount"),
    ("initContainers", "initContainers"),
    ("containers", "sidecars"),
    ("volumes", "/spec.volumes"),
    ("hostAliases", "hostAliases"),
    ("nodeSelector", "nodeSelector"),
    ("metadata.labels", "labels"),
    ("metadata.annotations", "annotations"),
];
const CONTAINER: Fields = &[
    ("image", "image|/spec.image"),
    ("securityContext", "securityContext"),
    ("env", "env"),
    ("envFrom", "envFrom"),
    ("volumeMounts", "volumeMounts"),
    ("ports", "ports"),
];
const SCHEDULED_POD: Fields = &[
    ("*", "template.spec"),
    ("securityContext", "podSecurityContext"),
    ("hostNetwork", "hostNetwork"),
    ("shareProcessNamespace", "shareProcessNamespace"),
    ("serviceAccountName", "serviceAccount"),
    ("initContainers", "initContainers"),
    ("containers", "sidecars"),
    ("volumes", "/spec.template.volumes"),
    ("hostAliases", "hostAliases"),
    ("nodeSelector", "nodeSelector"),
    ("metadata.labels", "labels"),
    ("metadata.annotations", "annotations"),
];
const SCHEDULED_CONTAINER: Fields = &[
    ("image", "image|/spec.template.image"),
    ("securityContext", "securityContext"),
    ("env", "env"),
    ("envFrom", "envFrom"),
    ("volumeMounts", "volumeMounts"),
    ("ports", "ports"),
];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "sparkoperator.k8s.io",
        kinds: &["SparkApplication"],
        pods: &[
            Pod {
                at: "spec.driver",
                label: "driver",
                spec: POD,
                name: "spark-kubernetes-driver",
                container: CONTAINER,
                ends: true,
                fills: true,
            },
            Pod {
                at: "spec.executor",
                label: "executor",
                spec: POD,
                name: "spark-kubernetes-executor",
                container: CONTAINER,
                ends: true,
                fills: true,
            },
        ],
    },
    Resource {
        group: "sparkoperator.k8s.io",
        kinds: &["ScheduledSparkApplication"],
        pods: &[
            Pod {
                at: "spec.template.driver",
                label: "driver",
                spec: SCHEDULED_POD,
                name: "spark-kubernetes-driver",
                container: SCHEDULED_CONTAINER,
                ends: true,
                fills: true,
            },
            Pod {
                at: "spec.template.executor",
                label: "executor",
                spec: SCHEDULED_POD,
                name: "spark-kubernetes-executor",
                container: SCHEDULED_CONTAINER,
                ends: true,
                fills: true,
            },
        ],
    },
];
