//! `RabbitMQ` cluster operator. Source: its API reference, `rabbitmq.com/v1beta1` (`RabbitmqClusterSpec`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("*", "override.statefulSet.spec.template.spec"),
    ("metadata", "override.statefulSet.spec.template.metadata"),
];
const CONTAINER: Fields = &[("image", "image"), ("resources", "resources")];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "rabbitmq.com",
    kinds: &["RabbitmqCluster"],
    pods: &[Pod {
        at: "spec",
        label: "",
        spec: POD,
        name: "rabbitmq",
        container: CONTAINER,
        ends: false,
        fills: true,
    }],
}];
