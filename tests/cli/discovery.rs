//! Which files are found, and which are left alone.

use crate::tree::{HARMLESS, PRIVILEGED, Tree};

/// The lines of `--show-files`.
fn files(tree: &Tree, args: &str) -> Vec<String> {
    let run = tree.run(&format!("check --show-files {args}"));
    assert_eq!(run.status, 0, "{run}");
    run.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn names_and_content_decide_in_any_folder() {
    let tree = Tree::new([
        (".devcontainer/Dockerfile", "FROM a\n"),
        ("Containerfile.prod", "FROM a\n"),
        ("app.dockerfile", "FROM a\n"),
        ("Dockerfile.dockerignore", "x\n"),
        ("docker-compose.test.yml", "services: {}\n"),
        ("k8s/a.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}"),
        ("k8s/kustomization.yaml", "resources: []\n"),
        ("k8s/compose-deployment.yaml", HARMLESS),
        ("values.yaml", "apiVersion: 1\n"),
        (".git/Dockerfile", "FROM a\n"),
        ("notes.txt", HARMLESS),
    ]);
    assert_eq!(
        files(&tree, ""),
        [
            ".devcontainer/Dockerfile: dockerfile",
            "Containerfile.prod: dockerfile",
            "app.dockerfile: dockerfile",
            "docker-compose.test.yml: compose",
            "k8s/a.json: kubernetes",
            "k8s/compose-deployment.yaml: kubernetes",
            "k8s/kustomization.yaml: kustomization",
        ]
    );
}

#[test]
fn compose_files_are_found_by_their_content() {
    let services = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n";
    let manifest = "configs: {a: {content: \"apiVersion: v1\\nkind: Pod\"}}\n";
    let tree = Tree::new([
        ("app.compose.yml", services.to_owned()),
        ("docker-stack.yml", services.to_owned()),
        ("swarm/stack.YAML", format!("version: '3.8'\n{services}x-a: {{b: c}}\n")),
        ("swarm/manifest-as-text.yaml", format!("{services}{manifest}")),
        ("json/app.json", "{\"services\": {\"web\": {\"build\": \".\"}}}".to_owned()),
        ("patch/dev.yml", "services: {web: {ports: ['80:80']}}\n".to_owned()),
        (".gitlab-ci.yml", "services: [postgres]\ntest: {script: make}\n".to_owned()),
        ("config/services.yaml", "services:\n  _defaults: {autowire: true}\n".to_owned()),
        ("azure.yaml", "services: {web: {project: src, language: js, image: a}}\n".to_owned()),
    ]);
    assert_eq!(
        files(&tree, ""),
        [
            "app.compose.yml: compose",
            "docker-stack.yml: compose",
            "json/app.json: compose",
            "patch/dev.yml: compose",
            "swarm/manifest-as-text.yaml: compose",
            "swarm/stack.YAML: compose",
        ]
    );
    let run = tree.check("--select privileged-container");
    assert_eq!(run.stdout.matches("critical[privileged-container]").count(), 4, "{run}");
    tree.write("torn.yml", "services:\n  web:\n    image: nginx\n    ports: [\n");
    tree.check("torn.yml").expect(2, &["torn.yml", "syntax-error"]);
}

#[test]
fn what_git_ignores_is_left_out_unless_it_is_named() {
    let tree = Tree::new([
        (".gitignore", "build/\n*.gen.yaml\n"),
        ("build/Dockerfile", "FROM a\n"),
        ("a.gen.yaml", HARMLESS),
        ("sub/.gitignore", "local\n"),
        ("sub/local/Dockerfile", "FROM a\n"),
        ("Dockerfile", "FROM a\n"),
    ]);
    assert_eq!(files(&tree, ""), ["Dockerfile: dockerfile"]);
    assert_eq!(files(&tree, "sub"), [""; 0]);
    assert_eq!(files(&tree, "--no-respect-gitignore").len(), 4);
    assert_eq!(files(&tree, "a.gen.yaml"), ["a.gen.yaml: kubernetes"]);
}

#[test]
fn excludes_leave_out_files_and_folders() {
    let tree = Tree::new([
        ("plimsoll.yaml", "exclude: [vendor, '*.skip.yaml']\n"),
        ("vendor/x/Dockerfile", "FROM a\n"),
        ("a.skip.yaml", HARMLESS),
        ("b/Dockerfile", "FROM a\n"),
        ("c/Dockerfile", "FROM a\n"),
    ]);
    assert_eq!(files(&tree, "--exclude c"), ["b/Dockerfile: dockerfile"]);
    assert_eq!(files(&tree, "vendor/x/Dockerfile"), ["vendor/x/Dockerfile: dockerfile"]);
    assert_eq!(files(&tree, "vendor"), ["vendor/x/Dockerfile: dockerfile"]);
    assert_eq!(files(&tree, "--force-exclude vendor"), [""; 0]);
    assert_eq!(
        files(&tree, "--force-exclude vendor/x/Dockerfile b/Dockerfile"),
        ["b/Dockerfile: dockerfile"]
    );
}

#[test]
fn a_named_file_is_judged_once_however_often_it_is_found() {
    let tree = Tree::new([("a/pod.yaml", PRIVILEGED)]);
    let run = tree.check("--select privileged-container . a a/pod.yaml ./a/../a/pod.yaml");
    assert_eq!(run.stdout.matches("critical[").count(), 1, "{run}");
}

#[test]
fn a_named_file_that_is_not_ours_is_passed_over() {
    let tree = Tree::new([("values.yaml", "a: b\n"), ("main.py", "from a import b\n")]);
    tree.check("values.yaml main.py").expect(0, &[]).without(&["values.yaml"]);
    tree.check("-v values.yaml").expect(0, &["note: values.yaml: set aside: not a container file"]);
    tree.check("--error-on-empty values.yaml").expect(2, &["there is nothing to check"]);
}

#[test]
fn a_named_file_without_a_telling_name_is_told_by_its_content() {
    let tree = Tree::new([("build.txt", "# x\nFROM a\n")]);
    assert_eq!(files(&tree, "build.txt"), ["build.txt: dockerfile"]);
    assert_eq!(files(&tree, ""), [""; 0]);
}

#[test]
fn paths_start_where_people_stand_and_at_the_root_for_programs() {
    let tree = Tree::new([("a/b/pod.yaml", PRIVILEGED)]);
    let run = |folder: &str, args: &str| {
        let mut command = tree.command(&format!("check {args}"));
        crate::tree::Run::of(command.current_dir(tree.path(folder)))
    };
    run("a/b", "-f concise ../b")
        .expect(1, &["pod.yaml:8:25: critical"])
        .without(&["a/b/pod.yaml"]);
    run("a/b", "-f json ../b").expect(1, &[r#""path":"a/b/pod.yaml""#]);
    tree.write("c/.keep", "");
    run("c", "-f concise ../a").expect(1, &["../a/b/pod.yaml:8:25: critical"]);
    tree.check("--root a a/b").expect(1, &["a/b/pod.yaml:8:25: critical"]);
    tree.run("check --root a a/b -f json").expect(1, &[r#""path":"b/pod.yaml""#]);
    tree.check("--root a/b .").expect(2, &["lies outside the root"]);
    tree.check("--root none .").expect(2, &["none: error: no such file"]);
}

#[test]
fn verbose_runs_say_what_decided_them() {
    let tree = Tree::new([("plimsoll.yaml", "rules: {root-user: off}\n"), ("pod.yaml", HARMLESS)]);
    let run = tree.check("-v");
    run.expect(0, &["plimsoll.yaml", "root: ", " on, off: "]);
    let off = run.stderr.lines().find(|line| line.starts_with("rules:")).unwrap();
    assert!(off.contains("root-user"), "{run}");
    assert!(tree.check("").stderr.is_empty());
}

#[test]
fn files_that_would_not_be_checked_are_listed_apart() {
    let tree = Tree::new([("Dockerfile", "\0"), ("pod.yaml", HARMLESS)]);
    let run = tree.run("check --show-files");
    assert_eq!((run.status, run.stdout.as_str()), (2, "pod.yaml: kubernetes\n"));
    run.expect(2, &["error: Dockerfile: contains NUL bytes"]);
}

#[test]
fn a_named_file_brings_in_what_it_needs_but_not_its_subjects() {
    let tree = Tree::new([
        ("compose.yaml", "services:\n  web:\n    build: app\n"),
        ("app/Dockerfile", "FROM debian:12.1\nRUN id\n"),
        ("other/Dockerfile", "FROM debian\n"),
    ]);
    let run = tree.run("check --format json compose.yaml");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let file = |path: &str| {
        let files = report["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).map(|file| file["judged"].as_bool())
    };
    assert_eq!(file("compose.yaml"), Some(Some(true)));
    assert_eq!(file("app/Dockerfile"), Some(Some(false)));
    assert_eq!(file("other/Dockerfile"), None);
    let findings = report["findings"].as_array().unwrap();
    let root = findings.iter().find(|it| it["rule"] == "root-user").expect("web runs as root");
    let places = format!("{root}");
    assert!(places.contains("app/Dockerfile") && places.contains("compose.yaml"), "{places}");
    assert!(findings.iter().all(|it| it["subjects"] == serde_json::json!(["web"])), "{run}");
}

#[test]
fn interpolation_sees_of_the_environment_only_what_is_let_through() {
    let tree = Tree::new([(
        "compose.yaml",
        "services:\n  a:\n    image: b:1.2.3\n    privileged: ${PRIVILEGED:-false}\n",
    )]);
    let run = |args: &str| {
        let mut command = tree.command(&format!("check --format concise {args}"));
        crate::tree::Run::of(command.env("PRIVILEGED", "true"))
    };
    run("").without(&["privileged-container"]);
    run("--env PRIVILEGED").expect(1, &["privileged-container"]);
    run("--env PRIVILEGED=true").expect(1, &["privileged-container"]);
    run("--env PRIVILEGED=false").without(&["privileged-container"]);
}
