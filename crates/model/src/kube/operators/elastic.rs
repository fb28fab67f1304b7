//! Elastic Cloud on Kubernetes. Source: its API reference, groups `*.k8s.elastic.co` (`NodeSet`, `podTemplate` of each kind).

use super::{Fields, Pod, Resource};

const POD: Fields = &[("*", "podTemplate.spec"), ("metadata", "podTemplate.metadata")];
const DAEMON_SET: Fields =
    &[("*", "daemonSet.podTemplate.spec"), ("metadata", "daemonSet.podTemplate.metadata")];
const DEPLOYMENT: Fields =
    &[("*", "deployment.podTemplate.spec"), ("metadata", "deployment.podTemplate.metadata")];
const STATEFUL_SET: Fields =
    &[("*", "statefulSet.podTemplate.spec"), ("metadata", "statefulSet.podTemplate.metadata")];
const CONTAINER: Fields = &[("image", "/spec.image")];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "elasticsearch.k8s.elastic.co",
        kinds: &["Elasticsearch"],
        pods: &[Pod {
            at: "spec.nodeSets[]",
            label: "nodes",
            spec: POD,
            name: "elasticsearch",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "kibana.k8s.elastic.co",
        kinds: &["Kibana"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "kibana",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "apm.k8s.elastic.co",
        kinds: &["ApmServer"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "apm-server",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "logstash.k8s.elastic.co",
        kinds: &["Logstash"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "logstash",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "beat.k8s.elastic.co",
        kinds: &["Beat"],
        pods: &[
            Pod {
                at: "spec",
                label: "daemon-set",
                spec: DAEMON_SET,
                name: "beat",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec",
                label: "deployment",
                spec: DEPLOYMENT,
                name: "beat",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
        ],
    },
    Resource {
        group: "agent.k8s.elastic.co",
        kinds: &["Agent"],
        pods: &[
            Pod {
                at: "spec",
                label: "daemon-set",
                spec: DAEMON_SET,
                name: "agent",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec",
                label: "deployment",
                spec: DEPLOYMENT,
                name: "agent",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec",
                label: "stateful-set",
                spec: STATEFUL_SET,
                name: "agent",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
        ],
    },
];
