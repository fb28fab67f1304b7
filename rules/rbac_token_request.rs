//! Roles that can ask for tokens of service accounts.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-token-request",
    summary: "role can issue tokens of service accounts",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "name the service accounts in `resourceNames`";
const POWERS: &[Power] = &[Power::of("", &["serviceaccounts/token"], &["create"])];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can issue tokens of every service account of the {reach}"),
        HELP,
    );
    by_secret(subject, cx);
}

/// Whoever can create Secrets and read one of them creates that one for the account of its choice: a controller writes its
/// token into it. Who reads every Secret is a finding of `rbac-secret-read`.
// kubernetes pkg/controller/serviceaccount/tokens_controller.go: fills Secrets of type kubernetes.io/service-account-token.
fn by_secret(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(role) = rbac::role(subject) else { return };
    let rules = role.field().list("rules");
    let grants = |rule: &Field<'_>, verb: &str| {
        let says = |key: &str, wanted: &str| {
            rule.list(key)
                .iter()
                .any(|it| matches!(it.str(), Some(it) if it == "*" || it == wanted))
        };
        says("apiGroups", "") && says("resources", "secrets") && says("verbs", verb)
    };
    let is_named = |rule: &Field<'_>| !rule.list("resourceNames").is_empty();
    let reads = |rule: &Field<'_>| grants(rule, "get");
    let makes = rules.iter().find(|rule| grants(rule, "create") && !is_named(rule));
    let (Some(makes), true) = (makes, rules.iter().any(|rule| reads(rule) && is_named(rule)))
    else {
        return;
    };
    if rules.iter().any(|rule| reads(rule) && !is_named(rule)) {
        return;
    }
    let place = makes.get("resources").map_or(makes.span(), |resources| resources.blame());
    let reach = if role.kind() == "ClusterRole" { "cluster" } else { "namespace" };
    let message = format!(
        "`{}` can get the token of any service account of the {reach}: it can create the Secret that it can read, and name the account in it",
        role.title()
    );
    let finding = cx.fail(place, message);
    finding
        .evidence("secrets")
        .help("create the Secret beforehand, and give the right to update it");
    rbac::name_who_has_it(role, finding);
}
