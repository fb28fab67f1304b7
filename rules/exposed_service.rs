//! Services that open a door into the cluster.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "exposed-service",
    summary: "service is reachable from outside",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Annotations that keep a load balancer inside the network, and the values that do so.
const INTERNAL: [(&str, &[&str]); 8] = [
    ("cloud.google.com/load-balancer-type", &["Internal", "internal"]),
    ("networking.gke.io/load-balancer-type", &["Internal", "internal"]),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", &["true", "0.0.0.0/0"]),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", &["internal"]),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", &["true"]),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", &["true"]),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", &["true"]),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", &["private"]),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is("", "Service") {
        return cx.not_applicable();
    }
    let Some(spec) = object.field().get("spec") else { return };
    let title = object.title();
    if let Some(addresses) = spec.get("externalIPs").filter(|it| it.items().next().is_some()) {
        let finding = cx.fail(
            addresses.blame(),
            format!("`{title}` claims addresses, and takes the traffic that nodes send to them"),
        );
        finding
            .evidence("externalIPs")
            .help("use a load balancer, or restrict who may set `externalIPs`");
        finding.severity = Severity::Medium;
    }
    let Some(kind) = spec.get("type") else { return };
    match kind.str() {
        Some("NodePort") => {
            cx.fail(kind.blame(), format!("`{title}` opens a port on every node"))
                .help("keep it inside the cluster and lead to it through an Ingress or a Gateway");
        }
        Some("LoadBalancer") if spec.list("loadBalancerSourceRanges").is_empty() => {
            let is_internal = INTERNAL.iter().any(|(key, values)| {
                let value = object.annotation(key);
                value.and_then(|value| value.str()).is_some_and(|value| values.contains(&value))
            });
            if !is_internal {
                cx.fail(kind.blame(), format!("`{title}` is reachable from everywhere"))
                    .help("name who may come in `loadBalancerSourceRanges`");
            }
        }
        _ => {}
    }
}
