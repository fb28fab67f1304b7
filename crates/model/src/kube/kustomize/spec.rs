//! Where in objects of which kinds kustomize writes labels, namespaces, names and the rest.
//!
//! Facts of kustomize's built-in configuration; `configurations:` of a kustomization adds to it.

use super::resource::{self, Id};
use super::tree;
use crate::kube::Field;

/// A path in objects of some kinds.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) path: Vec<String>,
    /// Whether the path is made if it is missing.
    pub(super) create: bool,
}

/// Objects of one kind, and where others call them by name.
#[derive(Clone, Debug)]
pub(super) struct NameReference {
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) kind: String,
    pub(super) specs: Vec<Spec>,
}

/// The whole configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    pub(super) common_labels: Vec<Spec>,
    pub(super) labels: Vec<Spec>,
    pub(super) template_labels: Vec<Spec>,
    pub(super) annotations: Vec<Spec>,
    pub(super) namespace: Vec<Spec>,
    pub(super) prefixes: Vec<Spec>,
    pub(super) suffixes: Vec<Spec>,
    pub(super) images: Vec<Spec>,
    pub(super) replicas: Vec<Spec>,
    pub(super) variables: Vec<Spec>,
    pub(super) references: Vec<NameReference>,
}

impl Spec {
    /// `kind path`, where the kind is `*`, `Kind` or `group/Kind`.
    fn new(kind: &str, path: &str, create: bool) -> Self {
        let (group, kind) = match kind.split_once('/') {
            Some((group, kind)) => (Some(group.to_owned()), kind),
            None => (None, kind),
        };
        let kind = (kind != "*").then(|| kind.to_owned());
        Self { group, version: None, kind, path: tree::split_path(path), create }
    }

    fn read(field: &Field<'_>) -> Self {
        let text = |key: &str| Some(field.str_at(key).to_owned()).filter(|text| !text.is_empty());
        Self {
            group: text("group"),
            version: text("version"),
            kind: text("kind"),
            path: tree::split_path(field.str_at("path")),
            create: field.str_at("create") == "true",
        }
    }

    /// Whether it speaks of all that another does.
    fn covers(&self, other: &Self) -> bool {
        let covers =
            |ours: &Option<String>, theirs: &Option<String>| ours.is_none() || ours == theirs;
        self.path == other.path
            && covers(&self.group, &other.group)
            && covers(&self.version, &other.version)
            && covers(&self.kind, &other.kind)
    }

    /// Whether it speaks of this object.
    pub(super) fn selects(&self, id: &Id) -> bool {
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        fits(&self.group, &id.group)
            && fits(&self.version, &id.version)
            && fits(&self.kind, &id.kind)
    }
}

/// Reads a list of specs, as a kustomization or a configuration has it.
pub(super) fn read_list(list: &[Field<'_>]) -> Vec<Spec> {
    list.iter().map(Spec::read).collect()
}

/// Adds what is not there: a prefix that is put twice shows.
fn add_new(known: &mut Vec<Spec>, specs: Vec<Spec>) {
    for spec in specs {
        if !known.iter().any(|it| it.covers(&spec)) {
            known.push(spec);
        }
    }
}

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

    /// Adds what a configuration file says.
    pub(super) fn extend(&mut self, root: &Field<'_>) {
        let list = |key: &str| read_list(&root.list(key));
        self.common_labels.extend(list("commonLabels"));
        self.labels.extend(list("labels"));
        self.template_labels.extend(list("templateLabels"));
        self.annotations.extend(list("commonAnnotations"));
        self.namespace.extend(list("namespace"));
        add_new(&mut self.prefixes, list("namePrefix"));
        add_new(&mut self.suffixes, list("nameSuffix"));
        self.images.extend(list("images"));
        self.replicas.extend(list("replicas"));
        self.variables.extend(list("varReference"));
        for entry in root.list("nameReference") {
            let text =
                |key: &str| Some(entry.str_at(key).to_owned()).filter(|text| !text.is_empty());
            self.references.push(NameReference {
                group: text("group"),
                version: text("version"),
                kind: entry.str_at("kind").to_owned(),
                specs: read_list(&entry.list("fieldSpecs")),
            });
        }
    }
}

impl NameReference {
    /// Whether an object is of the kind that is called.
    pub(super) fn names(&self, id: &Id) -> bool {
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        fits(&self.group, &id.group) && fits(&self.version, &id.version) && self.kind == id.kind
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

/// Reads group and version, or an `apiVersion`, of a reference in a kustomization.
pub(super) fn group_of(field: &Field<'_>) -> (String, String) {
    match field.str_at("apiVersion") {
        "" => (field.str_at("group").to_owned(), field.str_at("version").to_owned()),
        api_version => resource::split_version(api_version),
    }
}
