//! What a report draws of what rules know: the layers of defence around what runs, and the networks between services.

use std::collections::BTreeMap;

use diag::{
    Answer, Hardening, HardeningRow, Network, NetworkGraph, NetworkMember, Outcome, Report,
    Segments, Status, SubjectKind, Verdict,
};
use model::Project;
use model::kube::{self, Allows};

use crate::segments;

/// Layers that do not depend on each other, and the rules that see whether they stand.
pub const LAYERS: &[(&str, &[&str])] = &[
    ("user", &["root-user"]),
    ("privileges", &["privilege-escalation", "privileged-container"]),
    ("capabilities", &["added-capabilities", "undropped-capabilities"]),
    ("file system", &["writable-root-filesystem"]),
    (
        "kernel",
        &["apparmor-unconfined", "masked-paths-off", "seccomp-unconfined", "selinux-disabled"],
    ),
    (
        "host",
        &[
            "device-access",
            "host-namespace",
            "host-port",
            "runtime-socket-mount",
            "sensitive-host-mount",
        ],
    ),
    ("ports", &["port-on-all-interfaces", "privileged-port"]),
    ("limits", &["missing-cpu-limit", "missing-memory-limit", "missing-pids-limit"]),
    ("secrets", &["secret-in-env"]),
    ("image", &["unpinned-image"]),
];

/// The layers around every service and container in some environments.
pub fn hardening(report: &Report, environments: &[u16]) -> Hardening {
    let mut rows: BTreeMap<(&str, String), Vec<Option<Answer>>> = BTreeMap::new();
    let here = report.outcomes.iter().filter(|it| environments.contains(&it.environment));
    for outcome in here {
        let subject = &report.subjects[outcome.subject.0 as usize];
        if !matches!(subject.kind, SubjectKind::Service | SubjectKind::PodContainer) {
            continue;
        }
        let Some(layer) = LAYERS.iter().position(|(_, rules)| rules.contains(&outcome.rule.0))
        else {
            continue;
        };
        let path = &report.sources.get(subject.span.source).path;
        let name = format!("{} {}", subject.kind.as_str(), subject.name);
        let cells = rows.entry((path, name)).or_insert_with(|| vec![None; LAYERS.len()]);
        cells[layer] = Some(worse(cells[layer], answer(outcome)));
    }
    let rows = rows.into_iter().map(|((path, subject), cells)| HardeningRow {
        subject,
        path: path.to_owned(),
        cells,
    });
    Hardening {
        layers: LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: rows.collect(),
    }
}

fn answer(outcome: &Outcome) -> Answer {
    match (outcome.verdict, outcome.status()) {
        (Verdict::Pass, _) => Answer::Pass,
        (Verdict::NotApplicable, _) => Answer::NotApplicable,
        (_, Status::Waived { .. } | Status::Suppressed { .. }) => Answer::Waived,
        (Verdict::Fail, _) => Answer::Fail,
        (Verdict::Review, _) => Answer::Review,
    }
}

/// The graver of two answers, in the order in which reports count them.
fn worse(before: Option<Answer>, answer: Answer) -> Answer {
    let rank = |answer: Answer| Answer::ALL.iter().position(|it| *it == answer);
    before.filter(|before| rank(*before) < rank(answer)).unwrap_or(answer)
}

/// What keeps apart the services of Compose projects, and the workloads of namespaces.
pub fn networks(project: &Project) -> Vec<NetworkGraph> {
    [of_projects(project), of_namespaces(&project.kube)].concat()
}

/// The networks of every Compose project whose services are known.
fn of_projects(project: &Project) -> Vec<NetworkGraph> {
    let graphs = project.compose.iter().filter(|it| it.judged).map(|compose| {
        let places = segments::of(compose);
        let position = |name: &str| places.iter().position(|place| place.name == name);
        let networks = segments::by_network(&places).into_iter().map(|(name, members)| {
            let internal = compose.field().at(&["networks", name, "internal"]);
            Network {
                name: name.to_owned(),
                is_internal: internal.is_some_and(|it| it.is_true()),
                members: members.iter().filter_map(|it| position(it.name)).collect(),
            }
        });
        let services = places.iter().map(|place| NetworkMember {
            name: place.name.to_owned(),
            is_published: place.is_published,
            is_store: place.is_store,
        });
        NetworkGraph {
            segments: Segments::Networks,
            networks: networks.collect(),
            services: services.collect(),
            project: compose.path.clone(),
        }
    });
    graphs.filter(|graph| !graph.services.is_empty()).collect()
}

/// The network policies of every namespace that has some, and the workloads that they select.
fn of_namespaces(index: &kube::Index) -> Vec<NetworkGraph> {
    let mut policies: BTreeMap<&str, BTreeMap<&str, &kube::Policy>> = BTreeMap::new();
    for policy in &index.policies {
        policies.entry(&policy.name.namespace).or_default().insert(&policy.name.name, policy);
    }
    let graphs = policies.into_iter().map(|(namespace, policies)| {
        // Of two that claim the same name the later one counts.
        let workloads: BTreeMap<_, _> =
            index.workloads_in(namespace).map(|it| ((&it.name.name, &it.kind), it)).collect();
        let selects = |policy: &kube::Policy, it: &kube::Workload| {
            !it.host_network && policy.selector.matches(&it.labels)
        };
        let networks = policies.into_iter().map(|(name, policy)| {
            let rows = workloads.values().enumerate();
            Network {
                name: name.to_owned(),
                is_internal: [policy.ingress, policy.egress].contains(&Some(Allows::Nothing)),
                members: rows.filter(|(_, it)| selects(policy, it)).map(|(at, _)| at).collect(),
            }
        });
        let services = workloads.values().map(|it| NetworkMember {
            name: it.name.name.to_string(),
            is_published: it.host_network || is_open(index, namespace, it),
            is_store: it.kind == "StatefulSet",
        });
        NetworkGraph {
            segments: Segments::Policies,
            networks: networks.collect(),
            services: services.collect(),
            project: namespace.to_owned(),
        }
    });
    graphs.filter(|graph| !graph.services.is_empty()).collect()
}

/// Whether a service leads to a workload from outside the cluster.
fn is_open(index: &kube::Index, namespace: &str, workload: &kube::Workload) -> bool {
    let mut services = index.services_for(namespace, &workload.labels);
    services.any(|service| matches!(service.kind.as_str(), "NodePort" | "LoadBalancer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_seen_by_rules_that_there_are() {
        for (layer, rules) in LAYERS {
            for rule in *rules {
                assert!(crate::find(rule).is_some(), "{layer}: there is no rule `{rule}`");
            }
            assert!(rules.is_sorted(), "{layer}");
        }
    }

    #[test]
    fn the_graver_answer_stands() {
        assert_eq!(worse(None, Answer::NotApplicable), Answer::NotApplicable);
        assert_eq!(worse(Some(Answer::NotApplicable), Answer::Pass), Answer::Pass);
        assert_eq!(worse(Some(Answer::Fail), Answer::Pass), Answer::Fail);
        assert_eq!(worse(Some(Answer::Pass), Answer::Review), Answer::Review);
    }
}
