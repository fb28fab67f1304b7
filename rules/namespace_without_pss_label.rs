//! Namespaces that admit every pod.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::ObjectView;
use model::kube::pss::{Labels, Level, Mode, Version};

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
    malformed(object, cx);
    let label = object.label(&Labels::key(Mode::Enforce));
    let Some(label) = label else {
        cx.fail(object.span(), format!("`{}` admits every pod", object.title())).help(HELP);
        return;
    };
    let name = object.title();
    if label.placeholder().is_some() {
        let message = format!("the Pod Security level of `{name}` is filled in later");
        cx.review(label.blame(), message).help(HELP);
    } else if label.str().and_then(Level::parse) == Some(Level::Privileged) {
        cx.fail(label.blame(), format!("`{name}` admits privileged pods")).help(HELP);
    }
}

/// Labels whose value is no level or version.
fn malformed(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    for mode in Mode::ALL {
        let level = object.label(&Labels::key(mode));
        let level = level.filter(|it| it.str().and_then(Level::parse).is_none());
        let version = object.label(&Labels::version_key(mode));
        let version = version.filter(|it| it.str().and_then(Version::parse).is_none());
        let wanted = [
            (level, "level", "use `baseline` or `restricted`"),
            (version, "version", "use `latest`, or a version such as `v1.37`"),
        ];
        for (label, what, help) in wanted {
            let Some(label) = label.filter(|label| label.placeholder().is_none()) else { continue };
            let message =
                format!("`{}` names a Pod Security {what} that does not exist", object.title());
            let finding = cx.fail(label.blame(), message);
            finding.help(format!("{help}: the API server rejects the label as it is"));
            finding.severity = Severity::Medium;
        }
    }
}
