//! Which objects run pods, and where in them the pods are described.

use super::object::is_built_in;
use super::operators::Described;
use super::{Field, ObjectFacts};

/// Where an object describes a pod.
#[derive(Clone, Debug)]
pub(super) struct Template<'a> {
    /// The mapping with the pod's own `metadata`, if there is one.
    pub(super) metadata: Option<Field<'a>>,
    /// The pod spec.
    pub(super) spec: Field<'a>,
    /// How it names its containers.
    pub(super) shape: Shape,
    /// Whether it is meant to end.
    pub(super) ends: bool,
    /// What tells it from the other pods of the object; empty if there is no other.
    pub(super) label: String,
}

/// How a pod spec names its containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `containers`, `initContainers`, `ephemeralContainers`.
    Pod,
    /// An Argo Workflows template: `container` or `script`, `initContainers`, `sidecars`.
    Argo,
    /// A Tekton task: `steps`, `sidecars`.
    Tekton,
}

/// Its deployments may leave the image to a trigger.
const OPENSHIFT: &str = "apps.openshift.io";

/// Kinds that are built in or so common that their shape is known: group, kind, path of the template, whether it ends.
const KNOWN: &[(&str, &str, &[&str], bool)] = &[
    ("apps", "DaemonSet", &["spec", "template"], false),
    ("apps", "Deployment", &["spec", "template"], false),
    ("apps", "ReplicaSet", &["spec", "template"], false),
    ("apps", "StatefulSet", &["spec", "template"], false),
    ("extensions", "DaemonSet", &["spec", "template"], false),
    ("extensions", "Deployment", &["spec", "template"], false),
    ("extensions", "ReplicaSet", &["spec", "template"], false),
    ("", "ReplicationController", &["spec", "template"], false),
    ("", "PodTemplate", &["template"], false),
    ("batch", "Job", &["spec", "template"], true),
    ("batch", "CronJob", &["spec", "jobTemplate", "spec", "template"], true),
    (OPENSHIFT, "DeploymentConfig", &["spec", "template"], false),
    ("", "DeploymentConfig", &["spec", "template"], false),
];

/// The pods that an object describes: those that it describes by itself, as resources of operators do, or else its templates.
pub(super) fn pods<'a>(
    facts: &ObjectFacts,
    root: &Field<'a>,
    described: &'a [Described],
) -> Vec<Template<'a>> {
    if described.is_empty() {
        return templates(facts, root);
    }
    let pods = described.iter().map(|pod| Template {
        metadata: Field::root(&pod.holder).get("metadata"),
        spec: Field::root(&pod.spec),
        shape: Shape::Pod,
        ends: pod.ends,
        label: pod.label.clone(),
    });
    pods.collect()
}

/// The pods whose templates an object holds.
pub(super) fn templates<'a>(facts: &ObjectFacts, root: &Field<'a>) -> Vec<Template<'a>> {
    if facts.is("", "Pod") {
        return root.get("spec").and_then(|spec| template(root, spec, false)).into_iter().collect();
    }
    let known = KNOWN.iter().find(|(group, kind, ..)| facts.is(group, kind));
    if let Some((_, _, path, ends)) = known {
        let found = root.at(path).and_then(|at| template(&at, at.get("spec")?, *ends));
        return found.into_iter().collect();
    }
    if is_no_workload(facts) {
        return Vec::new();
    }
    let mut search = Search { found: Vec::new(), left: MAX_VISITS };
    if let Some(spec) = root.get("spec") {
        search.visit(&spec, &Way::default(), 0);
    }
    distinguish(search.found)
}

/// Whether a built-in workload has a container without an image, which no API server accepts.
pub(super) fn is_partial(facts: &ObjectFacts, root: &Field<'_>) -> bool {
    let is_known = facts.is("", "Pod")
        || KNOWN.iter().any(|(group, kind, ..)| facts.is(group, kind) && *group != OPENSHIFT);
    let lists = ["containers", "initContainers"];
    is_known
        && templates(facts, root).iter().any(|template| {
            let containers = lists.iter().flat_map(|list| template.spec.list(list));
            containers.filter(Field::is_map).any(|container| container.get("image").is_none())
        })
}

/// Whether a workload does not say which pods are its own, as the API server wants it.
pub(super) fn lacks_selector(facts: &ObjectFacts, root: &Field<'_>) -> bool {
    let kinds = ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"];
    facts.group() == "apps"
        && kinds.contains(&facts.kind.as_str())
        && root.at(&["spec", "selector"]).is_none()
}

fn template<'a>(holder: &Field<'a>, spec: Field<'a>, ends: bool) -> Option<Template<'a>> {
    let ends = ends || matches!(spec.str_at("restartPolicy"), "Never" | "OnFailure");
    let metadata = holder.get("metadata");
    spec.is_map().then(|| Template {
        metadata,
        spec,
        shape: Shape::Pod,
        ends,
        label: String::new(),
    })
}

/// Whether a kind is known to describe no pods, or only as the subject of a policy or a test.
pub(super) fn is_no_workload(facts: &ObjectFacts) -> bool {
    is_built_in(facts.group()) || is_about_schemas(facts.group()) || facts.is_local()
}

/// Groups whose objects describe other objects, or hold patches and tests of them.
fn is_about_schemas(group: &str) -> bool {
    matches!(
        group,
        "apiextensions.k8s.io" | "kyverno.io" | "policies.kyverno.io" | "cli.kyverno.io"
    ) || group.ends_with("gatekeeper.sh")
}

/// How deep, and over how many mappings, a pod is looked for in an object of an unknown kind.
const MAX_DEPTH: usize = 10;
const MAX_VISITS: usize = 50_000;

/// The keys that led to a field, and the name of the last list item among them.
#[derive(Clone, Debug, Default)]
struct Way<'a> {
    last: &'a str,
    label: &'a str,
}

struct Search<'a> {
    found: Vec<Template<'a>>,
    left: usize,
}

impl<'a> Search<'a> {
    fn visit(&mut self, field: &Field<'a>, way: &Way<'a>, depth: usize) {
        if !field.is_map() || depth > MAX_DEPTH || self.left == 0 {
            return;
        }
        self.left -= 1;
        if let Some(template) = recognise(field, way) {
            self.found.push(template);
            return;
        }
        for (key, value) in field.entries() {
            if key == "openAPIV3Schema" || key == "status" {
                continue;
            }
            let label = if is_template_key(key) { way.label } else { key };
            self.visit(&value, &Way { last: key, label }, depth + 1);
            for item in value.items() {
                let name = item.str_at("name");
                let label = if name.is_empty() { label } else { name };
                self.visit(&item, &Way { last: key, label }, depth + 1);
            }
        }
    }
}

fn is_template_key(key: &str) -> bool {
    ["template", "Template", "templates"].iter().any(|end| key.ends_with(end))
}

fn recognise<'a>(field: &Field<'a>, way: &Way<'a>) -> Option<Template<'a>> {
    let found = |holder: &Field<'a>, spec: Field<'a>, shape, ends| Template {
        metadata: holder.get("metadata"),
        spec,
        shape,
        ends,
        label: way.label.to_owned(),
    };
    if is_template_key(way.last) {
        let spec = field.get("spec").filter(holds_containers);
        if let Some(spec) = spec.or_else(|| holds_containers(field).then(|| field.clone())) {
            let ends = matches!(spec.str_at("restartPolicy"), "Never" | "OnFailure");
            return Some(found(field, spec, Shape::Pod, ends));
        }
        let runs = ["container", "script"]
            .iter()
            .any(|key| field.get(key).is_some_and(|it| is_container(&it)));
        if runs {
            return Some(found(field, field.clone(), Shape::Argo, true));
        }
    }
    let steps = field.list("steps");
    let is_task = !steps.is_empty() && steps.iter().any(is_container);
    is_task.then(|| found(field, field.clone(), Shape::Tekton, true))
}

fn holds_containers(spec: &Field<'_>) -> bool {
    let containers = spec.list("containers");
    !containers.is_empty() && containers.iter().all(is_container)
}

/// A container says which image it runs. An operator's partial template, which it completes itself, does not.
fn is_container(field: &Field<'_>) -> bool {
    field.is_map() && field.get("image").is_some_and(|image| image.str().is_some())
}

/// Keeps labels only where an object describes several pods, and numbers those that share one.
fn distinguish(mut found: Vec<Template<'_>>) -> Vec<Template<'_>> {
    if found.len() == 1 {
        found[0].label.clear();
    }
    let labels: Vec<String> = found.iter().map(|template| template.label.clone()).collect();
    for (position, template) in found.iter_mut().enumerate().skip(1) {
        let earlier = labels[..position].iter().filter(|label| **label == template.label).count();
        if earlier > 0 {
            template.label = format!("{}#{}", template.label, earlier + 1);
        }
    }
    found
}
