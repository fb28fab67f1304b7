//! Pods with names of their own in the hosts file.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "host-alias",
    summary: "pod has names of its own in its hosts file",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let Some(pod) = &object.pod else { return };
    let Some(aliases) = pod.spec().get("hostAliases") else { return };
    if aliases.items().next().is_some() {
        cx.fail(
            aliases.blame(),
            format!("`{}` resolves names by its own hosts file", object.title()),
        )
        .help("give the name an address in DNS")
        .trail = aliases.trail().to_vec();
    }
}
