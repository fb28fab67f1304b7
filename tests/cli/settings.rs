//! `check --show-settings`: what applies to a file, and why.

use crate::tree::{PRIVILEGED, Tree};

const CONFIG: &str = "\
profile: staging
exclude: [vendor]
rules:
  root-user: {allowed-uids: [1000]}
  missing-cpu-limit: off
environments:
  production:
    paths: [live]
    rules: {root-user: critical}
waivers:
  - id: W-1
    rules: [root-user]
    scope: {environments: [production]}
    reason: the image is rebuilt before the end of the year
    owner: platform@example.org
    approver: security@example.org
    expires: 2026-07-20
";

fn tree() -> Tree {
    Tree::new([
        ("live/pod.yaml", PRIVILEGED),
        ("other.yaml", PRIVILEGED),
        ("plimsoll.yaml", CONFIG),
        ("notes.txt", ""),
    ])
}

/// The line of a rule, its blanks joined.
fn line(text: &str, rule: &str) -> String {
    let line = text.lines().find(|line| line.split_whitespace().nth(1) == Some(rule));
    line.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_rule_says_how_bad_it_is_and_who_decided_that() {
    let run =
        tree().run("check --show-settings live/pod.yaml --today 2026-07-10 --ignore pod-security");
    run.expect(
        0,
        &[
            "live/pod.yaml: kubernetes\n  environment production by its `paths` (profile production)",
            "environment production: profile production, by its name\n",
            "left out unless named: `vendor`",
            "waiver W-1: root-user until 2026-07-20 (plimsoll.yaml:11)",
        ],
    )
    .without(&["environment default", "other.yaml", "privileged: true"]);
    for (rule, expected) in [
        (
            "root-user",
            "critical root-user plimsoll.yaml:9; allowed-uids: [1000] by plimsoll.yaml:4",
        ),
        ("missing-cpu-limit", "off missing-cpu-limit plimsoll.yaml:5"),
        ("missing-memory-limit", "high missing-memory-limit profile `staging`"),
        ("privileged-container", "critical privileged-container profile `testing`"),
        ("pod-security", "off pod-security `--ignore`; level: \"restricted\" by profile `staging`"),
        ("add-instead-of-copy", ""),
    ] {
        assert_eq!(line(&run.stdout, rule), expected);
    }
}

#[test]
fn what_belongs_to_no_environment_is_judged_by_the_default_one() {
    let tree = tree();
    tree.run("check --show-settings other.yaml")
        .expect(
            0,
            &[
                "environment default by no other (profile staging): ",
                "environment default: profile staging, by `profile` of the configuration",
            ],
        )
        .without(&["production:", "waiver W-1"]);
    tree.run("check --show-settings --no-config --profile testing other.yaml")
        .expect(0, &["configuration: none", "profile testing, by `--profile`"]);
    tree.run("check --show-settings notes.txt").expect(0, &["no container file is named"]);
    tree.run("check --show-settings none.yaml").expect(2, &["none.yaml"]);
    tree.run("check --show-settings --select root-user --fail-on never other.yaml")
        .expect(0, &["fails on: no findings", "`--select`"]);
}

#[test]
fn programs_read_the_same_as_json() {
    let run = tree().run("check --show-settings live/pod.yaml --format json --today 2026-07-21");
    run.expect(0, &[]);
    let shown: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(shown["gate"]["fail_on"], "high");
    assert_eq!(shown["exclude"], serde_json::json!(["vendor"]));
    let file = &shown["files"][0];
    assert_eq!((&file["path"], &file["kind"]), (&"live/pod.yaml".into(), &"kubernetes".into()));
    let claim = &file["judged_by"][0];
    assert_eq!((&claim["environment"], &claim["key"]), (&"production".into(), &"paths".into()));
    let environment = &shown["environments"][0];
    assert_eq!(environment["profile_by"], "by its name");
    let rules = environment["rules"].as_array().unwrap();
    let rule = |id: &str| rules.iter().find(|it| it["rule"] == id).unwrap();
    assert_eq!(rule("root-user")["severity"], "critical");
    assert_eq!(rule("root-user")["by"], "plimsoll.yaml:9");
    let uids = &rule("root-user")["options"]["allowed-uids"];
    assert_eq!(*uids, serde_json::json!({"value": [1000], "by": "plimsoll.yaml:4"}));
    assert_eq!(rule("missing-cpu-limit")["severity"], serde_json::Value::Null);
    let waiver = &shown["waivers"][0];
    assert_eq!((&waiver["id"], &waiver["expired"]), (&"W-1".into(), &true.into()));
}
