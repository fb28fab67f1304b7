//! Where kustomize writes by itself: its built-in configuration.

use super::spec::{Config, NameReference, Spec};

impl Config {
    /// What kustomize knows by itself.
    pub(super) fn built_in() -> Self {
        let specs = |table: &[(&str, &str, bool)]| -> Vec<Spec> {
            table.iter().map(|(kind, path, create)| Spec::new(kind, path, *create)).collect()
        };
        let mut common_labels = specs(SELECTORS);
        common_labels[0].version = Some("v1".into());
        common_labels[1].version = Some("v1".into());
        for kind in ["apps/Deployment", "apps/StatefulSet"] {
            let paths = AFFINITIES.iter();
            common_labels.extend(
                paths.map(|path| Spec::new(kind, &format!("spec/template/spec/{path}"), false)),
            );
        }
        let template_labels = specs(TEMPLATE_LABELS);
        common_labels.extend(template_labels.iter().cloned());
        common_labels.push(Spec::new(
            "apps/StatefulSet",
            "spec/volumeClaimTemplates[]/metadata/labels",
            true,
        ));
        Self {
            common_labels,
            labels: Vec::new(),
            template_labels,
            annotations: specs(ANNOTATIONS),
            namespace: specs(NAMESPACES),
            prefixes: specs(NAMES),
            suffixes: specs(NAMES),
            images: specs(IMAGES),
            replicas: specs(REPLICAS),
            variables: variables(),
            references: references(),
        }
    }
}

const SELECTORS: &[(&str, &str, bool)] = &[
    ("Service", "spec/selector", true),
    ("ReplicationController", "spec/selector", true),
    ("Deployment", "spec/selector/matchLabels", true),
    ("ReplicaSet", "spec/selector/matchLabels", true),
    ("DaemonSet", "spec/selector/matchLabels", true),
    ("apps/StatefulSet", "spec/selector/matchLabels", true),
    ("batch/Job", "spec/selector/matchLabels", false),
    ("batch/CronJob", "spec/jobTemplate/spec/selector/matchLabels", false),
    ("policy/PodDisruptionBudget", "spec/selector/matchLabels", false),
    ("networking.k8s.io/NetworkPolicy", "spec/podSelector/matchLabels", false),
    ("networking.k8s.io/NetworkPolicy", "spec/ingress/from/podSelector/matchLabels", false),
    ("networking.k8s.io/NetworkPolicy", "spec/egress/to/podSelector/matchLabels", false),
];
const AFFINITIES: &[&str] = &[
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "topologySpreadConstraints/labelSelector/matchLabels",
];
const TEMPLATE_LABELS: &[(&str, &str, bool)] = &[
    ("*", "metadata/labels", true),
    ("ReplicationController", "spec/template/metadata/labels", true),
    ("Deployment", "spec/template/metadata/labels", true),
    ("ReplicaSet", "spec/template/metadata/labels", true),
    ("DaemonSet", "spec/template/metadata/labels", true),
    ("apps/StatefulSet", "spec/template/metadata/labels", true),
    ("batch/Job", "spec/template/metadata/labels", true),
    ("batch/CronJob", "spec/jobTemplate/metadata/labels", true),
    ("batch/CronJob", "spec/jobTemplate/spec/template/metadata/labels", true),
];
const ANNOTATIONS: &[(&str, &str, bool)] = &[
    ("*", "metadata/annotations", true),
    ("ReplicationController", "spec/template/metadata/annotations", true),
    ("Deployment", "spec/template/metadata/annotations", true),
    ("ReplicaSet", "spec/template/metadata/annotations", true),
    ("DaemonSet", "spec/template/metadata/annotations", true),
    ("StatefulSet", "spec/template/metadata/annotations", true),
    ("batch/Job", "spec/template/metadata/annotations", true),
    ("batch/CronJob", "spec/jobTemplate/metadata/annotations", true),
    ("batch/CronJob", "spec/jobTemplate/spec/template/metadata/annotations", true),
];
const NAMESPACES: &[(&str, &str, bool)] = &[
    ("Namespace", "metadata/name", true),
    ("apiregistration.k8s.io/APIService", "spec/service/namespace", true),
    (
        "apiextensions.k8s.io/CustomResourceDefinition",
        "spec/conversion/webhook/clientConfig/service/namespace",
        false,
    ),
];
const NAMES: &[(&str, &str, bool)] = &[("*", "metadata/name", false)];
const IMAGES: &[(&str, &str, bool)] = &[
    ("*", "spec/volumes[]/image/reference", false),
    ("*", "spec/template/spec/volumes[]/image/reference", false),
];
const REPLICAS: &[(&str, &str, bool)] = &[
    ("Deployment", "spec/replicas", true),
    ("ReplicationController", "spec/replicas", true),
    ("ReplicaSet", "spec/replicas", true),
    ("StatefulSet", "spec/replicas", true),
];

/// Where kinds keep their pod spec.
const PODS: &[(&str, &str)] = &[
    ("Pod", "spec"),
    ("PodTemplate", "template/spec"),
    ("Deployment", "spec/template/spec"),
    ("ReplicaSet", "spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
    ("StatefulSet", "spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
];
/// Kinds that call service accounts, claims and priority classes by name; a `PodTemplate` and a `ReplicaSet` do not count.
const CALLERS: &[(&str, &str)] = &[
    ("Pod", "spec"),
    ("Deployment", "spec/template/spec"),
    ("ReplicationController", "spec/template/spec"),
    ("DaemonSet", "spec/template/spec"),
    ("StatefulSet", "spec/template/spec"),
    ("Job", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
];
const CONFIG_MAPS: &[&str] = &[
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];
const SECRETS: &[&str] = &[
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];
/// Group and kind of what is called, then kind and path of where.
const OTHERS: &[(&str, &str, &str, &str)] = &[
    ("", "Deployment", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),
    ("", "ReplicationController", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),
    ("", "ReplicaSet", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),
    ("", "StatefulSet", "HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),
    ("", "ConfigMap", "Node", "spec/configSource/configMap"),
    ("", "ConfigMap", "Role", "rules/resourceNames"),
    ("", "ConfigMap", "ClusterRole", "rules/resourceNames"),
    (
        "",
        "ConfigMap",
        "Ingress",
        "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap",
    ),
    ("", "Secret", "Ingress", "spec/tls/secretName"),
    ("", "Secret", "Ingress", "metadata/annotations/ingress.kubernetes.io\\/auth-secret"),
    ("", "Secret", "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret"),
    ("", "Secret", "Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"),
    ("", "Secret", "ServiceAccount", "imagePullSecrets/name"),
    ("", "Secret", "StorageClass", "parameters/secretName"),
    ("", "Secret", "StorageClass", "parameters/adminSecretName"),
    ("", "Secret", "StorageClass", "parameters/userSecretName"),
    ("", "Secret", "StorageClass", "parameters/secretRef"),
    ("", "Secret", "Role", "rules/resourceNames"),
    ("", "Secret", "ClusterRole", "rules/resourceNames"),
    (
        "",
        "Secret",
        "serving.knative.dev/Service",
        "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
    ),
    ("", "Secret", "PersistentVolume", "spec/azureFile/secretName"),
    ("", "Service", "apps/StatefulSet", "spec/serviceName"),
    ("", "Service", "Ingress", "spec/rules/http/paths/backend/serviceName"),
    ("", "Service", "Ingress", "spec/backend/serviceName"),
    ("", "Service", "Ingress", "spec/rules/http/paths/backend/service/name"),
    ("", "Service", "Ingress", "spec/defaultBackend/service/name"),
    ("", "Service", "apiregistration.k8s.io/APIService", "spec/service/name"),
    (
        "",
        "Service",
        "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
        "webhooks/clientConfig/service",
    ),
    (
        "",
        "Service",
        "admissionregistration.k8s.io/MutatingWebhookConfiguration",
        "webhooks/clientConfig/service",
    ),
    ("rbac.authorization.k8s.io", "Role", "rbac.authorization.k8s.io/RoleBinding", "roleRef/name"),
    (
        "rbac.authorization.k8s.io",
        "ClusterRole",
        "rbac.authorization.k8s.io/RoleBinding",
        "roleRef/name",
    ),
    (
        "rbac.authorization.k8s.io",
        "ClusterRole",
        "rbac.authorization.k8s.io/ClusterRoleBinding",
        "roleRef/name",
    ),
    ("", "ServiceAccount", "rbac.authorization.k8s.io/RoleBinding", "subjects"),
    ("", "ServiceAccount", "rbac.authorization.k8s.io/ClusterRoleBinding", "subjects"),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
        "spec/policyName",
    ),
    ("", "PersistentVolume", "PersistentVolumeClaim", "spec/volumeName"),
    ("", "PersistentVolume", "ClusterRole", "rules/resourceNames"),
    ("storage.k8s.io", "StorageClass", "PersistentVolume", "spec/storageClassName"),
    ("storage.k8s.io", "StorageClass", "PersistentVolumeClaim", "spec/storageClassName"),
    (
        "storage.k8s.io",
        "StorageClass",
        "StatefulSet",
        "spec/volumeClaimTemplates/spec/storageClassName",
    ),
];

fn references() -> Vec<NameReference> {
    let mut list: Vec<NameReference> = Vec::new();
    let mut add = |group: &str, kind: &str, spec: Spec| {
        let same =
            |it: &&mut NameReference| it.kind == kind && it.group.as_deref().unwrap_or("") == group;
        if let Some(known) = list.iter_mut().find(same) {
            known.specs.push(spec);
        } else {
            let group = (!group.is_empty()).then(|| group.to_owned());
            // Without a group, any kind of this name and version counts.
            let version = (group.is_none() && !is_scaled(kind)).then(|| "v1".to_owned());
            list.push(NameReference { group, version, kind: kind.to_owned(), specs: vec![spec] });
        }
    };
    for (kind, prefix) in PODS {
        for (called, paths) in [("ConfigMap", CONFIG_MAPS), ("Secret", SECRETS)] {
            for path in paths {
                add("", called, Spec::new(kind, &format!("{prefix}/{path}"), false));
            }
        }
    }
    for (kind, prefix) in CALLERS {
        add("", "ServiceAccount", Spec::new(kind, &format!("{prefix}/serviceAccountName"), false));
        let claim = format!("{prefix}/volumes/persistentVolumeClaim/claimName");
        add("", "PersistentVolumeClaim", Spec::new(kind, &claim, false));
        let class = format!("{prefix}/priorityClassName");
        add("scheduling.k8s.io", "PriorityClass", Spec::new(kind, &class, false));
    }
    for (group, called, kind, path) in OTHERS {
        add(group, called, Spec::new(kind, path, false));
    }
    list
}

fn is_scaled(kind: &str) -> bool {
    matches!(kind, "Deployment" | "ReplicationController" | "ReplicaSet" | "StatefulSet")
}

fn variables() -> Vec<Spec> {
    let mut specs = Vec::new();
    for (kind, prefix) in PODS.iter().filter(|(kind, _)| *kind != "PodTemplate") {
        for list in ["containers", "initContainers"] {
            for field in ["args", "command", "env/value", "volumeMounts/mountPath"] {
                specs.push(Spec::new(kind, &format!("{prefix}/{list}/{field}"), false));
            }
        }
        specs.push(Spec::new(kind, &format!("{prefix}/volumes/nfs/server"), false));
    }
    for (kind, path) in [
        ("Deployment", "spec/template/metadata/annotations"),
        ("Ingress", "spec/rules/host"),
        ("Ingress", "spec/tls/hosts"),
        ("Ingress", "spec/tls/secretName"),
        ("Service", "spec/ports/port"),
        ("PersistentVolume", "spec/nfs/server"),
        ("*", "metadata/labels"),
        ("*", "metadata/annotations"),
    ] {
        specs.push(Spec::new(kind, path, false));
    }
    specs
}
