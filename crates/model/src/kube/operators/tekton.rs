//! Tekton Pipelines: the pods of runs. Source: its documentation, `pod.Template` (docs/podtemplates.md). Tasks are found by
//! their steps.

use super::{Fields, Pod, Resource};

const POD: Fields = &[("*", "podTemplate"), ("serviceAccountName", "serviceAccountName")];
const RUN_POD: Fields = &[
    ("*", "podTemplate|taskRunTemplate.podTemplate"),
    ("serviceAccountName", "serviceAccountName|taskRunTemplate.serviceAccountName"),
];
const CONTAINER: Fields = &[];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "tekton.dev",
        kinds: &["TaskRun"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "steps",
            container: CONTAINER,
            ends: true,
            fills: true,
        }],
    },
    Resource {
        group: "tekton.dev",
        kinds: &["PipelineRun"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: RUN_POD,
            name: "steps",
            container: CONTAINER,
            ends: true,
            fills: true,
        }],
    },
];
