//! Environments, profiles and the score: which policy judges what, and how the gate counts it.

use crate::tree::{PRIVILEGED, Run, Tree};

/// A pod in a namespace, hardened in every way but its memory limit.
fn pod(namespace: &str) -> String {
    format!(
        "\
apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: {namespace}}}
spec:
  automountServiceAccountToken: false
  containers:
    - name: app
      image: app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
      livenessProbe: {{httpGet: {{path: /, port: 80}}}}
      readinessProbe: {{httpGet: {{path: /, port: 80}}}}
      resources: {{limits: {{cpu: 1}}}}
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: {{drop: [ALL]}}
        readOnlyRootFilesystem: true
        runAsNonRoot: true
        runAsUser: 1000
        seccompProfile: {{type: RuntimeDefault}}
"
    )
}

const ENVIRONMENTS: &str = "\
environments:
  development: {namespaces: [dev]}
  production: {paths: [live], namespaces: [prod]}
";

fn with(config: &str, args: &str) -> Run {
    let files = [
        ("dev.yaml", pod("dev")),
        ("live/a.yaml", pod("other")),
        ("other.yaml", pod("other")),
        ("plimsoll.yaml", config.to_owned()),
    ];
    Tree::new(files).check(&format!("--select missing-memory-limit {args}"))
}

#[test]
fn the_environment_decides_how_bad_it_is() {
    with(ENVIRONMENTS, "")
        .expect(1, &["dev.yaml:7:7: info[", "live/a.yaml:7:7: high[", "other.yaml:7:7: medium["]);
}

#[test]
fn rules_of_an_environment_win_over_rules_of_all_and_those_over_profiles() {
    let rules = "rules: {missing-memory-limit: low}\n";
    with(&format!("{rules}{ENVIRONMENTS}"), "").expect(0, &["live/a.yaml:7:7: low["]);
    let own =
        "environments: {production: {paths: [live], rules: {missing-memory-limit: critical}}}\n";
    with(&format!("{rules}{own}"), "")
        .expect(1, &["dev.yaml:7:7: low[", "live/a.yaml:7:7: critical["]);
    let off = "environments: {production: {paths: [live], rules: {missing-memory-limit: off}}}\n";
    with(off, "--no-inline-ignores").expect(0, &["dev.yaml:7:7: medium["]);
}

#[test]
fn a_profile_judges_what_belongs_to_no_environment() {
    with("profile: production\n", "").expect(1, &["other.yaml:7:7: high["]);
    with("profile: development\n", "--profile restricted").expect(1, &["other.yaml:7:7: high["]);
    with("", "--profile development").expect(0, &["other.yaml:7:7: info["]);
}

#[test]
fn a_profile_of_ones_own_extends_one_that_ships() {
    let files = [
        ("pod.yaml", pod("a")),
        ("plimsoll.yaml", "profile: policy/own.yaml\n".to_owned()),
        (
            "policy/own.yaml",
            "summary: ours\nextends: staging\nrules: {missing-memory-limit: critical}\n".to_owned(),
        ),
    ];
    let tree = Tree::new(files);
    tree.check("").expect(1, &["critical[missing-memory-limit]"]);
    tree.write("policy/own.yaml", "summary: ours\nextends: own.yaml\n");
    tree.check("").expect(2, &["extends itself"]);
    tree.write("policy/own.yaml", "summary: ours\nrules: {root-usr: off}\n");
    tree.check("").expect(2, &["policy/own.yaml:2:9", "there is no rule `root-usr`"]);
}

#[test]
fn a_finding_says_which_environment_judged_it() {
    let config = ENVIRONMENTS.to_owned();
    let files = [("dev.yaml", pod("dev")), ("plimsoll.yaml", config)];
    let run = Tree::new(files).run("check --format json");
    run.expect(0, &[r#""environments":["development"]"#]);
}

#[test]
fn mistakes_in_environments_are_shown_where_they_stand() {
    for (config, place, words) in [
        ("profile: productoin\n", "1:10", "did you mean `production`?"),
        ("profile: ./none.yaml\n", "1:10", "no such file"),
        ("environments: {a: {path: [x]}}\n", "1:20", "there is no setting `path`"),
        ("environments: {a: {}}\n", "1:16", "nothing belongs to"),
        ("environments: {default: {paths: [x]}}\n", "1:16", "belongs to no other environment"),
        ("environments: {a: {paths: ['[']}}\n", "1:28", "wrong glob"),
        ("environments: {a: {paths: [x], profile: b}}\n", "1:41", "no profile"),
        ("environments: {a: {paths: [x], rules: {root-usr: off}}}\n", "1:40", "`root-usr`"),
        ("gated: [production]\n", "1:9", "no environment"),
        ("min-score: 101\n", "1:12", "0 to 100"),
    ] {
        with(config, "").expect(2, &[&format!("plimsoll.yaml:{place}"), words]);
    }
}

#[test]
fn the_score_is_printed_and_gates() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --fail-on never").expect(0, &["score: ", "a critical control fails"]);
    tree.check("--fail-on never --min-score 59.1").expect(1, &["which is below 59.1"]);
    let good = Tree::new([("pod.yaml", pod("a"))]);
    good.run("check --min-score 10").expect(0, &["score: "]);
    good.check("--min-score 99.9").expect(1, &[]);
    good.check("--min-score 99.9 --exit-zero").expect(0, &[]);
    good.check("--min-score 101").expect(2, &[]);
}

#[test]
fn the_worst_gated_environment_decides() {
    let min = "--min-score 50";
    let one = "--select missing-memory-limit --fail-on never";
    let files = |config: &str| {
        Tree::new([
            ("dev.yaml", pod("dev")),
            ("live/a.yaml", pod("other").replace("cpu: 1", "cpu: 1, memory: 1Gi")),
            ("plimsoll.yaml", config.to_owned()),
        ])
    };
    let production = "environments: {production: {paths: [live]}}\n";
    files(production).check(&format!("{one} {min}")).expect(0, &[]);
    files(&format!("{production}gated: [default, production]\n"))
        .check(&format!("{one} {min}"))
        .expect(1, &["the score of `default` is 0.0"]);
    files("environments: {production: {paths: [nowhere]}}\n")
        .check(&format!("{one} {min}"))
        .expect(2, &["nothing was assessed in the environment `production`"]);
}

#[test]
fn the_score_is_about_what_runs_and_no_assessed_share_is_gained_by_hiding_it() {
    let scores = |tree: &Tree| {
        let run = tree.run("check --format json --exit-zero");
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        report["scores"].clone()
    };
    let dockerfile = "FROM debian:13.1\nUSER root\nHEALTHCHECK CMD [\"true\"]\n";
    let tree = Tree::new([
        ("Dockerfile", dockerfile),
        ("compose.yaml", "services: {web: {build: ., read_only: true, cap_drop: [ALL]}}\n"),
    ]);
    let whole = scores(&tree);
    for (path, text) in [("README.md", "# notes\n"), ("data.json", "{}"), ("src/x.yaml", "a: b\n")]
    {
        tree.write(path, text);
    }
    assert_eq!(scores(&tree), whole, "files of other kinds change nothing");
    std::fs::remove_file(tree.path("Dockerfile")).unwrap();
    let hidden = scores(&tree);
    let assessed = |scores: &serde_json::Value| scores[0]["assessed"].as_f64().unwrap();
    assert!(assessed(&hidden) < assessed(&whole), "{whole} {hidden}");
}
