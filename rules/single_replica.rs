//! Deployments of a single pod.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "single-replica",
    summary: "workload has a single replica",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let is_scaled = object.facts.is("apps", "Deployment") || object.facts.is("apps", "StatefulSet");
    let namespace = object.namespace().unwrap_or_default();
    if !is_scaled
        || object
            .index
            .autoscaler_of(namespace, object.kind(), object.name())
            .is_some_and(|it| it.min > 1)
    {
        return cx.not_applicable();
    }
    let replicas = object.field().setting(&["spec", "replicas"], Field::int);
    let replicas = replicas.unwrap_or_else(|| model::Setting::default(1, object.span()));
    let finding = cx.expect(
        &replicas,
        |replicas| *replicas != 1,
        || format!("`{}` runs a single pod", object.title()),
        || format!("`{}` may run a single pod", object.title()),
    );
    if let Some(finding) = finding {
        finding.help("run two or more, or an autoscaler with such a minimum");
    }
}
