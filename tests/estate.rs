//! The system that the policy describes stays clean, and its broken twin shows each violation.

use std::path::Path;

use assert_cmd::Command;

/// Checks a project as its owner would, from its own folder, and returns the exit status with what is printed.
fn check(project: &str) -> (Option<i32>, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects").join(project);
    let run = Command::cargo_bin("plimsoll")
        .expect("cargo builds the program before its tests")
        .current_dir(folder)
        .args(["check", "--format", "concise", "--verbose"])
        .env_clear()
        .output()
        .expect("the program starts");
    let text = String::from_utf8(run.stdout).expect("reports are text");
    (run.status.code(), text)
}

#[test]
fn the_estate_is_clean() {
    let (status, report) = check("enterprise");
    insta::assert_snapshot!("enterprise", report);
    assert_eq!(status, Some(0));
}

#[test]
fn the_broken_twin_shows_every_violation() {
    let (status, report) = check("enterprise-broken");
    insta::assert_snapshot!("enterprise-broken", report);
    assert_eq!(status, Some(1));
}
