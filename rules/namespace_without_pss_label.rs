//! Namespaces that admit every pod.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::pss::{Labels, Level, Mode};

pub(crate) const RULE: Builtin = Builtin {
    id: "namespace-without-pss-label",
    summary: "namespace enforces no Pod Security level",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str =
    "add the label `pod-security.kubernetes.io/enforce` with `baseline` or `restricted`";
/// Namespaces of the cluster itself.
const OF_CLUSTER: [&str; 3] = ["kube-node-lease", "kube-public", "kube-system"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if !object.facts.is("", "Namespace") || OF_CLUSTER.contains(&object.name()) {
        return cx.not_applicable();
    }
    let label = object.label(&Labels::key(Mode::Enforce));
    let Some(label) = label else {
        cx.fail(object.span(), format!("`{}` admits every pod", object.title())).help(HELP);
        return;
    };
    let name = object.title();
    match label.str().map(Level::parse) {
        _ if label.placeholder().is_some() => {
            cx.review(
                label.blame(),
                format!("the Pod Security level of `{name}` is filled in later"),
            )
            .help(HELP);
        }
        Some(Some(Level::Privileged)) => {
            cx.fail(label.blame(), format!("`{name}` admits privileged pods")).help(HELP);
        }
        Some(Some(_)) => {}
        _ => {
            let finding = cx.fail(
                label.blame(),
                format!("`{name}` names a Pod Security level that does not exist"),
            );
            finding
                .help("use `baseline` or `restricted`: the API server rejects the label as it is");
            finding.severity = Severity::Medium;
        }
    }
}
