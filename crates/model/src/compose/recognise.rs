//! Compose files that no name tells, by the shape of their content. Other tools have a `services` key too: what stands
//! beside it and in the services tells them apart.
// compose-spec schema/compose-spec.json: the root and a service have no other keys than these and `x-*`.

use diag::SourceId;
use syntax::yaml::{self, Data, Document, Entry, Node, RootKeys, may_have_key};

use super::grammar::{SERVICE, TOP};

/// Keys of which every service has one, unless it is a patch of a service elsewhere.
const RUNS: [&str; 3] = ["image", "build", "extends"];

/// What the content of a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// It is no Compose file.
    Other,
    /// It breaks off, and nothing that was read speaks against a Compose file.
    Torn,
    /// It is one: a mapping `services` with an image, a build or an `extends` in at least one service, or with Compose's
    /// own keys only, which is a patch.
    Compose,
}

impl Shape {
    /// Looks at a text.
    pub(crate) fn of(text: &str) -> Self {
        // A scan of JSON costs a fraction of a parse.
        let mut root = RootKeys::new(&["services"]);
        root.feed(text.trim_start_matches('\u{feff}').as_bytes());
        if !may_have_key(text.as_bytes(), "services") || !root.may_have_all() {
            return Self::Other;
        }
        let documents = yaml::parse(SourceId(0), text).documents;
        let shapes = documents.iter().map(|it| match looks_like_compose(it, text) {
            true if it.truncated => Self::Torn,
            true => Self::Compose,
            false => Self::Other,
        });
        shapes.max().unwrap_or(Self::Other)
    }
}

fn looks_like_compose(document: &Document, text: &str) -> bool {
    let may_run = || RUNS.iter().any(|key| may_have_key(text.as_bytes(), key));
    let Some(root) = &document.root else { return document.truncated && may_run() };
    let is_known = |key: &str| key == "<<" || TOP.shape.map.is_some_and(|it| it.key(key).is_some());
    // Where a text breaks off, a key may be the rest of something else.
    let is_rest = |entry: &Entry| document.truncated && entry.value.is_null();
    let mut keys = root.entries().iter();
    if !keys.all(|entry| entry.key.as_str().is_some_and(is_known) || is_rest(entry)) {
        return false;
    }
    let services: Vec<&Node> = match root.get("services") {
        Some(services) if services.as_map().is_some() => {
            services.entries().iter().map(|entry| &entry.value).collect()
        }
        // They may stand in what was not read.
        services if document.truncated && services.is_none_or(Node::is_null) => {
            return may_run();
        }
        _ => return false,
    };
    let keys = services.iter().flat_map(|service| service.entries());
    let (known, unknown): (Vec<_>, Vec<_>) =
        keys.partition(|entry| entry.key.as_str().is_some_and(|key| fits(key, &entry.value)));
    let has = |service: &&Node, key| service.get(key).is_some_and(|value| fits(key, value));
    if services.iter().any(|service| RUNS.iter().any(|key| has(service, key))) {
        return document.truncated || known.len() > unknown.len();
    }
    // A service of a patch says something, and nothing that Compose does not know.
    let is_patch = !services.is_empty() && services.iter().all(|it| !it.entries().is_empty());
    unknown.is_empty() && (is_patch || document.truncated)
}

/// Whether a service may have a key with a value of this form.
fn fits(key: &str, value: &Node) -> bool {
    let Some(known) = SERVICE.shape.map.and_then(|map| map.key(key)) else { return key == "<<" };
    match &value.target().data {
        Data::Scalar(_) => value.is_null() || known.shape.scalars != 0,
        Data::Seq(_) => known.shape.items.is_some(),
        Data::Map(_) => known.shape.map.is_some(),
        Data::Alias(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    fn is_compose(text: &str) -> bool {
        Shape::of(text) == Shape::Compose
    }

    #[test]
    fn services_with_an_image_a_build_or_a_base_are_compose() {
        for text in [
            "services:\n  web:\n    image: nginx\n    privileged: true\n",
            "version: '3.8'\nservices: {web: {build: .}}\nvolumes: {data: }\nx-a: [1]\n",
            "services: {web: {extends: {file: a.yml, service: b}, user: a}, other: {privilegd: true}}\n",
            "{\"services\": {\"web\": {\"image\": \"nginx\"}}}",
            "x-base: &base {image: a}\nservices: {web: *base}\n",
            "include: [a.yml]\nservices: {web: {image: a, environment: {A: b}}}\n",
            "name: x\n---\nservices: {web: {image: a}}\n",
        ] {
            assert!(is_compose(text), "{text}");
        }
    }

    #[test]
    fn services_with_keys_of_compose_only_are_a_patch() {
        assert!(is_compose("services: {web: {ports: ['80:80'], environment: {A: b}}}\n"));
        for text in ["services: {}\n", "services:\n", "services: {web: {}}\n"] {
            assert!(!is_compose(text), "{text}");
        }
    }

    #[test]
    fn services_of_other_tools_are_not_compose() {
        for text in [
            "services: [docker]\nimage: alpine\n",
            "image: ruby\nservices: [{name: postgres, alias: db}]\njob: {script: make}\n",
            "on: push\njobs: {a: {services: {db: {image: postgres}}}}\n",
            "kind: pipeline\nsteps: []\nservices: [{name: db, image: mysql}]\n",
            "pipeline: {build: {image: go}}\nservices: {db: {image: mysql}}\n",
            "services:\n  _defaults: {autowire: true}\n  App\\: {resource: ../src}\n",
            "name: shop\nservices: {web: {project: src, language: js, host: aca, image: a}}\n",
            "services: {web: {image: {repository: nginx, tag: '1'}}}\n",
            "services: {web: {image: nginx, replicas: 2}}\n",
            "name: x\nrecipe: lamp\nservices: {app: {type: php, build: [make]}}\n",
            "services: {app: {path: service-a}}\n",
            "definitions: {services: {db: {image: mysql}}}\n",
            "a: services\n",
        ] {
            assert!(!is_compose(text), "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_is_compose_unless_something_speaks_against_it() {
        for text in [
            "services: {web: {image: nginx",
            "services: {web: {build: {context: [",
            "{\"services\": {\"web\": {\"image\": \"ngi",
            "services:\n  web:\n    privileged: true\n    ports: [\n",
        ] {
            assert_eq!(Shape::of(text), Shape::Torn, "{text}");
        }
        assert_eq!(Shape::of("parameters: {a: b}\nservices: {web: {"), Shape::Other);
    }
}
