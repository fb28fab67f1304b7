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
fn a_privileged_service_is_one_finding_that_names_what_it_makes_moot() {
    let tree = Tree::new([("compose.yaml", PRIVILEGED)]);
    let concise = tree.check("");
    concise.expect(1, &["critical[privileged-container]"]);
    for rule in MOOT {
        concise.without(&[&format!("[{rule}]")]);
    }
    tree.run("check --format human").expect(1, &["makes moot", "device-access"]);
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
