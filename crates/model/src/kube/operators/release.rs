//! Releases of Helm charts that a controller renders in the cluster: Flux `HelmRelease`, Argo CD `Application`, `HelmChart` of k3s.
//!
//! Nothing renders the chart here, so what becomes of a value is not known. What its own shape tells is judged: security contexts,
//! images, namespaces of the host, paths of the host, secrets. The rest is a gap.
//!
//! Sources: `helm.toolkit.fluxcd.io/v2` (`HelmReleaseSpec.values`), `argoproj.io/v1alpha1` (`ApplicationSourceHelm`),
//! `helm.cattle.io/v1` (`HelmChartSpec`).

use diag::Span;
use syntax::yaml::{Entry, Map, Node, Scalar, Style};

use super::Described;
use super::build::{complete_capabilities, complete_container, complete_pod, put};
use crate::kube::{Field, ObjectFacts};

/// Kinds of a group, and the paths at which they hold values.
type Holder = (&'static str, &'static [&'static str], &'static [&'static [&'static str]]);

/// Where the values of a release lie, as mappings.
const VALUES: &[Holder] = &[
    ("helm.toolkit.fluxcd.io", &["HelmRelease"], &[&["spec", "values"]]),
    (
        "argoproj.io",
        &["Application"],
        &[
            &["spec", "source", "helm", "valuesObject"],
            &["spec", "sources", "helm", "valuesObject"],
        ],
    ),
    (
        "argoproj.io",
        &["ApplicationSet"],
        &[
            &["spec", "template", "spec", "source", "helm", "valuesObject"],
            &["spec", "template", "spec", "sources", "helm", "valuesObject"],
        ],
    ),
    ("helm.cattle.io", &["HelmChart", "HelmChartConfig"], &[&["spec", "set"]]),
];
/// Keys of a security context that only containers have.
const OF_CONTAINER: [&str; 5] = [
    "allowPrivilegeEscalation",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
];
/// How deep values are looked into.
const MAX_DEPTH: usize = 12;
/// How many containers are made of one release at most.
const MAX_CONTAINERS: usize = 200;

/// Whether an object is a release of a chart.
pub(in crate::kube) fn is_release(facts: &ObjectFacts, root: &Field<'_>) -> bool {
    let is_chart =
        |source: Field<'_>| source.get("chart").is_some() || source.get("helm").is_some();
    match (facts.group(), facts.kind.as_str()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease")
        | ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => true,
        ("argoproj.io", kind @ ("Application" | "ApplicationSet")) => {
            let spec: &[&str] =
                if kind == "Application" { &["spec"] } else { &["spec", "template", "spec"] };
            let Some(spec) = root.at(spec) else { return false };
            spec.get("source").into_iter().chain(spec.list("sources")).any(is_chart)
        }
        _ => false,
    }
}

/// Whether a kind may hold values as mappings.
pub(super) fn has_values(facts: &ObjectFacts) -> bool {
    VALUES
        .iter()
        .any(|(group, kinds, _)| *group == facts.group() && kinds.contains(&facts.kind.as_str()))
}

/// The mappings of values that a release holds.
fn values<'n>(facts: &ObjectFacts, root: &'n Node) -> Vec<&'n Node> {
    let found = VALUES.iter().filter(|(group, kinds, _)| {
        *group == facts.group() && kinds.contains(&facts.kind.as_str())
    });
    let mut values = Vec::new();
    for path in found.flat_map(|(.., paths)| *paths) {
        let mut at = vec![root];
        for key in *path {
            at = at.into_iter().filter_map(|node| node.get(key)).flat_map(each).collect();
        }
        values.extend(at);
    }
    values.retain(|node| node.as_map().is_some());
    values
}

/// Where a release sets values of its chart.
#[derive(Clone, Debug)]
pub enum ChartValue<'a> {
    /// As a mapping.
    Tree(Field<'a>),
    /// As a text of YAML.
    Text(Field<'a>),
    /// One by one, as items with `name` and `value`.
    Parameter(Field<'a>),
}

/// What a release sets of its chart, wherever it does.
pub(in crate::kube) fn chart_values<'a>(
    facts: &ObjectFacts,
    root: &Field<'a>,
) -> Vec<ChartValue<'a>> {
    let Some(spec) = root.get("spec") else { return Vec::new() };
    match (facts.group(), facts.kind.as_str()) {
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            spec.get("values").map(ChartValue::Tree).into_iter().collect()
        }
        ("helm.cattle.io", "HelmChart" | "HelmChartConfig") => {
            let tree = spec.get("set").map(ChartValue::Tree);
            tree.into_iter().chain(spec.get("valuesContent").map(ChartValue::Text)).collect()
        }
        ("argoproj.io", "Application") => sources(&spec),
        ("argoproj.io", "ApplicationSet") => {
            spec.at(&["template", "spec"]).map(|spec| sources(&spec)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What the sources of an application of Argo CD set.
fn sources<'a>(spec: &Field<'a>) -> Vec<ChartValue<'a>> {
    let mut found = Vec::new();
    for source in spec.get("source").into_iter().chain(spec.list("sources")) {
        let Some(helm) = source.get("helm") else { continue };
        found.extend(helm.get("valuesObject").map(ChartValue::Tree));
        found.extend(helm.get("values").map(ChartValue::Text));
        found.extend(helm.list("parameters").into_iter().map(ChartValue::Parameter));
    }
    found
}

/// The items of a sequence, or the node itself.
fn each(node: &Node) -> Vec<&Node> {
    match node.as_seq() {
        Some(items) => items.iter().collect(),
        None => vec![node],
    }
}

/// The pod that stands for all that the values of a release tell of pods; none if they tell nothing.
pub(super) fn described(facts: &ObjectFacts, root: &Node) -> Vec<Described> {
    let mut look = Look::default();
    for values in values(facts, root) {
        look.visit(values, "values", 0);
    }
    look.finish().into_iter().collect()
}

/// What the values of a release tell of pods.
#[derive(Default)]
struct Look {
    containers: Vec<Node>,
    pod: Vec<(Vec<&'static str>, Span, Node)>,
    paths: Vec<(Span, Node)>,
}

impl Look {
    fn visit(&mut self, node: &Node, name: &str, depth: usize) {
        if depth > MAX_DEPTH || self.containers.len() > MAX_CONTAINERS {
            return;
        }
        if node.as_map().is_some() {
            self.read(node, name);
        }
        for entry in node.entries() {
            let Some(key) = entry.key.as_str() else { continue };
            let next = if ["containers", "initContainers", "controllers", "image"].contains(&key) {
                name
            } else {
                key
            };
            for item in each(&entry.value) {
                let own = item.get("name").and_then(Node::as_str).unwrap_or(next);
                self.visit(item, own, depth + 1);
            }
        }
    }

    fn read(&mut self, node: &Node, name: &str) {
        for key in ["hostNetwork", "hostPID", "hostIPC"] {
            if let Some(entry) = set(node, key).filter(|entry| entry.value.scalar().is_some()) {
                self.pod.push((vec![key], entry.key.span, entry.value.clone()));
            }
        }
        if let Some(path) = host_path(node) {
            self.paths.push(path);
        }
        let mut container = Node::new(Map::default(), node.target().span);
        if let Some((key, image)) = image(node) {
            put(&mut container, &["image"], key, image);
        }
        for key in ["containerSecurityContext", "securityContext"] {
            let Some(entry) = set(node, key) else { continue };
            let is_own = OF_CONTAINER.iter().any(|own| entry.value.get(own).is_some());
            if is_own || key == "containerSecurityContext" {
                put(&mut container, &["securityContext"], entry.key.span, entry.value.clone());
            } else {
                self.of_pod(entry);
            }
        }
        if let Some(entry) = set(node, "podSecurityContext") {
            self.of_pod(entry);
        }
        if !container.entries().is_empty() {
            let span = container.span;
            put(&mut container, &["name"], span, Node::plain(name, span));
            self.containers.push(container);
        }
    }

    /// A security context of a pod, field by field: that of the first that sets one counts.
    fn of_pod(&mut self, entry: &Entry) {
        for key in ["runAsUser", "runAsNonRoot", "seccompProfile", "seLinuxOptions", "sysctls"] {
            if let Some(own) = set(&entry.value, key) {
                self.pod.push((vec!["securityContext", key], own.key.span, own.value.clone()));
            }
        }
    }

    fn finish(self) -> Option<Described> {
        let place = self.containers.first().map(|it| it.span);
        let place = place
            .or(self.pod.first().map(|(_, key, _)| *key))
            .or(self.paths.first().map(|(key, _)| *key))?;
        let mut spec = Node::new(Map::default(), place);
        for (path, key, value) in self.pod {
            if spec.path(&path).is_none() {
                put(&mut spec, &path, key, value);
            }
        }
        let mut containers = self.containers;
        if containers.is_empty() {
            let mut chart = Node::new(Map::default(), place);
            put(&mut chart, &["name"], place, Node::plain("values", place));
            containers.push(chart);
        }
        mount(&mut spec, &mut containers[0], self.paths);
        containers.iter_mut().for_each(complete_container);
        containers.iter_mut().for_each(complete_capabilities);
        complete_pod(&mut spec);
        put(&mut spec, &["containers"], place, Node::new(containers, place));
        let holder = Node::new(Map::default(), place);
        Some(Described { label: String::new(), spec, holder, ends: false })
    }
}

/// Mounts paths of the host into a container. Whether the chart does so read-only is not known here.
fn mount(spec: &mut Node, container: &mut Node, paths: Vec<(Span, Node)>) {
    let (mut volumes, mut mounts) = (Vec::new(), Vec::new());
    for (at, (key, path)) in paths.into_iter().enumerate() {
        let (name, span) = (format!("host-path-{}", at + 1), path.target().span);
        let mut volume = Node::new(Map::default(), span);
        put(&mut volume, &["name"], span, Node::plain(name.as_str(), span));
        put(&mut volume, &["hostPath", "path"], key, path.clone());
        let mut mount = Node::new(Map::default(), span);
        put(&mut mount, &["name"], span, Node::plain(name.as_str(), span));
        put(&mut mount, &["mountPath"], key, path);
        volumes.push(volume);
        mounts.push(mount);
    }
    if !volumes.is_empty() {
        let span = volumes[0].span;
        put(spec, &["volumes"], span, Node::new(volumes, span));
        put(container, &["volumeMounts"], span, Node::new(mounts, span));
    }
}

/// An entry whose value is set.
fn set<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    node.entry(key).filter(|entry| !entry.value.is_null())
}

/// A path of the host: `hostPath: /x` or `hostPath: {path: /x}`.
fn host_path(node: &Node) -> Option<(Span, Node)> {
    let entry = set(node, "hostPath")?;
    let path = entry.value.get("path").unwrap_or(&entry.value);
    let is_path = path.as_str().is_some_and(|path| path.starts_with('/'));
    is_path.then(|| (entry.key.span, path.target().clone()))
}

/// The image that `image: x` or `image: {registry, repository, tag, digest}` names. A tag that is not set the chart decides.
fn image(node: &Node) -> Option<(Span, Node)> {
    let entry = set(node, "image")?;
    if let Some(text) = entry.value.as_str() {
        // `image: nginx` beside `tag: x` is half of a name.
        let tag = text_at(node, "tag").or_else(|| text_at(node, "imageTag"));
        return (text.contains([':', '@', '/']) || tag.is_some())
            .then(|| (entry.key.span, joined(None, text, tag, None, entry.value.target())));
    }
    let repository = text_at(&entry.value, "repository").filter(|text| !text.is_empty())?;
    let (registry, tag, digest) = (
        text_at(&entry.value, "registry"),
        text_at(&entry.value, "tag"),
        text_at(&entry.value, "digest"),
    );
    let place = entry.value.get("tag").or_else(|| entry.value.get("repository"))?;
    Some((entry.key.span, joined(registry, repository, tag, digest, place.target())))
}

fn text_at<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.as_str().filter(|text| !text.is_empty())
}

fn joined(
    registry: Option<&str>,
    name: &str,
    tag: Option<&str>,
    digest: Option<&str>,
    place: &Node,
) -> Node {
    let mut text = registry.map_or_else(String::new, |registry| format!("{registry}/"));
    text.push_str(name);
    let last = name.rsplit('/').next().unwrap_or(name);
    let is_whole = last.contains([':', '@']);
    let end = match (tag, digest) {
        (_, Some(digest)) => format!("@{digest}"),
        (Some(tag), None) if tag.starts_with("sha256:") => format!("@{tag}"),
        (Some(tag), None) if !is_whole => format!(":{tag}"),
        (None, None) if !is_whole => ":${CHART}".to_owned(),
        _ => String::new(),
    };
    text.push_str(&end);
    Node::new(Scalar { text: text.into(), style: Style::Double }, place.span)
}
