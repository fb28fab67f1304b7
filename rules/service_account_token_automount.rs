//! Pods that get a token for the API server which nothing uses.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::kube::{Account, Field, Name, ObjectView, PodView};
use model::{Setting, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "service-account-token-automount",
    summary: "token of the service account is mounted for nothing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Workload],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    let Some(pod) = &object.pod else { return };
    // The account of a Tekton task or an Argo template is named where it is run.
    if pod.spec().get("containers").is_none() {
        return cx.not_applicable();
    }
    let account = Name::new(object.namespace().unwrap_or_default(), account(pod));
    let known = object.index.accounts.get(&account);
    let automount = automount(object, pod, known);
    // A role that is bound to the account says that its pods talk to the API server.
    if object.index.bindings_of(&account).next().is_some() {
        return;
    }
    let title = object.title();
    // The account of that name in the cluster may say no, or may have a role.
    if account.name != "default" && known.is_none() && !automount.is_written() {
        let why = format!(
            "`{title}` may not need the token of the service account `{}`, which is not in the files",
            account.name
        );
        cx.review(automount.blame, why).help(HELP);
        return;
    }
    let finding = cx.expect(
        &automount,
        |automount| !automount,
        || {
            format!(
                "`{title}` gets a token of the service account `{}`, to which no role is bound",
                account.name
            )
        },
        || format!("`{title}` may get a token that it does not need"),
    );
    if let Some(finding) = finding {
        finding.help(HELP);
    }
}

const HELP: &str =
    "set `automountServiceAccountToken: false` unless the program talks to the API server";

fn account<'a>(pod: &PodView<'a>) -> &'a str {
    let named = ["serviceAccountName", "serviceAccount"].iter().find_map(|key| pod.spec().get(key));
    named.and_then(|name| name.str()).filter(|name| !name.is_empty()).unwrap_or("default")
}

/// The pod's word counts, then the account's; without either the token is mounted.
fn automount(
    object: &ObjectView<'_>,
    pod: &PodView<'_>,
    account: Option<&Account>,
) -> Setting<bool> {
    let own = pod.spec().setting(&["automountServiceAccountToken"], Field::bool);
    own.unwrap_or_else(|| match account {
        Some(Account { automount: Some(value), span, .. }) => {
            Setting::new(Value::Known(*value), model::Origin::Inherited, object.span())
                .via([diag::Step::at(*span, "the service account decides")])
        }
        _ => Setting::default(true, object.span()),
    })
}
