//! Exit statuses: 0 clean, 1 findings at or above the threshold, 2 could not do the job.

use crate::tree::{HARMLESS, PRIVILEGED, Tree};

#[test]
fn the_threshold_decides_between_clean_and_findings() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    for (args, status) in [
        ("", 1),
        ("--fail-on critical", 1),
        ("--fail-on never", 0),
        ("--exit-zero", 0),
        ("--ignore privileged-container", 0),
        ("--ignore privileged-container --fail-on medium", 1),
        ("--min-severity critical --ignore privileged-container --fail-on medium", 1),
        ("--select missing-cpu-limit", 0),
        ("--select missing-cpu-limit,privileged-container", 1),
    ] {
        tree.check(args).expect(status, &[]);
    }
}

#[test]
fn the_lowest_severity_shown_changes_no_status() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.check("--min-severity high").expect(1, &["critical["]).without(&["medium[", "low["]);
}

#[test]
fn an_ignore_comment_of_another_tool_counts_unless_switched_off() {
    for comment in
        ["hadolint ignore=DL3002", "checkov:skip=CKV_DOCKER_8:why", "trivy:ignore:DS-0002"]
    {
        let dockerfile = format!("FROM debian:12\n# {comment}\nUSER root\n");
        let tree = Tree::new([("Dockerfile", dockerfile)]);
        tree.check("").expect(0, &[]).without(&["root-user"]);
        tree.check("--no-foreign-ignores").expect(1, &["high[root-user]"]);
        tree.write("plimsoll.yaml", "foreign-ignores: false\n");
        tree.check("").expect(1, &["high[root-user]"]);
    }
}

#[test]
fn an_ignore_comment_silences_what_it_stands_on() {
    let line = "      securityContext: {privileged: true}";
    let ignored = |comment: &str| PRIVILEGED.replace(line, &format!("{line} {comment}"));
    let check = |comment: &str, args: &str| Tree::new([("pod.yaml", ignored(comment))]).check(args);
    let comment = "# plimsoll: ignore[privileged-container] a debugger";
    check(comment, "").expect(0, &[]).without(&["critical["]);
    check(comment, "--no-inline-ignores").expect(1, &["critical["]);
    check(comment, "--require-reason").expect(0, &[]);
    let bare = "# plimsoll: ignore[privileged-container]";
    check(bare, "").expect(0, &[]);
    check(bare, "--require-reason").expect(1, &["critical[", "gives no reason"]);
    check("# plimsoll: ignore[root-usr] x", "").expect(1, &["unknown-ignore", "`root-usr`"]);
    check("# plimsoll: ignore[remote-add] x", "").expect(1, &["unused-ignore"]);
}

#[test]
fn nothing_to_check_is_clean_unless_that_is_an_error() {
    let tree = Tree::new([("values.yaml", "a: b\n")]);
    tree.check("").expect(0, &[]);
    tree.check("--error-on-empty").expect(2, &["there is nothing to check"]);
}

#[test]
fn trouble_wins_over_findings() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("Dockerfile", "\0")]);
    tree.check("").expect(2, &["critical[", "Dockerfile: error"]);
    tree.check("--exit-zero").expect(2, &[]);
}

#[test]
fn a_review_never_fails() {
    let tree = Tree::new([("Dockerfile", "ARG BASE\nFROM $BASE\n"), ("ok.yaml", HARMLESS)]);
    tree.check("--fail-on info --select root-user").expect(0, &[]);
}
