//! Fingerprints hold what a finding is, not where the root is nor what is secret, and those of 0.1.0 still match.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tree::{PRIVILEGED, Tree};

/// The rules that the baseline of the fixture is about.
const RULES: &str = "--select privileged-container,piped-download,plain-http-download,secret-in-env,\
    secret-in-command,unpinned-image";

/// A project with the baseline that 0.1.0 wrote for it.
fn old() -> Tree {
    let tree = Tree::new([] as [(&str, &str); 0]);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/baselines/0.1.0");
    for entry in fs::read_dir(fixture).unwrap() {
        let entry = entry.unwrap();
        tree.write(entry.file_name(), fs::read(entry.path()).unwrap());
    }
    tree
}

fn json(tree: &Tree, args: &str) -> Value {
    serde_json::from_str(&tree.run(args).stdout).unwrap()
}

fn statuses(tree: &Tree) -> Vec<String> {
    let report = json(
        tree,
        &format!("check {RULES} --baseline plimsoll-baseline.json --format json --exit-zero"),
    );
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|it| it["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_baseline_of_an_earlier_version_holds_and_is_written_anew() {
    let tree = old();
    let before = statuses(&tree);
    assert!(before.len() >= 8 && before.iter().all(|it| it == "baselined"), "{before:?}");
    assert!(tree.read("plimsoll-baseline.json").contains("hunter22x"));
    tree.run(&format!("baseline check {RULES}")).expect(0, &["0 new findings, 0 that are gone"]);
    tree.run(&format!("baseline write {RULES}")).expect(0, &["findings accepted"]);
    let written = tree.read("plimsoll-baseline.json");
    assert!(written.contains("\"version\": 2") && !written.contains("hunter22x"), "{written}");
    assert_eq!(statuses(&tree), before);
}

#[test]
fn sarif_carries_both_fingerprints() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let report = json(&tree, "check --select privileged-container --format sarif");
    let prints = &report["runs"][0]["results"][0]["partialFingerprints"];
    let of = |version: &str| prints[version].as_str().unwrap().to_owned();
    let (old, new) = (of("plimsoll/v1"), of("plimsoll/v2"));
    assert_eq!(
        old, new,
        "at the top of a repository, without a secret, by a rule that kept its name"
    );
    let json = json_of_privileged(&tree, "");
    assert_eq!(json, new);
}

fn json_of_privileged(tree: &Tree, args: &str) -> String {
    let report = json(tree, &format!("check --select privileged-container --format json {args}"));
    report["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
}

#[test]
fn a_fingerprint_does_not_depend_on_the_root() {
    let tree = Tree::new([("a/b/pod.yaml", PRIVILEGED)]);
    let whole = json_of_privileged(&tree, "");
    for args in ["a --root a", "a/b --root a/b"] {
        assert_eq!(json_of_privileged(&tree, args), whole, "{args}");
    }
    tree.write("a/plimsoll.yaml", "{}");
    assert_eq!(json_of_privileged(&tree, "a/b"), whole);
    let other = Tree::new([("a/pod.yaml", PRIVILEGED)]);
    assert_ne!(json_of_privileged(&other, ""), whole);
}

#[test]
fn a_waiver_by_a_fingerprint_of_an_earlier_version_holds() {
    let tree = Tree::new([("a/pod.yaml", PRIVILEGED)]);
    let sarif = json(&tree, "check --select privileged-container --format sarif --root a a");
    let print = &sarif["runs"][0]["results"][0]["partialFingerprints"]["plimsoll/v1"];
    tree.write(
        "a/plimsoll.yaml",
        format!(
            "waivers: [{{id: W, rules: [privileged-container], fingerprint: {print}, owner: a@example.org, \
             reason: reads the control groups of the host, approver: b@example.org, \
             created: 2026-07-01, expires: 2026-07-20}}]\n"
        ),
    );
    tree.run("check a --today 2026-07-10 --select privileged-container -v").expect(0, &["waived"]);
}
