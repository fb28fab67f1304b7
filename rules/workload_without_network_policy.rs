//! Workloads that no network policy isolates.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::kube::{Field, Folder, LabelSet, ObjectView, Policy};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "workload-without-network-policy",
    summary: "no network policy isolates the workload",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Workload],
    build: Options::read::<WorkloadWithoutNetworkPolicy>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct WorkloadWithoutNetworkPolicy {
    /// Whether workloads are reported even if nothing beside them uses network policies.
    always: bool,
    /// Whether isolation from incoming traffic is enough.
    ingress_only: bool,
}

const HELP: &str =
    "deny by default with `podSelector: {}` and both policy types, then allow what is used";

impl Rule for WorkloadWithoutNetworkPolicy {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(object) = subject.object() else { return };
        let Some(pod) = &object.pod else { return };
        let path = &cx.project().sources.get(object.manifest.source).path;
        let host_network = pod.spec().setting(&["hostNetwork"], Field::bool);
        // No policy reaches a pod in the host's network.
        let is_reached = host_network.is_none_or(|it| !it.is(&true));
        if !is_reached || !(self.always || uses_policies(object, path)) {
            return cx.not_applicable();
        }
        let namespace = object.pod_namespace().unwrap_or_default();
        let labels = LabelSet::of(pod);
        let policies: Vec<_> = object.index.policies_for(namespace, &labels).collect();
        let title = object.title();
        let Some(message) = self.missing(&title, &policies) else { return };
        if object.index.foreign_policy.is_some() {
            let why = format!("{message}, unless a policy of another kind does");
            cx.review(object.span(), why).help(HELP);
            return;
        }
        let finding = cx.fail(object.span(), message);
        finding.help(HELP);
        if let Some(policy) = policies.first() {
            finding.label(policy.span, "this policy is about the other direction only");
        }
    }
}

impl WorkloadWithoutNetworkPolicy {
    fn missing(&self, title: &str, policies: &[&Policy]) -> Option<String> {
        let ingress = policies.iter().any(|policy| policy.ingress.is_some());
        let egress = self.ingress_only || policies.iter().any(|policy| policy.egress.is_some());
        match (ingress, egress) {
            (true, true) => None,
            (false, true) => Some(format!("no network policy limits who may reach `{title}`")),
            (true, false) => Some(format!("no network policy limits what `{title}` may reach")),
            (false, false) => Some(format!("no network policy isolates `{title}`")),
        }
    }
}

/// Whether what is deployed with the workload uses policies at all: beside it in its folder, or for its namespace in a
/// folder beside that one.
fn uses_policies(object: &ObjectView<'_>, path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let namespace = object.pod_namespace().unwrap_or_default();
    let has = |folder: &Folder| folder.policies.contains(namespace) && !folder.has_alternatives;
    let near = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
    let folders = &object.index.folders;
    folders.get(folder).is_some_and(has)
        || object.pod_namespace().is_some()
            && folders.range(near.to_owned()..).take_while(|(it, _)| it.starts_with(near)).any(
                |(it, folder)| {
                    let below = it[near.len()..].trim_start_matches('/');
                    !below.contains('/') && has(folder)
                },
            )
}
