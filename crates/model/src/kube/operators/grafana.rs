//! Grafana operator. Source: its API reference, `grafana.integreatly.org/v1beta1` (`DeploymentV1`).

use super::{Fields, Pod, Resource};

const POD: Fields =
    &[("*", "deployment.spec.template.spec"), ("metadata", "deployment.spec.template.metadata")];
const CONTAINER: Fields = &[];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "grafana.integreatly.org",
    kinds: &["Grafana"],
    pods: &[Pod {
        at: "spec",
        label: "",
        spec: POD,
        name: "grafana",
        container: CONTAINER,
        ends: false,
        fills: true,
    }],
}];
