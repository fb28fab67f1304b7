//! Replicated workloads that a drain may take away as a whole.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::{Field, LabelSet};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-disruption-budget",
    summary: "no disruption budget protects the workload",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let Some(pod) = &object.pod else { return };
    let is_scaled = object.facts.is("apps", "Deployment") || object.facts.is("apps", "StatefulSet");
    let replicas = object.field().setting(&["spec", "replicas"], Field::int);
    if !is_scaled || replicas.is_none_or(|it| it.known().is_none_or(|replicas| *replicas < 2)) {
        return cx.not_applicable();
    }
    let labels = LabelSet::of(pod);
    let namespace = object.namespace().unwrap_or_default();
    if object.index.budgets_for(namespace, &labels).next().is_none() {
        cx.fail(
            object.span(),
            format!("no disruption budget protects the pods of `{}`", object.title()),
        )
        .help("add a PodDisruptionBudget that selects them");
    }
}
