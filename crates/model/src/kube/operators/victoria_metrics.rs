//! `VictoriaMetrics` operator. Source: its API reference, `operator.victoriametrics.com/v1beta1`
//! (`CommonDefaultableParams`, `CommonApplicationDeploymentParams`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("hostNetwork", "hostNetwork"),
    ("hostAliases", "hostAliases"),
    ("securityContext", "securityContext"),
    ("serviceAccountName", "serviceAccountName"),
    ("volumes", "volumes"),
    ("containers", "containers"),
    ("initContainers", "initContainers"),
    ("nodeSelector", "nodeSelector"),
    ("metadata", "podMetadata"),
];
const CONTAINER: Fields =
    &[("volumeMounts", "volumeMounts"), ("env", "extraEnvs"), ("resources", "resources")];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "operator.victoriametrics.com",
        kinds: &["VLogs", "VLSingle", "VMAgent", "VMAlert", "VMAlertmanager", "VMAuth", "VMSingle"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "application",
            container: CONTAINER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "operator.victoriametrics.com",
        kinds: &["VMCluster"],
        pods: &[
            Pod {
                at: "spec.vmselect",
                label: "vmselect",
                spec: POD,
                name: "vmselect",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.vminsert",
                label: "vminsert",
                spec: POD,
                name: "vminsert",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.vmstorage",
                label: "vmstorage",
                spec: POD,
                name: "vmstorage",
                container: CONTAINER,
                ends: false,
                fills: true,
            },
        ],
    },
];
