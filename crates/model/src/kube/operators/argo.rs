//! Argo Workflows. Source: its field reference, `argoproj.io/v1alpha1` (`WorkflowSpec`, `Template`). A template that runs nothing
//! itself describes no pod.

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("securityContext", "securityContext|/spec.securityContext"),
    ("volumes", "volumes+/spec.volumes"),
    ("serviceAccountName", "serviceAccountName|/spec.serviceAccountName"),
    (
        "automountServiceAccountToken",
        "automountServiceAccountToken|/spec.automountServiceAccountToken",
    ),
    ("hostAliases", "hostAliases|/spec.hostAliases"),
    ("hostNetwork", "/spec.hostNetwork"),
    ("nodeSelector", "nodeSelector|/spec.nodeSelector"),
    ("initContainers", "initContainers"),
    ("containers", "containerSet.containers"),
    ("sidecars", "sidecars"),
    ("metadata", "metadata"),
];
const CRON_POD: Fields = &[
    ("securityContext", "securityContext|/spec.workflowSpec.securityContext"),
    ("volumes", "volumes+/spec.workflowSpec.volumes"),
    ("serviceAccountName", "serviceAccountName|/spec.workflowSpec.serviceAccountName"),
    (
        "automountServiceAccountToken",
        "automountServiceAccountToken|/spec.workflowSpec.automountServiceAccountToken",
    ),
    ("hostAliases", "hostAliases|/spec.workflowSpec.hostAliases"),
    ("hostNetwork", "/spec.workflowSpec.hostNetwork"),
    ("nodeSelector", "nodeSelector|/spec.workflowSpec.nodeSelector"),
    ("initContainers", "initContainers"),
    ("containers", "containerSet.containers"),
    ("sidecars", "sidecars"),
    ("metadata", "metadata"),
];
const CONTAINER: Fields = &[("*", "container|script")];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "argoproj.io",
        kinds: &["ClusterWorkflowTemplate", "Workflow", "WorkflowTemplate"],
        pods: &[Pod {
            at: "spec.templates[]",
            label: "",
            spec: POD,
            name: "main",
            container: CONTAINER,
            ends: true,
            fills: false,
        }],
    },
    Resource {
        group: "argoproj.io",
        kinds: &["CronWorkflow"],
        pods: &[Pod {
            at: "spec.workflowSpec.templates[]",
            label: "",
            spec: CRON_POD,
            name: "main",
            container: CONTAINER,
            ends: true,
            fills: false,
        }],
    },
];
