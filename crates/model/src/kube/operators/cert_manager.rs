//! cert-manager: the pods that solve challenges. Source: its API reference,
//! `acme.cert-manager.io/v1` (`ACMEChallengeSolverHTTP01IngressPodTemplate`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("*", "http01.ingress.podTemplate.spec|http01.gatewayHTTPRoute.podTemplate.spec"),
    (
        "metadata",
        "http01.ingress.podTemplate.metadata|http01.gatewayHTTPRoute.podTemplate.metadata",
    ),
];
const CONTAINER: Fields = &[];
pub(super) const RESOURCES: &[Resource] = &[Resource {
    group: "cert-manager.io",
    kinds: &["ClusterIssuer", "Issuer"],
    pods: &[Pod {
        at: "spec.acme.solvers[]",
        label: "",
        spec: POD,
        name: "acmesolver",
        container: CONTAINER,
        ends: true,
        fills: true,
    }],
}];
