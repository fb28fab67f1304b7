//! Pods that resources of operators describe outside a pod template, by a table of where their fields lie.
//!
//! Each operator has a file of rows, taken from its own API reference. A row makes the spec of a pod from the fields of the
//! resource, whose places and keys stay those that are written. What the resource leaves unset its operator decides: it is
//! unknown, so that rules neither pass nor fail it. Start reading at [`described`].

mod argo;
mod build;
mod cert_manager;
mod cnpg;
mod elastic;
mod flink;
mod grafana;
mod minio;
mod opentelemetry;
mod prometheus;
mod rabbitmq;
mod release;
mod spark;
mod strimzi;
mod tekton;
#[cfg(test)]
mod tests;
mod victoria_metrics;
mod zalando;

use syntax::yaml::Node;

use super::ObjectFacts;
pub use release::ChartValue;
pub(super) use release::{chart_values, is_release};

/// The tag of a value that an operator decides. No file can hold it: it is no tag of YAML.
pub(super) const DECIDED: &str = "the operator decides";

/// A pod that a resource describes.
#[derive(Clone, Debug)]
pub(super) struct Described {
    /// What tells it from the other pods of the resource; empty if it has only one.
    pub(super) label: String,
    /// Its spec, with containers.
    pub(super) spec: Node,
    /// A mapping with the pod's own `metadata`, or with nothing.
    pub(super) holder: Node,
    /// Whether it is meant to end.
    pub(super) ends: bool,
}

/// A kind of resource.
struct Resource {
    group: &'static str,
    kinds: &'static [&'static str],
    pods: &'static [Pod],
}

/// Where a resource describes a pod.
struct Pod {
    /// Keys from the root to the mapping that describes it; `[]` stands for each item of a sequence.
    at: &'static str,
    /// What it is called; of items their `name` counts instead.
    label: &'static str,
    /// Fields of the pod spec, and where their values lie. `*` takes all fields of a mapping.
    spec: Fields,
    /// The name of the container that the operator adds.
    name: &'static str,
    /// Fields of that container, and where their values lie.
    container: Fields,
    /// Whether it is meant to end.
    ends: bool,
    /// Whether the operator fills in what is not set.
    fills: bool,
}

/// Targets and sources. A source is a path of keys below [`Pod::at`], or below the root behind a `/`; of several with `|`
/// between them the first that is set counts, of several with `+` the items of all.
type Fields = &'static [(&'static str, &'static str)];

/// All resources that are known.
const RESOURCES: &[&[Resource]] = &[
    argo::RESOURCES,
    cert_manager::RESOURCES,
    cnpg::RESOURCES,
    elastic::RESOURCES,
    flink::RESOURCES,
    grafana::RESOURCES,
    minio::RESOURCES,
    opentelemetry::RESOURCES,
    prometheus::RESOURCES,
    rabbitmq::RESOURCES,
    spark::RESOURCES,
    strimzi::RESOURCES,
    tekton::RESOURCES,
    victoria_metrics::RESOURCES,
    zalando::RESOURCES,
];

/// The rows of an object's kind; none if its kind is not in the table.
fn rows(facts: &ObjectFacts) -> &'static [Pod] {
    let group = facts.group();
    let resources = RESOURCES.iter().copied().flatten();
    let found =
        resources.filter(|it| it.group == group).find(|it| it.kinds.contains(&facts.kind.as_str()));
    found.map_or(&[], |resource| resource.pods)
}

/// Whether a kind is in the table.
pub(super) fn knows(facts: &ObjectFacts) -> bool {
    !rows(facts).is_empty()
}

/// Whether an object may describe pods outside a template.
pub(super) fn may_describe(facts: &ObjectFacts) -> bool {
    knows(facts) || release::has_values(facts)
}

/// The pods that an object describes outside a template.
pub(super) fn described(facts: &ObjectFacts, root: &Node) -> Vec<Described> {
    if knows(facts) { build::described(facts, root) } else { release::described(facts, root) }
}
