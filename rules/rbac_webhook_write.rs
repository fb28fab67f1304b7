//! Roles that can change admission: web hooks, and the policies of the API server itself.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

use crate::rbac::{self, Power};

pub(crate) const RULE: Builtin = Builtin {
    id: "rbac-webhook-write",
    summary: "role can change admission webhooks or policies",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

const HELP: &str = "name the configurations that are its own in `resourceNames`";
const GROUP: &str = "admissionregistration.k8s.io";
const CHANGE: &[&str] = &["create", "update", "patch"];
const DELETE: &[&str] = &["delete", "deletecollection"];
const POWERS: &[Power] = &[
    Power {
        path: "a web hook of its own reads and changes every object",
        ..Power::of(GROUP, &["mutatingwebhookconfigurations"], CHANGE)
    },
    Power {
        path: "a web hook of its own reads every object",
        ..Power::of(GROUP, &["validatingwebhookconfigurations"], CHANGE)
    },
    Power {
        path: "a policy of its own changes every object",
        ..Power::of(
            GROUP,
            &["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"],
            CHANGE,
        )
    },
    Power {
        path: "what is gone refuses nothing any more",
        ..Power::of(
            GROUP,
            &[
                "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings",
                "mutatingwebhookconfigurations",
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
                "validatingwebhookconfigurations",
            ],
            DELETE,
        )
    },
    Power {
        path: "a policy that it changes refuses nothing any more",
        ..Power::of(
            GROUP,
            &["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
            &["update", "patch"],
        )
    },
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    rbac::check(
        subject,
        cx,
        POWERS,
        |role, _| format!("`{role}` can change what admission refuses"),
        HELP,
    );
}
