//! What people see first: the worst, what is missing, what there is most of, and what to do next.

use std::fmt::Write as _;

use crate::tree::{PRIVILEGED, Tree};

/// Services that lack the same, one that is known and one that is not.
const BARE: &str = "\
services:
  cache:
    image: memcached:1.6
  api:
    image: registry.example.com/api:1.0
";

#[test]
fn what_is_missing_is_one_picture_with_what_would_add_it() {
    let tree = Tree::new([("a/compose.yaml", BARE), ("b/compose.yaml", BARE)]);
    tree.run("check").expect(
        0,
        &[
            "2 services in 2 files lack the same 7 settings in 4 layers",
            "also at b/compose.yaml:2:3",
            "2 services in 2 files lack the same 6 settings in 3 layers",
            "mem_limit: 256m",
            "cap_drop: [ALL]",
            "read_only: true",
            "first: find out which capabilities `api` needs, then set `cap_drop: [ALL]`",
        ],
    );
    let one = Tree::new([("compose.yaml", BARE.split("  api").next().unwrap_or_default())]);
    one.run("check")
        .expect(0, &["service `cache` lacks 7 settings in 4 layers: no-new-privileges"]);
}

#[test]
fn members_of_a_group_that_need_different_things_are_all_told() {
    let text = "services:\n  web: {image: \"a:1\", foo: 1}\n  api: {image: \"b:1\", ports: 8080}\n";
    let run = Tree::new([("compose.yaml", text)]).run("check --select invalid-compose");
    run.expect(0, &["line 2: ", "line 3: "]);
}

/// A repository in which nothing is right.
fn large() -> Tree {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    for nth in 0..30 {
        let mut text = String::from("services:\n");
        for service in 0..10 {
            let _ = writeln!(
                text,
                "  s{service}:\n    image: a{service}\n    user: root\n    network_mode: host\n    pid: host\n    ipc: host\n    \
                 cap_add: [SYS_ADMIN]\n    security_opt: [seccomp=unconfined, apparmor=unconfined]\n    \
                 volumes: [/etc:/etc, /var/run/docker.sock:/var/run/docker.sock]\n    \
                 environment: {{AWS_SECRET_ACCESS_KEY: abc{service}d8f7g6h5}}\n    ports: [\"22:22\", \"80:80\"]"
            );
        }
        tree.write(format!("d{nth}/compose.yaml"), text);
    }
    tree
}

#[test]
fn a_first_run_fits_on_two_screens() {
    let tree = large();
    let run = tree.run("check");
    let lines = run.stdout.lines().count();
    assert!(lines <= 120, "{lines} lines");
    run.expect(
        1,
        &[
            "critical[runtime-socket-mount]",
            "severity  count  rule",
            " more rules with ",
            "next: `plimsoll explain runtime-socket-mount`",
            "next: `plimsoll baseline write`",
        ],
    );
    let all = tree.run("check --max-diagnostics none");
    assert!(all.stdout.lines().count() > 10 * lines);
    let few = tree.run("check --max-diagnostics 1");
    assert_eq!(few.stdout.matches("╭─[").count(), 1, "{few}");
    tree.run("check --max-diagnostics some").expect(2, &["a number of diagnostics, or `none`"]);
}

#[test]
fn statistics_count_every_rule() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --statistics").expect(
        1,
        &["critical      1  privileged-container             pod.yaml:8:25", "6 findings ("],
    );
    let entry = r#"{"rule":"privileged-container","severity":"critical","count":1,"summary":"#;
    tree.run("check --statistics --format json").expect(1, &[entry]);
}

#[test]
fn an_image_is_called_by_its_dockerfile_and_stage() {
    let tree = Tree::new([
        ("api/Dockerfile", "FROM alpine:3.22 AS build\nFROM alpine:3.22\n"),
        (
            "compose.yaml",
            "services:\n  a: {build: api}\n  b: {build: {context: api, target: build}}\n",
        ),
    ]);
    let subjects =
        [r#"["a","image api/Dockerfile"]"#, r#"["b","image api/Dockerfile (stage build)"]"#];
    tree.run("check --select root-user --format json").expect(1, &subjects);
}
