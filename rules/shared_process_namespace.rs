//! Pods whose containers see each other's processes.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "shared-process-namespace",
    summary: "containers of a pod see each other's processes",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let Some(pod) = &object.pod else { return };
    let shared = pod.spec().setting(&["shareProcessNamespace"], Field::bool);
    let Some(shared) = shared.filter(|_| object.containers().len() > 1) else {
        return cx.not_applicable();
    };
    let title = object.title();
    let finding = cx.expect(
        &shared,
        |shared| !shared,
        || format!("every container of `{title}` reaches the files and variables of the others"),
        || format!("the containers of `{title}` may see each other's processes"),
    );
    if let Some(finding) = finding {
        finding.help("remove it, and let containers speak over the network or a shared volume");
    }
}
