//! What becomes of every path: exactly one fate, with its reason, and the coverage that follows.

use serde_json::Value;

use crate::tree::{HARMLESS, Tree};

/// The report of a run, whatever its exit status.
fn report(tree: &Tree, args: &str) -> Value {
    let run = tree.run(&format!("check --format json {args}"));
    serde_json::from_str(&run.stdout).unwrap()
}

/// Fate and reason of a path.
fn fate(report: &Value, path: &str) -> (String, String) {
    let files = report["files"].as_array().unwrap();
    let mut here = files.iter().filter(|file| file["path"] == path);
    let file = here.next().unwrap_or_else(|| panic!("no `{path}` in {files:?}"));
    assert!(here.next().is_none(), "`{path}` stands twice");
    let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
    (text("fate"), text("reason"))
}

#[test]
fn every_path_has_one_fate() {
    let tree = Tree::new([
        ("plimsoll.yaml", "rules: {}\n"),
        ("pod.yaml", HARMLESS),
        ("values.yaml", "a: b\n"),
        ("compose.yaml", "services:\n  web:\n    image: a:1\n    env_file: web.env\n"),
        ("web.env", "A=b\n"),
        ("Dockerfile", "\0"),
        ("Dockerfile.j2", "FROM {{ base }}\n"),
    ]);
    let report = report(&tree, "");
    let fate = |path: &str| fate(&report, path);
    let judged = ("judged".to_owned(), String::new());
    assert_eq!(fate("pod.yaml"), judged);
    assert_eq!(fate("compose.yaml"), judged);
    assert_eq!(fate("web.env"), judged);
    assert_eq!(fate("values.yaml"), ("set-aside".into(), "not a container file".into()));
    assert_eq!(fate("plimsoll.yaml"), ("set-aside".into(), "configuration of Plimsoll".into()));
    assert_eq!(fate("Dockerfile").0, "error");
    assert!(fate("Dockerfile").1.contains("NUL"), "{:?}", fate("Dockerfile"));
    assert_eq!(fate("Dockerfile.j2").0, "gap");
    assert_eq!(report["summary"]["set_aside"], 2);
    assert_eq!(
        report["coverage"],
        serde_json::json!([
            {"environment": "default", "percent": 60.0, "judged": 3, "errors": 1, "gaps": 1}
        ])
    );
}

#[test]
fn a_part_that_is_not_understood_makes_the_file_an_error() {
    let tree = Tree::new([("Dockerfile", "FROM a\nFROMM b\nUSER 1\n")]);
    let report = report(&tree, "");
    assert_eq!(fate(&report, "Dockerfile").0, "error");
    assert_eq!(report["coverage"][0]["percent"], 0.0);
}

#[test]
fn coverage_is_counted_in_every_environment() {
    let tree = Tree::new([
        ("plimsoll.yaml", "environments: {production: {paths: [prod]}}\n"),
        ("prod/pod.yaml", HARMLESS),
        ("prod/Dockerfile.j2", "FROM {{ base }}\n"),
        ("dev/pod.yaml", HARMLESS),
    ]);
    let report = report(&tree, "");
    let shares: Vec<_> = report["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["environment"].as_str().unwrap(), it["percent"].as_f64().unwrap()))
        .collect();
    assert_eq!(shares, [("default", 100.0), ("production", 50.0)]);
}

#[test]
fn what_is_excluded_is_set_aside_and_nothing_else_is_said_to_be_checked() {
    let tree = Tree::new([
        ("plimsoll.yaml", "exclude: [vendor, '*.skip.yaml']\n"),
        ("vendor/x/Dockerfile", "FROM a\n"),
        ("a.skip.yaml", HARMLESS),
    ]);
    let report = report(&tree, "");
    let excluded = ("set-aside".to_owned(), "excluded by configuration".to_owned());
    assert_eq!(fate(&report, "vendor"), excluded);
    assert_eq!(fate(&report, "a.skip.yaml"), excluded);
    tree.run("check").expect(0, &["nothing was checked: the configuration excludes everything"]);
    tree.write("b.yaml", HARMLESS);
    tree.run("check").expect(0, &[]).without(&["nothing was checked"]);
    tree.check("-v --force-exclude a.skip.yaml").expect(0, &["a.skip.yaml: set aside: excluded"]);
}

#[test]
fn what_git_tracks_and_ignores_is_set_aside() {
    let tree = Tree::bare();
    tree.write("ignored/Dockerfile", "FROM a\n");
    tree.write("ignored/notes.txt", "x");
    tree.write("ok.yaml", HARMLESS);
    let git = |args: &str| {
        let mut command = std::process::Command::new("git");
        command.current_dir(tree.path(".")).args(args.split_whitespace());
        command.output().is_ok_and(|output| output.status.success())
    };
    if !(git("init -q") && git("add .")) {
        return;
    }
    tree.write(".gitignore", "ignored/\n");
    tree.write("ignored/untracked.yaml", HARMLESS);
    for version in ["2", "4"] {
        assert!(git(&format!("update-index --index-version {version}")));
        let report = report(&tree, "");
        let ignored = ("set-aside".to_owned(), "ignored by git".to_owned());
        assert_eq!(fate(&report, "ignored/Dockerfile"), ignored);
        assert_eq!(report["summary"]["set_aside"], 1, "{report}");
    }
}

#[test]
fn what_is_set_aside_is_counted_and_listed_and_fails_nothing() {
    let tree = Tree::new([("pod.yaml", HARMLESS), ("values.yaml", "a: b\n")]);
    let run = tree.run("check");
    run.expect(0, &["1 set aside (-v lists them)"]).without(&["values.yaml"]);
    tree.run("check -v").expect(0, &["note: values.yaml: set aside: not a container file"]);
    tree.run("check --fail-on-gaps --fail-on info").expect(0, &[]);
}
