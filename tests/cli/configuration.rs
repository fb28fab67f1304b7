//! `plimsoll.yaml`: what it changes, and how mistakes in it are shown.

use crate::tree::{PRIVILEGED, Run, Tree};

fn with(config: &str) -> Run {
    Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)]).check("")
}

#[test]
fn levels_options_and_thresholds_apply() {
    with("rules: {privileged-container: off}\n")
        .expect(0, &["medium["])
        .without(&["privileged-container"]);
    with("rules: {privileged-container: low}\n").expect(0, &["low[privileged-container]"]);
    with("rules: {privileged-container: {severity: medium}}\n")
        .expect(0, &["medium[privileged-container]"]);
    with("fail-on: never\n").expect(0, &["critical["]);
    with("rules: {unpinned-image: {require-digest: true, severity: info}}\n")
        .expect(1, &["info[unpinned-image] image `app:1.2.3` is not pinned by a digest"]);
    with("# nothing\n").expect(1, &[]);
    with("").expect(1, &[]);
}

#[test]
fn a_configured_severity_bounds_those_that_a_rule_gives_itself() {
    const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\n\
                        rules:\n- {apiGroups: ['*'], resources: ['*'], verbs: ['*']}\n\
                        - {apiGroups: ['*'], resources: [pods], verbs: [get]}\n";
    let with = |config| Tree::new([("role.yaml", ROLE), ("plimsoll.yaml", config)]).check("");
    with("rules: {}\n").expect(1, &["high[wildcard-rbac]", "low[wildcard-rbac]"]);
    with("rules: {wildcard-rbac: info}\n").expect(0, &["info[wildcard-rbac]"]).without(&["high["]);
    with("rules: {wildcard-rbac: critical}\n").expect(1, &["critical["]).without(&["low[wild"]);
}

#[test]
fn arguments_win_over_the_configuration() {
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        ("plimsoll.yaml", "rules: {privileged-container: off}\nfail-on: never\n"),
    ]);
    tree.check("--no-config").expect(1, &["critical[privileged-container]"]);
    tree.check("--select privileged-container").expect(0, &["critical[privileged-container]"]);
    tree.check("--extend-select privileged-container --fail-on low").expect(1, &["critical["]);
    tree.check("--no-config --ignore privileged-container").expect(0, &[]).without(&["critical["]);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    for (config, place, words) in [
        ("rulez: {}\n", "1:1", "did you mean `rules`?"),
        ("rules:\n  root-usr: off\n", "2:3", "did you mean `root-user`?"),
        ("rules:\n  root-user: hihg\n", "2:14", "`high`"),
        ("rules:\n  root-user: [x]\n", "2:3", "a mapping with options"),
        ("rules:\n  root-user: {severity: 3}\n", "2:15", "high"),
        ("rules:\n  unpinned-image:\n    require-digst: true\n", "3:5", "require-digest"),
        (
            "rules:\n  unpinned-image:\n    require-digest: many\n",
            "3:5",
            "`true` or `false` is expected here, not `many`",
        ),
        ("rules:\n  root-user: off\n  root-user: on\n", "3:3", "`root-user` is set twice"),
        ("fail-on: allways\n", "1:10", "never"),
        ("fail-on-gaps: maybe\n", "1:15", "`true` or `false` is expected here"),
        ("fail-on-gaps: 'true'\n", "1:15", "`true` or `false` is expected here, not `\"true\"`"),
        ("exclude: [a, 3]\n", "1:14", "write `\"3\"`"),
        ("min-score: '95'\n", "1:12", "a number from 0 to 100 is expected here, not `\"95\"`"),
        ("rules:\n  slow-start: {seconds: }\n", "2:16", "`seconds` is set to nothing"),
        ("exclude: a\n", "1:10", "a list, such as `[a, b]`, is expected here"),
        ("rules: [a]\n", "1:8", "a mapping, `key: value`, is expected here"),
        ("min-score: high\n", "1:12", "a number from 0 to 100 is expected here"),
        ("profile: [a]\n", "1:10", "a text is expected here"),
        ("rules: {DL3002: off}\n", "1:9", "the same is `root-user` here"),
        ("rules: {root-user: {allowed_uids: [1]}}\n", "1:21", "did you mean `allowed-uids`?"),
        (
            "rules: {root-user: {allowed-uids: 1000}}\n",
            "1:21",
            "a list is expected here, not `1000`",
        ),
        (
            "rules: {root-user: {allowed-uids: [a]}}\n",
            "1:21",
            "a whole number is expected here, not `a`",
        ),
        ("waivers: [{rules: [root-user]}]\n", "1:12", "missing field `id`"),
        ("environments: {a: {paths: [x]}, a: {paths: [y]}}\n", "1:33", "`a` is set twice"),
        ("edition: 1999-01\n", "1:10", "is no edition"),
        ("exclude: [a, '[b']\n", "1:14", "wrong glob"),
        ("projects: [{files: [../x]}]\n", "1:21", "outside the root"),
        ("projects: [{env-files: []}]\n", "1:13", "files"),
        ("rules: [\n", "", "plimsoll.yaml:"),
        ("a: b\n---\nc: d\n", "", "plimsoll.yaml"),
    ] {
        let tree = Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)]);
        let run = tree.run("check");
        run.expect(2, &[&format!("plimsoll.yaml:{place}"), words]);
        run.without(&["critical["]);
    }
}

#[test]
fn every_wrong_rule_is_reported_at_once() {
    with("rules:\n  a: off\n  b: off\nexclude: ['[x']\n").expect(2, &[":2:3:", ":3:3:", ":4:11:"]);
}

#[test]
fn what_says_that_files_were_not_understood_cannot_be_turned_off() {
    with("rules: {syntax-error: off}\n").expect(2, &["cannot be turned off"]);
    let tree = Tree::new([("Dockerfile", "FROMM a\n")]);
    tree.check("--ignore syntax-error").expect(2, &["cannot be turned off"]);
    tree.check("--select root-user").expect(2, &["syntax-error"]);
    tree.check("--exit-zero --fail-on never").expect(2, &["syntax-error"]);
    let ignored = "# plimsoll: ignore-file[syntax-error] no\nFROM a:1\nFROMM a\nUSER 1\n";
    Tree::new([("Dockerfile", ignored)]).check("").expect(2, &["syntax-error"]);
}

#[test]
fn a_configuration_is_found_upwards_within_the_repository() {
    let outer = Tree::bare();
    outer.write("plimsoll.yaml", "rulez: {}\n");
    outer.write("repo/.git/HEAD", "");
    outer.write("repo/a/b/pod.yaml", PRIVILEGED);
    let check = |folder: &str, args: &str| {
        Run::of(outer.command(&format!("check -f concise {args}")).current_dir(outer.path(folder)))
    };
    check("repo/a/b", "").expect(1, &["pod.yaml:8:25: critical"]);
    outer.write("repo/.plimsoll.yml", "rules: {privileged-container: low}\n");
    check("repo/a/b", "").expect(0, &["pod.yaml:8:25: low"]);
    check("repo", "a/b/pod.yaml").expect(0, &["a/b/pod.yaml:8:25: low"]);
    outer.write("repo/a/plimsoll.yaml", "fail-on: medium\n");
    check("repo", "a").expect(1, &["a/b/pod.yaml:8:25: critical"]);
    check("repo", "--no-config a").expect(1, &["a/b/pod.yaml:8:25: critical"]);
    check("repo", "--root a a").expect(1, &["b/pod.yaml:8:25: critical"]);
    outer.write("repo/plimsoll.yaml", "");
    check("repo", "").expect(2, &["is a configuration too"]);
    check("repo", "--config plimsoll.yaml").expect(1, &["a/b/pod.yaml:8:25: critical"]);
    check("repo", "--config none.yaml").expect(2, &["none.yaml: error: no such file"]);
}

#[test]
fn a_report_about_the_configuration_is_still_a_report() {
    let tree = Tree::new([("plimsoll.yaml", "rulez: {}\n")]);
    let run = tree.run("check --format json");
    assert_eq!(run.status, 2);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["errors"][0]["path"], "plimsoll.yaml");
    assert_eq!(report["errors"][0]["line"], 1);
}
