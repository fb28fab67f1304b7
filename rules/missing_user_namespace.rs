//! Pods whose user ids are those of their node.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::{Field, PodView};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-user-namespace",
    summary: "pod has no user namespace of its own",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let Some(pod) = &object.pod else { return };
    // The API server refuses user namespaces together with namespaces of the host, and Windows has none.
    if pod.is_windows() || ["hostNetwork", "hostPID", "hostIPC"].iter().any(|key| says(pod, key)) {
        return cx.not_applicable();
    }
    let shared = pod.spec().setting(&["hostUsers"], Field::bool);
    let shared = shared.unwrap_or_else(|| model::Setting::default(true, object.span()));
    let title = object.title();
    let finding = cx.expect(
        &shared,
        |shared| !shared,
        || format!("root in `{title}` is root on its node"),
        || format!("root in `{title}` may be root on its node"),
    );
    if let Some(finding) = finding {
        finding.help("set `hostUsers: false` where nodes and volumes support it");
    }
}

fn says(pod: &PodView<'_>, key: &str) -> bool {
    pod.spec().setting(&[key], Field::bool).is_some_and(|it| it.is(&true))
}
