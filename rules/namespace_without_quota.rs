//! Namespaces whose pods may take everything that a cluster has.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "namespace-without-quota",
    summary: "no quota bounds the namespace",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Namespaces of the cluster itself.
const OF_CLUSTER: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is("", "Namespace") || OF_CLUSTER.contains(&object.name()) {
        return cx.not_applicable();
    }
    if object.index.quotas_in(object.name()).is_empty() {
        cx.fail(object.span(), format!("nothing bounds what the pods of `{}` use", object.title()))
            .help("add a ResourceQuota, and a LimitRange for containers that say nothing");
    }
}
