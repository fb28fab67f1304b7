//! Files that a project needs: what is not there, and what is there and cannot be read.

use serde_json::Value;

use crate::tree::{HARMLESS, Tree};

const SERVICE: &str = "services: {web: {image: 'a:1'}}\n";

/// A way to make a file unreadable, whoever runs the tests.
const UNREADABLE: [&[u8]; 2] = [b"A=\0\n", b"\xff\xfeA\0=\0"];

/// The fate of a path, and the exit status.
fn fate(tree: &Tree, args: &str, path: &str) -> (i32, String) {
    let run = tree.run(&format!("check --fail-on never --format json {args}"));
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let fates: Vec<_> = files.iter().filter(|file| file["path"] == path).collect();
    assert_eq!(fates.len(), 1, "{path} in {run}");
    (run.status, fates[0]["fate"].as_str().unwrap().to_owned())
}

/// What a project needs, by the path of the file that names it, its text, and the path of what it needs.
const NEEDS: [(&str, &str, &str); 11] = [
    ("compose.yaml", "include: [a/other.yaml]\n", "a/other.yaml"),
    ("compose.yaml", "services: {web: {extends: {file: base.yaml, service: web}}}\n", "base.yaml"),
    ("compose.yaml", "services: {web: {image: 'a:1', env_file: web.env}}\n", "web.env"),
    ("compose.yaml", "services: {web: {image: 'a:1', label_file: web.labels}}\n", "web.labels"),
    ("compose.yaml", "include: [{path: ok.yaml, env_file: sub.env}]\n", "sub.env"),
    ("compose.yaml", "services: {web: {build: app}}\n", "app/Dockerfile"),
    ("kustomization.yaml", "resources: [pod.yaml]\n", "pod.yaml"),
    ("kustomization.yaml", "resources: [base]\n", "base"),
    ("kustomization.yaml", "patches: [{path: patch.yaml}]\n", "patch.yaml"),
    ("kustomization.yaml", "components: [part]\n", "part"),
    ("kustomization.yaml", "configMapGenerator: [{name: a, envs: [a.env]}]\n", "a.env"),
];

#[test]
fn what_is_needed_and_absent_is_an_error_or_a_gap() {
    for (path, text, needed) in NEEDS {
        let tree = Tree::new([(path, text), ("ok.yaml", SERVICE)]);
        let is_gap =
            [".env", ".labels", "Dockerfile"].iter().any(|ending| needed.ends_with(ending));
        let expected = if is_gap { (0, "gap") } else { (2, "error") };
        let (status, fate) = fate(&tree, path, needed);
        assert_eq!((status, fate.as_str()), expected, "{text}");
    }
}

#[test]
fn what_is_needed_and_cannot_be_read_is_an_error() {
    for (path, text, needed) in NEEDS.iter().filter(|(_, _, it)| it.contains('.')) {
        for bytes in UNREADABLE {
            let tree = Tree::new([(*path, *text), ("ok.yaml", SERVICE)]);
            tree.write(needed, bytes);
            let (status, fate) = fate(&tree, path, needed);
            assert_eq!((status, fate.as_str()), (2, "error"), "{text}");
        }
        let tree = Tree::new([(*path, *text), ("ok.yaml", SERVICE)]);
        tree.write(format!("{needed}/file"), "");
        let (status, fate) = fate(&tree, path, needed);
        assert_eq!((status, fate.as_str()), (2, "error"), "a directory: {text}");
    }
    for needed in [".env", "compose.override.yaml"] {
        let tree = Tree::new([("compose.yaml", SERVICE)]);
        tree.write(needed, UNREADABLE[0]);
        assert_eq!(fate(&tree, "compose.yaml", needed), (2, "error".to_owned()));
    }
}

#[test]
fn what_is_needed_and_broken_is_an_error() {
    let broken = "services: {web: {image: a, ports: [\n";
    for (path, text, needed) in NEEDS.iter().filter(|(_, _, it)| it.contains(".yaml")) {
        let tree = Tree::new([(*path, *text), (*needed, broken), ("ok.yaml", SERVICE)]);
        let (status, fate) = fate(&tree, path, needed);
        assert_eq!((status, fate.as_str()), (2, "error"), "{text}");
    }
    for needed in ["web.env", ".env"] {
        let tree = Tree::new([(needed, "A='b\n"), ("compose.yaml", NEEDS[2].1)]);
        assert_eq!(fate(&tree, "compose.yaml", needed), (2, "error".to_owned()));
    }
}

#[test]
fn what_is_too_large_is_an_error_of_what_needs_it() {
    let tree =
        Tree::new([("compose.yaml", "services: {web: {image: 'a:1', env_file: web.env}}\n")]);
    tree.write("web.env", "A=".to_owned() + &"b".repeat(200));
    tree.check("--max-file-size 100b compose.yaml").expect(2, &["web.env", "limit is 100 bytes"]);
}

#[test]
fn a_file_that_git_ignores_is_named_as_such() {
    let tree = Tree::new([
        ("compose.yaml", "services: {web: {image: 'a:1', env_file: conf/web.env}}\n"),
        (".gitignore", "*.env\n"),
    ]);
    tree.check("").expect(0, &["there is no `conf/web.env`: git ignores it"]);
    tree.write(".gitignore", "");
    tree.check("").expect(0, &["there is no `conf/web.env`"]).without(&["git ignores"]);
    tree.write(
        "compose.yaml",
        "services: {web: {image: a, env_file: {path: b, required: false}}}\n",
    );
    tree.check("").expect(0, &[]).without(&["there is no"]);
}

#[test]
fn bytes_that_are_dropped_from_what_is_needed_are_said() {
    let tree =
        Tree::new([("compose.yaml", "services: {web: {image: 'a:1', env_file: web.env}}\n")]);
    tree.write("web.env", b"A=\xe9\n");
    tree.check("").expect(0, &["web.env: note: is not UTF-8 at byte 2"]);
    tree.write("compose.yaml", "include: [other.yaml]\n");
    tree.write("other.yaml", b"services: {web: {image: 'a:1', labels: {a: '\xe9'}}}\n");
    tree.check("compose.yaml").expect(2, &["error: `other.yaml` cannot be read: is not UTF-8"]);
}

#[test]
fn what_several_overlays_lack_is_said_once() {
    let tree = Tree::new([
        ("base/kustomization.yaml", "resources: [pod.yaml, none.yaml]\n"),
        ("base/pod.yaml", HARMLESS),
        ("a/kustomization.yaml", "resources: [../base]\n"),
        ("b/kustomization.yaml", "resources: [../base]\n"),
    ]);
    let run = tree.check("");
    run.expect(2, &["base/kustomization.yaml:1:23: error: "]);
    assert_eq!(run.stdout.matches("there is no `base/none.yaml`").count(), 1, "{run}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_hold_objects_and_cannot_be_opened_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new([("pod.yaml", HARMLESS)]);
    let path = tree.path("pod.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // No permission stops the superuser.
    if std::fs::read(&path).is_err() {
        tree.check("").expect(2, &["pod.yaml: error: permission denied"]);
    }
}
