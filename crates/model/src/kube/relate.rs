//! Reads from an object what it tells the others.

use diag::Span;
use smol_str::SmolStr;

use super::operators::Described;
use super::pss::{self, Mode};
use super::relations::{
    Account, Allows, Autoscaler, Binding, Budget, Name, NamedPort, Namespace, Policy, Quota,
    Relation, Service, Workload,
};
use super::selector::{LabelSet, Selector};
use super::{Field, ObjectFacts, quantity, workload};

/// What an object tells the others.
pub(super) fn of(facts: &ObjectFacts, root: &Field<'_>, described: &[Described]) -> Vec<Relation> {
    let mut relations: Vec<Relation> =
        workloads(facts, root, described).into_iter().map(Relation::Workload).collect();
    let one = match (facts.group(), facts.kind.as_str()) {
        ("", "Namespace") => Some(Relation::Namespace(namespace(facts, root))),
        ("", "Service") => Some(Relation::Service(service(facts, root))),
        ("", "ServiceAccount") => Some(Relation::Account(account(facts, root))),
        ("", "Secret") => Some(Relation::Secret(name(facts), facts.span)),
        ("", "ConfigMap") => Some(Relation::ConfigMap(name(facts), facts.span)),
        ("", "ResourceQuota") => Some(Relation::Quota(quota(facts, root))),
        ("networking.k8s.io", "NetworkPolicy") => Some(Relation::Policy(policy(facts, root))),
        ("policy", "PodDisruptionBudget") => Some(Relation::Budget(budget(facts, root))),
        ("autoscaling", "HorizontalPodAutoscaler") | ("keda.sh", "ScaledObject") => {
            Some(Relation::Autoscaler(autoscaler(facts, root)))
        }
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => {
            Some(Relation::Binding(binding(facts, root)))
        }
        ("", "LimitRange") => {
            relations.extend(default_limits(facts, root));
            None
        }
        _ => None,
    };
    relations.extend(one);
    relations
}

fn name(facts: &ObjectFacts) -> Name {
    Name { namespace: facts.namespace.clone().unwrap_or_default(), name: facts.name.clone() }
}

fn int(field: Option<Field<'_>>) -> Option<i64> {
    match field?.int() {
        crate::Value::Known(value) => Some(value),
        _ => None,
    }
}

fn is_true(field: Option<Field<'_>>) -> Option<bool> {
    match field?.bool() {
        crate::Value::Known(value) => Some(value),
        _ => None,
    }
}

fn workloads(facts: &ObjectFacts, root: &Field<'_>, described: &[Described]) -> Vec<Workload> {
    let replicas = int(root.at(&["spec", "replicas"]));
    let pods = workload::pods(facts, root, described).into_iter().map(move |template| {
        let spec = &template.spec;
        let labels = template.metadata.and_then(|metadata| metadata.get("labels"));
        let account = spec.get("serviceAccountName").or_else(|| spec.get("serviceAccount"));
        Workload {
            group: facts.group().into(),
            kind: facts.kind.clone(),
            name: name(facts),
            span: facts.span,
            labels: labels.map(|labels| LabelSet::read(&labels)).unwrap_or_default(),
            account: account
                .filter(|account| account.placeholder().is_none())
                .and_then(|account| account.str().map(SmolStr::new)),
            host_network: is_true(spec.get("hostNetwork")) == Some(true),
            replicas,
            ports: named_ports(spec),
        }
    });
    pods.collect()
}

fn named_ports(spec: &Field<'_>) -> Vec<NamedPort> {
    let containers = ["containers", "initContainers"].into_iter().flat_map(|key| spec.list(key));
    let ports = containers.flat_map(|container| container.list("ports"));
    let read = |port: Field<'_>| {
        let name = port.get("name")?;
        Some(NamedPort {
            name: name.str().filter(|_| name.placeholder().is_none()).map(SmolStr::new),
            protocol: protocol(&port),
        })
    };
    ports.filter_map(read).collect()
}

/// The protocol of a port.
fn protocol(port: &Field<'_>) -> SmolStr {
    SmolStr::new(port.get("protocol").and_then(|it| it.str()).unwrap_or("TCP"))
}

fn namespace(facts: &ObjectFacts, root: &Field<'_>) -> Namespace {
    let labels = root.at(&["metadata", "labels"]);
    let label = |key: &str| labels.as_ref()?.get(key)?.str();
    let place = |mode: Mode| {
        let label = labels.as_ref()?.get(&pss::Labels::key(mode))?;
        Some((mode, label.blame()))
    };
    Namespace {
        name: facts.name.clone(),
        span: facts.span,
        security: pss::Labels::read(label),
        places: Mode::ALL.into_iter().filter_map(place).collect(),
        labels: labels.as_ref().map(LabelSet::read).unwrap_or_default(),
    }
}

fn service(facts: &ObjectFacts, root: &Field<'_>) -> Service {
    let selector =
        root.at(&["spec", "selector"]).filter(|selector| selector.entries().next().is_some());
    let kind = root.at(&["spec", "type"]).and_then(|kind| kind.str()).unwrap_or("ClusterIP");
    Service {
        name: name(facts),
        span: facts.span,
        selector: selector.map(|selector| Selector::of_labels(&selector)),
        kind: kind.into(),
        targets: targets(root),
    }
}

fn targets(root: &Field<'_>) -> Vec<(u16, Span)> {
    let ports = root.at(&["spec", "ports"]).into_iter().flat_map(|ports| ports.items());
    let targets = ports.filter_map(|port| port.get("targetPort").or_else(|| port.get("port")));
    let numbers = targets.filter_map(|it| Some((it.str()?.parse().ok()?, it.blame())));
    numbers.collect()
}

fn account(facts: &ObjectFacts, root: &Field<'_>) -> Account {
    let automount = is_true(root.get("automountServiceAccountToken"));
    Account { name: name(facts), span: facts.span, automount }
}

fn policy(facts: &ObjectFacts, root: &Field<'_>) -> Policy {
    let spec = root.get("spec");
    let rules = |key: &str| spec.as_ref().map(|spec| spec.list(key)).unwrap_or_default();
    let types = rules("policyTypes");
    // Without types a policy is about ingress, and about egress if it has rules for it.
    let has = |kind: &str, key: &str| match types.as_slice() {
        [] => kind == "Ingress" || !rules(key).is_empty(),
        types => types.iter().any(|it| it.str() == Some(kind)),
    };
    let selector = spec.as_ref().and_then(|spec| spec.get("podSelector"));
    Policy {
        name: name(facts),
        span: facts.span,
        selector: selector.map(|selector| Selector::read(&selector)).unwrap_or_default(),
        ingress: has("Ingress", "ingress").then(|| allows(&rules("ingress"))),
        egress: has("Egress", "egress").then(|| allows(&rules("egress"))),
    }
}

fn allows(rules: &[Field<'_>]) -> Allows {
    match rules {
        [] => Allows::Nothing,
        _ if rules.iter().any(|rule| rule.entries().all(|(_, it)| it.items().next().is_none())) => {
            Allows::Everything
        }
        _ => Allows::Some,
    }
}

fn budget(facts: &ObjectFacts, root: &Field<'_>) -> Budget {
    let selector = root.at(&["spec", "selector"]).map(|selector| Selector::read(&selector));
    Budget { name: name(facts), span: facts.span, selector: selector.unwrap_or_default() }
}

fn autoscaler(facts: &ObjectFacts, root: &Field<'_>) -> Autoscaler {
    let target = root.at(&["spec", "scaleTargetRef"]);
    let text = |key: &str| target.as_ref().map(|target| target.str_at(key)).unwrap_or_default();
    let is_keda = facts.kind == "ScaledObject";
    let min = root.at(&["spec", if is_keda { "minReplicaCount" } else { "minReplicas" }]);
    let kind = if is_keda && text("kind").is_empty() { "Deployment" } else { text("kind") };
    Autoscaler {
        name: name(facts),
        span: facts.span,
        target_kind: kind.into(),
        target: text("name").into(),
        min: int(min).unwrap_or(i64::from(!is_keda)),
    }
}

fn binding(facts: &ObjectFacts, root: &Field<'_>) -> Binding {
    let role = root.get("roleRef");
    let text = |key: &str| role.as_ref().map(|role| role.str_at(key)).unwrap_or_default();
    let own = name(facts);
    let subjects = root.list("subjects");
    let accounts = subjects.iter().filter(|subject| subject.str_at("kind") == "ServiceAccount");
    let accounts = accounts.map(|subject| {
        let namespace = subject.get("namespace").and_then(|it| it.str());
        Name::new(namespace.unwrap_or(&own.namespace), subject.str_at("name"))
    });
    Binding {
        accounts: accounts.collect(),
        span: facts.span,
        role_kind: text("kind").into(),
        role: text("name").into(),
        name: own,
    }
}

/// What a quota can make containers say. It counts other resources without asking.
const DEMANDS: [(&str, &str); 6] = [
    ("cpu", "requests.cpu"),
    ("limits.cpu", "limits.cpu"),
    ("limits.memory", "limits.memory"),
    ("memory", "requests.memory"),
    ("requests.cpu", "requests.cpu"),
    ("requests.memory", "requests.memory"),
];

fn quota(facts: &ObjectFacts, root: &Field<'_>) -> Quota {
    let counted = root.at(&["spec", "hard"]).into_iter().flat_map(|hard| {
        let keys: Vec<&str> = hard.entries().map(|(key, _)| key).collect();
        keys
    });
    let demands = counted.filter_map(|key| DEMANDS.iter().find(|(counted, _)| *counted == key));
    let mut demands: Vec<SmolStr> = demands.map(|(_, demand)| SmolStr::new(demand)).collect();
    demands.sort();
    demands.dedup();
    let scopes = ["scopes", "scopeSelector"];
    Quota {
        name: name(facts),
        span: facts.span,
        demands,
        is_scoped: scopes.iter().any(|key| root.at(&["spec", key]).is_some()),
    }
}

/// What a `LimitRange` gives to containers that say nothing: a limit is `default` or else `max`, a request `defaultRequest`,
/// that limit or else `min`.
fn default_limits(facts: &ObjectFacts, root: &Field<'_>) -> Vec<Relation> {
    let namespace = name(facts).namespace;
    let ranges = root.at(&["spec", "limits"]).into_iter().flat_map(|limits| limits.items());
    let mut found: Vec<Relation> = Vec::new();
    for range in ranges.filter(|range| range.str_at("type") == "Container") {
        let entries = |key: &str| -> Vec<(&str, Field<'_>)> {
            range.get(key).map(|it| it.entries().collect()).unwrap_or_default()
        };
        // The last one of a resource counts.
        for (resource, field) in entries("max").into_iter().chain(entries("default")) {
            let value = field.str().and_then(quantity::parse);
            found.extend(value.map(|value| Relation::DefaultLimit {
                namespace: namespace.clone(),
                resource: SmolStr::new(resource),
                value,
                span: field.blame(),
            }));
        }
        let requests = ["defaultRequest", "default", "max", "min"].into_iter().flat_map(entries);
        found.extend(requests.map(|(resource, _)| Relation::DefaultRequest {
            namespace: namespace.clone(),
            resource: SmolStr::new(resource),
        }));
    }
    found
}
