//! Roles that can give themselves any other right.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::Field;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-escalation",
    summary: "role can raise its own rights",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str =
    "remove the verb, or name the roles and accounts it is needed for in `resourceNames`";
const POWERS: &[Power] = &[
    Power {
        path: "`bind` lets it give itself any role, `cluster-admin` included",
        names: &["cluster-admin"],
        ..Power::of(rbac::GROUP, &["roles", "clusterroles"], &["bind"])
    },
    Power {
        path: "`escalate` lets it write any right into a role that it has",
        names: &["cluster-admin"],
        ..Power::of(rbac::GROUP, &["roles", "clusterroles"], &["escalate"])
    },
    Power {
        path: "it can act as a member of `system:masters`, whom nothing stops",
        names: &["system:masters"],
        ..Power::of("", &["users", "groups"], &["impersonate"])
    },
    Power {
        path: "it can act as any service account",
        ..Power::of("", &["serviceaccounts"], &["impersonate"])
    },
    Power {
        path: "it can claim any attribute of a user",
        ..Power::of("authentication.k8s.io", &["userextras", "uids"], &["impersonate"])
    },
];
/// Where EKS reads which IAM roles are members of `system:masters`.
const AWS_AUTH: &str = "aws-auth";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, reach| format!("`{role}` can raise its own rights in the {reach}"),
        HELP,
    );
    aws_auth(subject, cx);
}

/// Whoever changes `aws-auth` is an administrator of a cluster of EKS.
// docs.aws.amazon.com, EKS user guide: Grant IAM users access to Kubernetes with a ConfigMap.
fn aws_auth(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(role) = rbac::role(subject) else { return };
    for rule in role.field().list("rules") {
        let says = |key: &str, wanted: &[&str]| {
            let listed = rule.list(key);
            listed.iter().filter_map(Field::str).any(|it| it == "*" || wanted.contains(&it))
        };
        let names = rule.list("resourceNames");
        let Some(name) = names.iter().find(|name| name.str() == Some(AWS_AUTH)) else { continue };
        if says("apiGroups", &[""])
            && says("resources", &["configmaps"])
            && says("verbs", &["update", "patch"])
        {
            let message = format!(
                "`{}` can raise its own rights: `{AWS_AUTH}` says which IAM roles are in `system:masters`",
                role.title()
            );
            cx.fail(name.blame(), message)
                .evidence(AWS_AUTH)
                .help("use access entries of EKS, and leave `aws-auth` to administrators");
        }
    }
}
