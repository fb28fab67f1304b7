//! Objects of unknown kinds that hold settings of pods where nothing reads them: a gap, never silence.

use diag::{Gap, Source, Span};
use syntax::yaml::Node;

use super::load::Tree;
use super::operators;
use super::workload;
use super::{Field, ObjectFacts};

/// Keys that say of pods what a linter should judge.
const TELLING: [&str; 9] = [
    "containerSecurityContext",
    "containers",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostPath",
    "initContainers",
    "podSecurityContext",
    "securityContext",
];
const MAX_DEPTH: usize = 24;

/// What of an object is not judged, if something is not.
pub(super) fn gaps(objects: &[ObjectFacts], tree: &Tree, source: &Source) -> Vec<Gap> {
    let unread = |facts: &ObjectFacts| {
        let node = tree.node(&facts.address)?;
        let root = Field::root(node);
        let gap = |span, message, help: &str| Gap {
            about: None,
            path: source.path.to_string(),
            span: Some(span),
            message,
            help: Some(help.to_owned()),
        };
        if operators::is_release(facts, &root) {
            let message = format!(
                "`{}` is a release of a chart that is not rendered: of its values only security contexts, images, paths of the host and secrets are judged",
                facts.title()
            );
            let help = "render it and check the result: `helm template CHART --values VALUES | plimsoll check --stdin-filename rendered.yaml -`";
            return Some(gap(facts.span, message, help));
        }
        if operators::knows(facts) || workload::is_no_workload(facts) {
            return None;
        }
        let read: Vec<Span> =
            workload::templates(facts, &root).iter().map(|it| it.spec.node().span).collect();
        let key = find(node.get("spec").unwrap_or(node), &read, 0)?;
        let message = format!(
            "`{}` holds settings of pods that are not judged: kind `{}` of `{}` is not known",
            facts.title(),
            facts.kind,
            facts.api_version
        );
        let help = "judge what its operator makes of it: `kubectl get pods --output yaml | plimsoll check --stdin-filename pods.yaml -`";
        Some(gap(key, message, help))
    };
    objects.iter().filter(|facts| facts.is_judged()).filter_map(unread).collect()
}

/// The first key that tells of pods outside the pods that are read.
fn find(node: &Node, read: &[Span], depth: usize) -> Option<Span> {
    if depth > MAX_DEPTH || read.contains(&node.target().span) {
        return None;
    }
    let of_entry = node.entries().iter().find_map(|entry| {
        let key = entry.key.as_str()?;
        if key == "openAPIV3Schema" || key == "status" || entry.value.is_null() {
            return None;
        }
        let is_list = matches!(key, "containers" | "initContainers");
        let is_telling = TELLING.contains(&key)
            && (!is_list || entry.value.items().iter().any(|item| item.get("image").is_some()))
            && (entry.value.as_map().is_none_or(|map| !map.entries.is_empty()));
        if is_telling && !read.contains(&entry.value.target().span) {
            return Some(entry.key.span);
        }
        find(&entry.value, read, depth + 1)
    });
    of_entry.or_else(|| node.items().iter().find_map(|item| find(item, read, depth + 1)))
}

#[cfg(test)]
mod tests {
    use diag::{Source, SourceId};

    use super::super::load;
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let source = Source::new("a.yaml", text);
        let mut tree = Tree::parse(SourceId(0), text);
        load::load(&mut tree, SourceId(0), &source)
            .gaps
            .into_iter()
            .map(|gap| gap.message)
            .collect()
    }

    #[test]
    fn what_an_unknown_kind_says_of_pods_is_a_gap() {
        for spec in [
            "podConfig: {securityContext: {runAsUser: 0}}",
            "agents: [{hostNetwork: true}]",
            "disks: [{hostPath: {path: /x}}]",
            "server: {containers: [{image: a}]}",
            "template: {spec: {containers: [{image: a}]}}\n  other: {hostPID: true}",
        ] {
            let text = format!(
                "apiVersion: x.example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec:\n  {spec}\n"
            );
            let said = said(&text);
            assert!(
                said.len() == 1 && said[0].starts_with("`Thing/t` holds settings of pods"),
                "{spec}: {said:?}"
            );
        }
    }

    #[test]
    fn pods_that_are_read_and_kinds_without_pods_are_no_gap() {
        for text in [
            "apiVersion: x.example.com/v1\nkind: Thing\nspec: {template: {spec: {securityContext: {}, hostNetwork: true, containers: [{image: a}]}}}\n",
            "apiVersion: x.example.com/v1\nkind: Thing\nspec: {securityContext: {}, containers: [a, b]}\n",
            "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {rules: [{validate: {pattern: {spec: {hostNetwork: false}}}}]}\n",
            "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec: {hostNetwork: true}\n",
            "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {hostNetwork: true, containers: [{image: a}]}}}\n",
        ] {
            assert_eq!(said(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_release_of_a_chart_is_one_gap() {
        let text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r}\nspec: {values: {securityContext: {}, image: {tag: x}}}\n";
        assert!(said(text)[0].starts_with("`HelmRelease/r` is a release of a chart"));
        let text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: r}\nspec: {source: {path: apps/r}}\n";
        assert_eq!(said(text), Vec::<String>::new());
    }
}
