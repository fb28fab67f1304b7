//! `plimsoll init`: the configuration that it writes loads, and judges by what it found.

use crate::tree::{PRIVILEGED, Tree};

const COMPOSE: &str = "services: {web: {image: app:1.2.3, privileged: true}}\n";

fn repository() -> Tree {
    let overlay = "resources: [../../base]\n";
    Tree::new([
        ("docker-compose.dev.yml", COMPOSE),
        ("docker-compose.prod.yml", COMPOSE),
        ("k8s/base/pod.yaml", PRIVILEGED),
        ("k8s/base/kustomization.yaml", "resources: [pod.yaml]\n"),
        ("k8s/overlays/production/kustomization.yaml", overlay),
        ("k8s/overlays/staging/kustomization.yaml", overlay),
        ("Dockerfile", "FROM scratch AS development\nUSER 1\nFROM scratch AS production\nUSER 1\n"),
        ("vendor/lib/Dockerfile.dev", "FROM scratch\nUSER 1\n"),
    ])
}

#[test]
fn it_writes_what_it_finds_and_the_result_is_a_configuration() {
    let tree = repository();
    tree.run("init").expect(0, &["wrote plimsoll.yaml for 8 container files", "production"]);
    let text = tree.read("plimsoll.yaml");
    for line in [
        "# yaml-language-server: $schema=",
        "#   Dockerfiles: 2",
        "  development:\n    paths: [docker-compose.dev.yml]\n    stages: [development]\n",
        "  staging:\n    overlays: [k8s/overlays/staging]\n",
        "    overlays: [k8s/overlays/production]\n    paths: [docker-compose.prod.yml]\n",
        "#   - /vendor/  # 1 file\n",
        "untrusted-registry: {allowed: [docker.io]}",
    ] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    let run = tree.run("check --format json --select privileged-container");
    run.expect(1, &[]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let environments = report["findings"].as_array().unwrap().iter().map(|finding| {
        let names = finding["environments"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    });
    let found: Vec<_> = environments.collect();
    assert_eq!(found, ["development", "production", "production staging"], "{report}");
}

#[test]
fn it_writes_over_a_configuration_only_when_told_to() {
    let tree = repository();
    tree.write(".plimsoll.yml", "fail-on: never\n");
    tree.run("init").expect(2, &[".plimsoll.yml: is there already", "--force"]);
    assert_eq!(tree.read(".plimsoll.yml"), "fail-on: never\n");
    tree.run("init --dry-run").expect(0, &["environments:"]).without(&["wrote"]);
    assert_eq!(tree.read(".plimsoll.yml"), "fail-on: never\n");
    tree.run("init --force").expect(0, &["wrote .plimsoll.yml"]);
    assert!(tree.read(".plimsoll.yml").contains("fail-on: high"));
    tree.run("init nowhere").expect(2, &["nowhere"]);
}

#[test]
fn an_empty_folder_gets_a_configuration_to_start_from() {
    let tree = Tree::new::<&str, &str>([]);
    tree.run("init").expect(0, &["0 container files", "no environment was recognised"]);
    tree.run("check").expect(0, &[]);
}

#[test]
fn names_are_written_so_that_yaml_and_globs_read_them_as_they_are() {
    let service = |profile: &str| {
        format!("services: {{a: {{image: a:1, privileged: true, profiles: [{profile:?}]}}}}\n")
    };
    let tree = Tree::new([
        ("[a] {b}#/prod/compose.yaml", service("x")),
        ("y/compose.yaml", service("local")),
        ("*dev/Dockerfile-dev", "FROM scratch\nUSER 1\n".to_owned()),
    ]);
    tree.run("init").expect(0, &["development, production"]);
    tree.run("check --format json").expect(1, &[r#""environments":["production"]"#]);
}

const HADOLINT: &str = "\
failure-threshold: warning
ignored: [DL3002, DL3007, DL3009, DL3015, DL4006, DL3022, SC2086]
override:
  error: [DL3008]
  info: []
  style:
    - DL3006
    - DL3020
trustedRegistries: [docker.io, '*.example.com']
label-schema: {org.opencontainers.image.source: url, author: text}
strict-labels: true
no-fail: false
overrides: {DL3003: warning}
";

#[test]
fn it_takes_over_what_hadolint_was_told() {
    let dockerfile = "FROM ghcr.io/acme/base\nADD a b\nUSER root\n";
    let tree = Tree::new([("Dockerfile", dockerfile), (".hadolint.yaml", HADOLINT)]);
    tree.run("init --from .hadolint.yaml").expect(0, &["wrote plimsoll.yaml"]);
    let text = tree.read("plimsoll.yaml");
    for line in [
        "fail-on: medium\n",
        "  root-user: off  # DL3002\n",
        "  unpinned-image: info  # DL3006\n",
        "  unpinned-package: high  # DL3008\n",
        "  untrusted-registry: {allowed: [docker.io, \"*.example.com\"]}\n",
        "# DL3007 was ignored; `unpinned-image` is DL3006 too, so it stays on.\n",
        "  missing-label: {images: [author, org.opencontainers.image.source]}\n",
        "# Nothing here is about DL3009, SC2086, `overrides`, `strict-labels`.\n",
    ] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    tree.run("check")
        .expect(1, &["info[add-instead-of-copy]", "info[unpinned-image]", "[untrusted-registry]"])
        .without(&["root-user"]);
}

#[test]
fn what_is_no_configuration_of_hadolint_is_not_taken_over() {
    let files = [("Dockerfile", "FROM scratch\n"), ("a.yaml", "ignored: DL3002\n")];
    let tree = Tree::new(files);
    tree.run("init --from a.yaml").expect(2, &["a.yaml: ", "`.hadolint.yaml`"]);
    tree.run("init --from nowhere.yaml").expect(2, &["nowhere.yaml: "]);
    assert!(!tree.path("plimsoll.yaml").exists());
}
