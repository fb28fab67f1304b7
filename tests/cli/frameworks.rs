//! `plimsoll report`: every control has an answer, and none says more than files can show.

use crate::tree::{HARMLESS, PRIVILEGED, Tree};

fn json(tree: &Tree, args: &str) -> serde_json::Value {
    let run = tree.run(&format!("report --format json {args}"));
    run.expect(0, &[]);
    serde_json::from_str(&run.stdout).unwrap()
}

fn verdict(report: &serde_json::Value, id: &str) -> String {
    let controls = report["controls"].as_array().unwrap();
    let control = controls.iter().find(|it| it["id"] == id);
    control.unwrap_or_else(|| panic!("no control {id}"))["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn all_controls_of_the_docker_benchmark_are_answered() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let report = json(&tree, "--framework cis-docker");
    assert_eq!(report["framework"], "cis-docker");
    assert_eq!(report["version"], "1.8.0");
    assert_eq!(report["environment"], "default");
    assert_eq!(report["controls"].as_array().unwrap().len(), 118);
    assert_eq!(report["summary"]["assessable"], 61);
    assert_eq!(report["summary"]["not_assessable"], 57);
    assert_eq!(verdict(&report, "5.5"), "fail");
    assert_eq!(verdict(&report, "5.11"), "fail");
    assert_eq!(verdict(&report, "5.16"), "pass");
    assert_eq!(verdict(&report, "1.1.3"), "not_assessable");
    assert_eq!(verdict(&report, "2.2"), "not_assessed");
    let controls = report["controls"].as_array().unwrap();
    let privileged = controls.iter().find(|it| it["id"] == "5.5").unwrap();
    let fact = &privileged["evidence"][0];
    assert_eq!((&fact["path"], &fact["line"]), (&"pod.yaml".into(), &8.into()));
    assert_eq!(fact["sha256"].as_str().unwrap().len(), 64);
    assert!(privileged["rules"].as_array().unwrap().contains(&"privileged-container".into()));
}

#[test]
fn nothing_is_passed_by_looking_at_nothing() {
    let class =
        "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\nvalue: 10\n";
    let tree = Tree::new([("a.yaml", class)]);
    for framework in [
        "cis-docker",
        "cis-kubernetes",
        "pss",
        "nsa-cisa",
        "nist-800-190",
        "nist-csf",
        "owasp-docker",
        "enterprise",
    ] {
        let report = json(&tree, &format!("--framework {framework}"));
        assert_eq!(report["summary"]["pass"], 0, "{framework}");
        assert_eq!(report["summary"]["fail"], 0, "{framework}");
    }
}

#[test]
fn older_versions_have_their_own_numbers() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let report = json(&tree, "--framework cis-docker:1.5.0");
    assert_eq!(report["controls"].as_array().unwrap().len(), 117);
    assert_eq!(verdict(&report, "5.4"), "fail");
    tree.run("report --framework cis-docker:2.0.0").expect(2, &["no version", "1.8.0"]);
    tree.run("report --framework cis-dokcer").expect(2, &["did you mean `cis-docker`?"]);
}

#[test]
fn an_environment_is_answered_by_its_own_outcomes() {
    let config = "environments: {production: {paths: [live]}, development: {paths: [dev]}}\n";
    let tree = Tree::new([
        ("dev/pod.yaml", PRIVILEGED),
        ("live/a.yaml", HARMLESS),
        ("plimsoll.yaml", config),
    ]);
    assert_eq!(verdict(&json(&tree, "--framework cis-docker"), "5.5"), "not_assessed");
    let dev = json(&tree, "--framework cis-docker --environment development");
    assert_eq!((verdict(&dev, "5.5"), &dev["environment"]), ("fail".into(), &"development".into()));
    let same = json(&tree, "--framework cis-docker --env development");
    assert_eq!(dev, same);
    tree.run("report --framework cis-docker --environment prod").expect(2, &["production"]);
}

#[test]
fn a_waived_control_and_one_whose_rule_is_off_are_not_passed() {
    let line = "      securityContext: {privileged: true}";
    let ignored = format!("{line} # plimsoll: ignore[privileged-container] a debugger");
    let tree = Tree::new([("pod.yaml", PRIVILEGED.replace(line, &ignored))]);
    assert_eq!(verdict(&json(&tree, "--framework cis-docker"), "5.5"), "waived");
    let off = json(&tree, "--framework cis-docker --ignore undropped-capabilities");
    assert_eq!(verdict(&off, "5.4"), "review");
}

#[test]
fn every_format_is_written_and_none_boasts() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    for format in ["text", "markdown", "json", "csv", "html", "oscal"] {
        let run = tree.run(&format!("report --framework cis-docker --format {format}"));
        run.expect(0, &["5.5", "pod.yaml"]);
        let text = run.stdout.to_lowercase();
        assert!(!text.contains("compliant") && !text.contains("<script"), "{format}");
        let again = tree.run(&format!("report --framework cis-docker --format {format} -j 2"));
        assert_eq!(run.stdout, again.stdout, "{format}");
    }
    tree.run("report --framework cis-docker --format html --output r.html").expect(0, &[]);
    assert!(tree.read("r.html").starts_with("<!doctype html>"));
}

#[test]
fn the_page_draws_who_is_isolated_by_which_policy() {
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\n\
                  spec: {podSelector: {}, policyTypes: [Ingress]}\n";
    let workload = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: <ledger>, namespace: shop}\n\
                    spec: {template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}\n";
    let tree = Tree::new([("all.yaml", format!("{policy}---\n{workload}"))]);
    tree.run("report --framework pss --format html").expect(
        0,
        &[
            "<h2>Network policies</h2>",
            "<h3>shop</h3>",
            "denying policy deny: &lt;ledger&gt;",
            "<rect",
        ],
    );
}

#[test]
fn a_framework_of_ones_own_may_name_rules_that_there_are() {
    let framework = |rule: &str| {
        format!(
            "id: house\ntitle: House rules\ncontrols:\n  - {{id: H1, title: No root, from: file, rules: [{rule}]}}\n"
        )
    };
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED.to_owned()),
        ("house.yaml", framework("privileged-container")),
    ]);
    assert_eq!(verdict(&json(&tree, "--framework ./house.yaml"), "H1"), "fail");
    tree.write("house.yaml", framework("privileged-contaner"));
    tree.run("report --framework ./house.yaml")
        .expect(2, &["`H1`", "did you mean `privileged-container`?"]);
}
