//! Rights of the service account that every pod gets unless it asks for another.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::kube::ObjectView;
use serde::Deserialize;

use crate::rbac;

pub(crate) const RULE: Builtin = Builtin {
    id: "default-service-account",
    summary: "default service account has rights",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object, SubjectKind::Workload],
    build: Options::read::<DefaultServiceAccount>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct DefaultServiceAccount {
    /// Whether pods that use the default service account are reported too.
    workloads: bool,
}

impl Rule for DefaultServiceAccount {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(object) = subject.object() else { return };
        if object.pod.is_some() {
            return if self.workloads { workload(object, cx) } else { cx.not_applicable() };
        }
        if object.facts.is(rbac::GROUP, "RoleBinding")
            || object.facts.is(rbac::GROUP, "ClusterRoleBinding")
        {
            return binding(object, cx);
        }
        cx.not_applicable();
    }
}

fn binding(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    for subject in object.field().list("subjects") {
        let Some(name) = subject.get("name") else { continue };
        if subject.str_at("kind") == "ServiceAccount" && name.str() == Some("default") {
            let message = format!(
                "`{}` gives rights to every pod that asks for no service account",
                object.title()
            );
            let finding = cx.fail(name.blame(), message);
            finding.trail = name.trail().to_vec();
            finding.help("make a service account for the one workload that needs the rights");
        }
    }
}

fn workload(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let Some(pod) = &object.pod else { return };
    let account =
        ["serviceAccountName", "serviceAccount"].iter().find_map(|key| pod.spec().get(key));
    let place = account.as_ref().map_or(object.span(), model::kube::Field::blame);
    if account.is_none_or(|account| account.str() == Some("default")) {
        cx.fail(place, format!("`{}` runs under the default service account", object.title()))
            .help("set `serviceAccountName` to an account of its own");
    }
}
