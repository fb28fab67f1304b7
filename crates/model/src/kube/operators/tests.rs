//! Every row of the table is turned by the field that it names.

use diag::SourceId;
use syntax::yaml::Node;

use super::{Fields, Pod, RESOURCES, Resource, described};
use crate::kube::load::{self, Tree};

/// A document that sets one path of keys to a flow mapping or sequence, `[]` being the first of some items.
fn nested(keys: &[&str], value: &str) -> String {
    keys.iter().rev().fold(value.to_owned(), |inner, key| match key.strip_suffix("[]") {
        Some(key) => format!("{{{key}: [{inner}]}}"),
        None => format!("{{{key}: {inner}}}"),
    })
}

/// The spec of the only pod that a resource describes if a source is set so.
fn pods(resource: &Resource, kind: &str, row: &Pod, source: &str, value: &str) -> Vec<Node> {
    let (base, keys): (Vec<&str>, Vec<&str>) = match source.strip_prefix('/') {
        Some(path) => (Vec::new(), path.split('.').collect()),
        None => (row.at.split('.').collect(), source.split('.').collect()),
    };
    let keys = [base, keys].concat();
    let spec = nested(&keys[1..], value);
    // What stands at the root still needs a mapping for the pod beside it.
    let place = nested(&row.at.split('.').skip(1).collect::<Vec<_>>(), "{container: {image: i}}");
    let beside = if source.starts_with('/') { merged(&place, &spec) } else { spec };
    let text = format!("apiVersion: {}/v1\nkind: {kind}\nspec: {beside}\n", resource.group);
    let tree = Tree::parse(SourceId(0), &text);
    let objects = load::objects(&tree);
    let root = tree.node(&objects[0].address).expect("it is there");
    described(&objects[0], root).into_iter().map(|pod| pod.spec).collect()
}

/// Two flow mappings with one key each as one mapping; of one key as one value within another.
fn merged(one: &str, other: &str) -> String {
    let key = |text: &str| text[1..].split(':').next().map(str::to_owned);
    let inner =
        |text: &str| text[1..text.len() - 1].split_once(": ").map(|(_, value)| value.to_owned());
    if key(one) != key(other) {
        return format!("{}, {}", &one[..one.len() - 1], &other[1..]);
    }
    let (a, b) = (inner(one).expect("a value"), inner(other).expect("a value"));
    format!("{{{}: {}}}", key(one).expect("a key"), merged(&a, &b))
}

/// Whether a pod says what its resource was told, at the target.
fn shows(spec: &Node, container: bool, name: &str, target: &str) -> bool {
    let at = if container {
        spec.get("containers").and_then(|it| it.items().first())
    } else {
        Some(spec)
    };
    let Some(at) = at else { return false };
    match target {
        "*" => at.get("marker").is_some(),
        "containers" | "initContainers" => {
            let items = spec.get(target).map_or(&[][..], Node::items);
            items.iter().any(|it| it.get("name").and_then(Node::as_str) == Some("marker"))
                && !name.is_empty()
        }
        path => at
            .path(&path.split('.').collect::<Vec<_>>())
            .is_some_and(|it| it.get("marker").is_some() || it.as_str() == Some("marker")),
    }
}

#[test]
fn every_field_of_every_row_reaches_the_pod() {
    for resource in RESOURCES.iter().copied().flatten() {
        for (kind, row) in
            resource.kinds.iter().flat_map(|kind| resource.pods.iter().map(move |row| (kind, row)))
        {
            let parts: [(bool, Fields); 2] = [(false, row.spec), (true, row.container)];
            for (container, fields) in parts {
                for (target, sources) in
                    fields.iter().filter(|(target, _)| !target.starts_with("metadata"))
                {
                    for source in sources.split(['|', '+']) {
                        let value = if target.ends_with("ontainers") {
                            "[{name: marker, image: i}]"
                        } else {
                            "{marker: x}"
                        };
                        let value = if *target == "volumes" { "[{name: marker}]" } else { value };
                        let specs = pods(resource, kind, row, source, value);
                        let is_there = specs.iter().any(|spec| match *target {
                            "volumes" => {
                                spec.get("volumes").is_some_and(|it| !it.items().is_empty())
                            }
                            _ => shows(spec, container, row.name, target),
                        });
                        // A workflow's template needs something to run before it is a pod.
                        assert!(
                            is_there || !row.fills,
                            "{}/{kind}: {source} -> {target}",
                            resource.group
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn the_operator_decides_what_is_unset_and_nothing_that_is_set() {
    let text = "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec:\n  securityContext: {runAsUser: 0}\n  containers:\n    - {name: prometheus, securityContext: {privileged: true}}\n    - {name: extra, image: i}\n";
    let tree = Tree::parse(SourceId(0), text);
    let objects = load::objects(&tree);
    let pods = described(&objects[0], tree.node(&objects[0].address).expect("it is there"));
    let [pod] = pods.as_slice() else { panic!("one pod") };
    let names: Vec<_> = pod
        .spec
        .get("containers")
        .expect("some")
        .items()
        .iter()
        .map(|it| it.get("name").and_then(Node::as_str))
        .collect();
    assert_eq!(names, [Some("prometheus"), Some("extra")]);
    let main = &pod.spec.get("containers").expect("some").items()[0];
    assert_eq!(main.path(&["securityContext", "privileged"]).and_then(Node::as_str), Some("true"));
    assert!(
        main.path(&["securityContext", "readOnlyRootFilesystem"])
            .is_some_and(|it| it.tag.is_some())
    );
    assert_eq!(pod.spec.path(&["securityContext", "runAsUser"]).and_then(Node::as_str), Some("0"));
    assert!(pod.spec.path(&["securityContext", "runAsNonRoot"]).is_some_and(|it| it.tag.is_some()));
    let extra = &pod.spec.get("containers").expect("some").items()[1];
    assert!(extra.get("securityContext").is_none());
}
