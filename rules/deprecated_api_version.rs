//! Objects of API versions that clusters no longer serve.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "deprecated-api-version",
    summary: "API version is no longer served",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: Options::read::<DeprecatedApiVersion>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct DeprecatedApiVersion {
    /// Version of the cluster, `1.29`; without it the newest.
    cluster: Option<Cluster>,
}

/// The minor version of a cluster.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Cluster(u32);

impl TryFrom<String> for Cluster {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let minor = text.trim_start_matches('v').strip_prefix("1.").and_then(|it| it.parse().ok());
        minor.map(Self).ok_or_else(|| format!("`{text}` is no version such as `1.29`"))
    }
}

/// API version, kind (empty for all), the minor version that stopped serving it, and what took its place.
const REMOVED: &[(&str, &str, u32, &str)] = &[
    (
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration",
        22,
        "admissionregistration.k8s.io/v1",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingWebhookConfiguration",
        22,
        "admissionregistration.k8s.io/v1",
    ),
    ("apiextensions.k8s.io/v1beta1", "", 22, "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", "", 22, "apiregistration.k8s.io/v1"),
    ("apps/v1beta1", "", 16, "apps/v1"),
    ("apps/v1beta2", "", 16, "apps/v1"),
    ("autoscaling/v2beta1", "", 25, "autoscaling/v2"),
    ("autoscaling/v2beta2", "", 26, "autoscaling/v2"),
    ("batch/v1beta1", "CronJob", 25, "batch/v1"),
    ("batch/v2alpha1", "CronJob", 21, "batch/v1"),
    ("certificates.k8s.io/v1beta1", "", 22, "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", "Lease", 22, "coordination.k8s.io/v1"),
    ("discovery.k8s.io/v1beta1", "", 25, "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", "", 25, "events.k8s.io/v1"),
    ("extensions/v1beta1", "DaemonSet", 16, "apps/v1"),
    ("extensions/v1beta1", "Deployment", 16, "apps/v1"),
    ("extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
    ("extensions/v1beta1", "NetworkPolicy", 16, "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy", 16, "the labels of Pod Security admission"),
    ("extensions/v1beta1", "ReplicaSet", 16, "apps/v1"),
    ("flowcontrol.apiserver.k8s.io/v1alpha1", "", 21, "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "", 26, "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "", 29, "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "", 32, "flowcontrol.apiserver.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "IngressClass", 22, "networking.k8s.io/v1"),
    ("node.k8s.io/v1beta1", "RuntimeClass", 25, "node.k8s.io/v1"),
    ("policy/v1beta1", "PodDisruptionBudget", 25, "policy/v1"),
    ("policy/v1beta1", "PodSecurityPolicy", 25, "the labels of Pod Security admission"),
    ("rbac.authorization.k8s.io/v1alpha1", "", 22, "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", "", 22, "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io/v1alpha1", "PriorityClass", 22, "scheduling.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", 22, "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIDriver", 22, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSINode", 22, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", 27, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "StorageClass", 22, "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "VolumeAttachment", 22, "storage.k8s.io/v1"),
];

impl Rule for DeprecatedApiVersion {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(object) = subject.object() else { return };
        let (version, kind) = (object.api_version(), object.kind());
        let newest = self.cluster.map_or(u32::MAX, |cluster| cluster.0);
        let removed = REMOVED.iter().find(|(gone, of, since, _)| {
            *gone == version && (of.is_empty() || *of == kind) && *since <= newest
        });
        let Some((.., since, instead)) = removed else { return };
        let place = object.field().get("apiVersion").map_or(object.span(), |field| field.blame());
        let message = format!(
            "`{}` is of `{version}`, which clusters stopped serving with 1.{since}",
            object.title()
        );
        cx.fail(place, message).evidence(version).help(format!("use {}", quoted(instead)));
    }
}

fn quoted(instead: &str) -> String {
    if instead.contains(' ') {
        instead.to_owned()
    } else {
        format!("`{instead}`, and mind what changed in it")
    }
}
