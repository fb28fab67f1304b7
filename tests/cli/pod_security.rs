//! The Pod Security Standards as their users meet them: what decides the level and version, and what then fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::tree::{PRIVILEGED, Tree};

/// Pods, standards, and the controls that fail.
fn cases() -> Vec<(Value, &'static str, &'static [&'static str])> {
    let container = |context: Value| {
        let image = "app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        json!([{"name": "app", "image": image, "securityContext": context}])
    };
    let hardened = json!({
        "allowPrivilegeEscalation": false,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": true,
        "seccompProfile": {"type": "RuntimeDefault"},
    });
    let plain = json!({"containers": container(json!({}))});
    let as_root = json!({"runAsUser": 0, "runAsNonRoot": true, "allowPrivilegeEscalation": false,
        "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "Localhost", "localhostProfile": "a"}});
    vec![
        (plain.clone(), "privileged", &[]),
        (plain.clone(), "baseline", &[]),
        (plain.clone(), "restricted@v1.7", &["restricted:runAsNonRoot"]),
        (
            plain,
            "restricted",
            &[
                "restricted:allowPrivilegeEscalation",
                "restricted:capabilities_restricted",
                "restricted:runAsNonRoot",
                "restricted:seccompProfile_restricted",
            ],
        ),
        (json!({"containers": container(hardened.clone())}), "restricted", &[]),
        (
            json!({"hostNetwork": true, "hostPID": true, "containers": container(hardened.clone())}),
            "restricted@v1.30",
            &["baseline:hostNamespaces"],
        ),
        (
            json!({"initContainers": container(json!({"privileged": true})), "containers": container(hardened)}),
            "baseline@v1.0",
            &["baseline:privileged"],
        ),
        // Before 1.23 the user was not looked at, and in a user namespace it is harmless.
        (json!({"containers": container(as_root.clone())}), "restricted@v1.22", &[]),
        (
            json!({"containers": container(as_root.clone())}),
            "restricted@v1.23",
            &["restricted:runAsUser"],
        ),
        (json!({"hostUsers": false, "containers": container(as_root)}), "restricted@v1.35", &[]),
    ]
}

/// The same pod in everything that runs it.
fn wrappings(spec: &Value) -> Vec<(&'static str, Value)> {
    let metadata = json!({"name": "a"});
    let template = json!({"metadata": metadata, "spec": spec});
    let of = |api: &str, kind: &str, spec: Value| json!({"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec});
    let pod = of("v1", "Pod", spec.clone());
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [pod]});
    let pod_template = json!({"apiVersion": "v1", "kind": "PodTemplate", "metadata": metadata, "template": template});
    vec![
        ("Pod", pod),
        ("List", list),
        ("PodTemplate", pod_template),
        ("Deployment", of("apps/v1", "Deployment", json!({"template": template}))),
        (
            "CronJob",
            of("batch/v1", "CronJob", json!({"jobTemplate": {"spec": {"template": template}}})),
        ),
        ("Rollout", of("argoproj.io/v1alpha1", "Rollout", json!({"template": template}))),
        ("Knative Service", of("serving.knative.dev/v1", "Service", json!({"template": template}))),
    ]
}

/// The controls of the standards that findings of a run fail, sorted.
fn failing(tree: &Tree, arguments: &str) -> BTreeSet<String> {
    let run = tree.run(&format!("check --format json {arguments}"));
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let failures = findings.iter().filter(|finding| finding["outcome"] == "fail");
    let controls = failures.flat_map(|finding| finding["controls"].as_array().unwrap());
    let of_standards = controls.filter_map(|control| control.as_str()?.strip_prefix("pss:"));
    of_standards.map(str::to_owned).collect()
}

fn named(controls: &[&str]) -> BTreeSet<String> {
    controls.iter().map(|control| (*control).to_owned()).collect()
}

#[test]
fn a_standard_fails_its_own_controls_whatever_wraps_the_pod() {
    for (spec, standard, controls) in cases() {
        for (name, object) in wrappings(&spec) {
            let tree = Tree::new([("pod.json", object.to_string())]);
            let found = failing(&tree, &format!("--pss {standard}"));
            assert_eq!(found, named(controls), "{name} at {standard}: {spec}");
        }
    }
}

#[test]
fn the_labels_of_the_namespace_decide_alone() {
    for (spec, standard, controls) in cases() {
        let (level, version) = standard.split_once('@').unwrap_or((standard, "latest"));
        let labels = json!({
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/enforce-version": version,
        });
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n", "labels": labels}});
        for (name, mut object) in wrappings(&spec) {
            let item = if name == "List" { &mut object["items"][0] } else { &mut object };
            item["metadata"]["namespace"] = "n".into();
            let files = [("n.json", namespace.to_string()), ("pod.json", object.to_string())];
            assert_eq!(
                failing(&Tree::new(files), ""),
                named(controls),
                "{name} at {standard}: {spec}"
            );
        }
    }
}

#[test]
fn arguments_win_over_environments_and_those_over_the_file() {
    let with = |config: &str| Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)]);
    let baseline = named(&["baseline:privileged"]);
    assert_eq!(failing(&with(""), ""), named(&[]));
    assert_eq!(failing(&with("pss: {level: baseline}\n"), ""), baseline);
    let old = with("pss: {level: restricted, version: v1.7}\n");
    assert_eq!(failing(&old, ""), named(&["baseline:privileged", "restricted:runAsNonRoot"]));
    assert_eq!(failing(&old, "--pss baseline"), baseline);
    assert_eq!(failing(&old, "--pss privileged"), named(&[]));
    let environment = "pss: {level: restricted}\n\
        environments: {a: {paths: [pod.yaml], pss: {level: baseline, version: latest}}}\n";
    assert_eq!(failing(&with(environment), ""), baseline);
    let off = "rules: {pod-security: off}\n";
    assert_eq!(failing(&with(off), "--pss baseline"), baseline);
    assert_eq!(failing(&with(off), "--pss baseline --select root-user"), baseline);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    for (config, place, words) in [
        ("pss: {level: strict}\n", "1:14", "`strict` is none of"),
        ("pss: {level: baseline, version: '1.30'}\n", "1:33", "such as `v1.37`"),
        ("pss: {level: baseline, version: 1.30}\n", "1:33", "a text is expected here"),
        ("pss: {version: v1.30}\n", "1:7", "level"),
        ("pss: {level: baseline, versoin: v1.30}\n", "1:24", "did you mean `version`?"),
        (
            "pss: {level: baseline}\nrules: {pod-security: {level: restricted}}\n",
            "2:9",
            "both `pss` and `rules`",
        ),
    ] {
        let tree = Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)]);
        tree.run("check").expect(2, &[&format!("plimsoll.yaml:{place}"), words]);
    }
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --pss strict").expect(2, &["`strict` is none of"]);
    tree.run("check --pss baseline@1.30").expect(2, &["such as `v1.37`"]);
}

#[test]
fn one_concept_is_one_finding() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let run = tree.check("--pss restricted");
    run.expect(1, &["critical[pod-security] container `app` is privileged"]);
    run.without(&["privileged-container", "privilege-escalation", "undropped-capabilities"]);
}
