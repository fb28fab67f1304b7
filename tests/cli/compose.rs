//! Compose files: what one finding stands for, and files of somebody else.

use crate::tree::Tree;

const PRIVILEGED: &str =
    "services:\n  web: {image: \"nginx:1.27\", privileged: true, devices: [/dev/sda]}\n";
const MOOT: [&str; 5] = [
    "apparmor-unconfined",
    "device-access",
    "privilege-escalation",
    "seccomp-unconfined",
    "undropped-capabilities",
];

#[test]
fn a_privileged_service_is_one_finding_that_names_what_it_folds() {
    let tree = Tree::new([("compose.yaml", PRIVILEGED)]);
    let concise = tree.check("");
    concise.expect(1, &["critical[privileged-container]"]);
    for rule in MOOT {
        concise.without(&[&format!("[{rule}]")]);
    }
    tree.run("check --format human").expect(1, &["folds", "device-access"]);
    let json: serde_json::Value =
        serde_json::from_str(&tree.run("check --format json").stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let graver = findings.iter().find(|it| it["rule"] == "privileged-container").unwrap();
    assert_eq!(graver["folded"], serde_json::json!(MOOT));
}

#[test]
fn controls_of_what_was_folded_still_fail() {
    let tree = Tree::new([("compose.yaml", PRIVILEGED)]);
    let report = tree.run("report --framework cis-docker --format json");
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    let controls = report["controls"].as_array().unwrap();
    for id in ["5.4", "5.5", "5.18", "5.22", "5.26"] {
        let control = controls.iter().find(|it| it["id"] == id).unwrap();
        assert_eq!(control["verdict"], "fail", "{id}");
        assert!(!control["evidence"].as_array().unwrap().is_empty(), "{id}");
    }
}

#[test]
fn a_profile_asks_what_a_file_of_strangers_could_do() {
    let tree = Tree::new([(
        "compose.yaml",
        "services:\n  web: {image: \"nginx:1.27\", volumes: [\"./data:/data\"]}\n",
    )]);
    tree.check("").without(&["untrusted-compose-field"]);
    tree.check("--profile trust-model").expect(1, &["high[untrusted-compose-field]"]);
}

#[test]
fn an_anchor_in_three_services_is_one_finding_that_names_them() {
    let tree = Tree::new([(
        "compose.yaml",
        "x-base: &base\n  privileged: true\nservices:\n  a: {<<: *base, image: \"x:1\"}\n  b: {<<: *base, image: \"x:1\"}\n  c: {<<: *base, image: \"x:1\"}\n",
    )]);
    let json = tree.run("check --select privileged-container --format json");
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{json}");
    assert_eq!(findings[0]["line"], 2, "{json}");
    for service in ["a", "b", "c"] {
        assert!(findings[0]["subjects"].to_string().contains(service), "{json}");
    }
    tree.check("").expect(1, &["compose.yaml:2:15: critical[privileged-container] container `a` is privileged (3 affected)"]);
}

#[test]
fn the_configuration_puts_a_project_together() {
    let tree = Tree::new([
        (
            "plimsoll.yaml",
            "projects:\n  - files: [base/app.yaml, over/production.yaml]\n    env-files: [vars/production.env]\n    profiles: [web]\n",
        ),
        (
            "base/app.yaml",
            "services:\n  web: {image: \"nginx:${TAG}\", profiles: [web], read_only: true}\n  tool: {image: \"nginx:${TAG}\", profiles: [debug], privileged: true}\n",
        ),
        ("over/production.yaml", "services:\n  web: {privileged: true, env_file: [web.env]}\n"),
        ("base/web.env", "DB_PASSWORD=hunter2\n"),
        ("vars/production.env", "TAG=latest\n"),
        (".env", "TAG=1.27\n"),
    ]);
    let run = tree.check(
        "--select privileged-container,unpinned-image,secret-in-env,writable-root-filesystem",
    );
    run.expect(
        1,
        &[
            // The override that the configuration names decides, and paths are those of the base.
            "over/production.yaml:2:21: critical[privileged-container] container `web`",
            "base/web.env:1:13: high[secret-in-env]",
            "base/app.yaml:2:16: medium[unpinned-image] image `nginx:latest`",
        ],
    );
    // Services of other profiles are not part of this project.
    run.without(&["`tool`", "writable-root-filesystem"]);
}

#[test]
fn what_is_extended_from_elsewhere_leaves_a_service_open() {
    let tree = Tree::new([(
        "compose.yaml",
        "services:\n  a: {extends: {file: \"${WHERE}/base.yaml\", service: a}, image: \"x:1\", cap_add: [SYS_ADMIN]}\n  b: {extends: a}\n  c: {image: \"x:1\"}\n",
    )]);
    let run =
        tree.check("-v --select undropped-capabilities,added-capabilities,missing-memory-limit");
    run.expect(
        1,
        &[
            "2:82: high[added-capabilities]",
            "2:3: review[undropped-capabilities]",
            "2:3: review[missing-memory-limit]",
            "3:3: review[missing-memory-limit]",
            "4:3: medium[missing-memory-limit]",
            "compose.yaml:2:23: note: what `a` extends is not read: variable `WHERE` has no value in the files",
        ],
    );
    tree.run("resolve").expect(2, &["what `a` extends is not read"]);
    tree.run("resolve --env WHERE=.").expect(2, &["there is no file `base.yaml`"]);
}

#[test]
fn services_of_compose_1_are_judged_although_nothing_reads_them() {
    let tree = Tree::new([("compose.yaml", "web:\n  image: \"x:1\"\n  privileged: true\n")]);
    tree.check("").expect(
        1,
        &[
            "compose.yaml:1:1: medium[invalid-compose] `web` is a service at the top",
            "critical[privileged-container]",
        ],
    );
    tree.run("resolve").expect(2, &["Compose 1", "below `services:`"]);
}

#[test]
fn a_file_without_a_mapping_is_one_finding() {
    let tree = Tree::new([("compose.yaml", "hello\n")]);
    let run = tree.check("");
    run.expect(0, &["[invalid-compose] a Compose file is a mapping"]).without(&["says nothing"]);
}

#[test]
fn what_nobody_writes_is_explained_by_the_image_or_the_engine() {
    let tree = Tree::new([
        ("compose.yaml", "services:\n  web: {build: .}\n  db: {image: \"acme/db:1\"}\n"),
        ("Dockerfile", "FROM scratch\nHEALTHCHECK CMD [\"/check\"]\nUSER 1000:1000\n"),
    ]);
    let explain = |path: &str| tree.run(&format!("resolve --explain {path}"));
    explain("services.web.user").expect(
        0,
        &["services.web.user: `1000:1000`", "Dockerfile:3:6: written here", "`web` builds it"],
    );
    explain("services.web.healthcheck").expect(0, &["`/check`", "Dockerfile:2:1: written here"]);
    explain("services.web.privileged")
        .expect(0, &["`false`", "compose.yaml:2:3: nobody sets it here"]);
    explain("services.web.mem_limit").expect(0, &["no limit"]);
    explain("services.db.user").expect(0, &["not known", "not decided by the files"]);
    explain("services.web.nothing").expect(2, &["nothing stands at"]);
}

#[test]
fn a_project_of_the_configuration_whose_file_is_missing_fails_the_run() {
    let tree = Tree::new([
        ("plimsoll.yaml", "projects: [{files: [app.yaml, gone.yaml]}]\n"),
        ("app.yaml", "services: {web: {image: \"nginx:1.27\"}}\n"),
    ]);
    tree.check("").expect(2, &["gone.yaml", "no such file"]);
}

#[test]
fn mounts_are_taken_over_through_few_services_only() {
    let first = "services:\n  s0: {image: 'a:1', volumes: ['/var/run/docker.sock:/s']}\n";
    let link = |n: usize| format!("  s{n}: {{image: 'a:1', volumes_from: [s{}]}}\n", n - 1);
    let services = first.to_owned() + &(1..100).map(link).collect::<String>();
    let tree = Tree::new([("compose.yaml", services)]);
    let run = tree.check("-v --select runtime-socket-mount");
    run.expect(1, &["critical[runtime-socket-mount] container `s60` can reach"]);
    run.expect(1, &["review[runtime-socket-mount] container `s70` may mount the socket"]);
    run.without(&["critical[runtime-socket-mount] container `s70`"]);
}
