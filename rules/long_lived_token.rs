//! Secrets that ask for a token of a service account that never ends.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

pub(crate) const RULE: Builtin = Builtin {
    id: "long-lived-token",
    summary: "token of a service account never expires",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

// kubernetes pkg/controller/serviceaccount/tokens_controller.go: a token is written into Secrets of this type.
fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object().filter(|object| object.facts.is("", "Secret")) else {
        return cx.not_applicable();
    };
    let Some(kind) = object.field().get("type") else { return };
    if kind.str() != Some("kubernetes.io/service-account-token") {
        return;
    }
    let account = object.annotation("kubernetes.io/service-account.name");
    let whose = account.as_ref().and_then(Field::str).map_or_else(
        || "a service account".to_owned(),
        |account| format!("the service account `{account}`"),
    );
    let message = format!("`{}` holds a token of {whose} that never expires", object.title());
    let finding = cx.fail(kind.blame(), message);
    finding.trail = kind.trail().to_vec();
    finding.help(
        "delete it, and ask for tokens that end: `kubectl create token`, or a projected volume",
    );
}
