//! What the README shows is what the program prints.

use std::path::Path;

use assert_cmd::Command;

#[test]
fn the_findings_in_the_readme_are_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let sample = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let (findings, totals) = sample.unwrap().rsplit_once("\n...\n").unwrap();
    let run = Command::cargo_bin("plimsoll")
        .unwrap()
        .current_dir(root)
        .args(["check", "fixtures/projects/enterprise-broken"])
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    for finding in findings.split("\n...\n") {
        assert!(printed.contains(finding.trim()), "{finding}");
    }
    // Every new rule changes the totals, so only their words are held.
    for words in [" findings (", " critical, ", " subjects;", "score: "] {
        assert!(totals.contains(words) && printed.contains(words), "{words}");
    }
}
