//! Baselines, waivers and ignores with a date: what they cover, and what is said of those that cover nothing.

use crate::tree::{PRIVILEGED, Run, Tree};

/// A waiver that holds on the day of these tests.
const WAIVER: &str = "\
id: W-1
    rules: [privileged-container]
    scope: {paths: [pod.yaml]}
    reason: reads the control groups of the host until spring
    owner: platform@example.org
    approver: security@example.org
    created: 2026-07-01
    expires: 2026-07-20
";

fn waived(replace: &str, with: &str) -> Run {
    assert!(WAIVER.contains(replace), "{replace}");
    let config = format!("waivers:\n  - {}", WAIVER.replace(replace, with));
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", &config)]);
    tree.check("--today 2026-07-10 --verbose")
}

#[test]
fn a_waiver_covers_what_it_names_and_nothing_disappears() {
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        ("plimsoll.yaml", "waivers: policy/waivers.yaml\n"),
        ("policy/waivers.yaml", &format!("waivers:\n  - {WAIVER}")),
    ]);
    let day = "--today 2026-07-10";
    tree.check(day).expect(0, &[]).without(&["critical["]);
    tree.run(&format!("check {day}")).expect(0, &["1 waived"]);
    tree.run(&format!("check {day} --format json")).expect(0, &[r#""status":"waived""#]);
    tree.check("--today 2026-07-20").expect(0, &[]);
    tree.check("--today 2026-07-21")
        .expect(1, &["critical[", "high[expired-waiver]", "2026-07-20"]);
}

#[test]
fn a_waiver_that_does_not_hold_is_a_finding_where_it_stands() {
    for (replace, with, words) in [
        (
            "[privileged-container]",
            "[privileged-contaner]",
            "there is no rule `privileged-contaner`",
        ),
        ("rules: [privileged-container]", "controls: ['cis-docker:1.8.0:9.9']", "no rule decides"),
        ("rules: [privileged-container]", "rules: []", "neither a rule nor a control"),
        (" until spring", "", "shorter"),
        ("2026-07-20", "2026-08-20", "longer than the 30 days"),
        ("2026-07-20", "soon", "`soon` is no date"),
        ("security@example.org", "platform@example.org", "not its owner"),
        ("security@example.org", "Platform@example.org", "not its owner"),
        ("owner: platform@example.org", "owner: ''", "its `owner` is empty"),
        ("2026-07-01", "2026-07-15", "it counts from 2026-07-15 on"),
        ("paths: [pod.yaml]", "environments: [prod]", "there is no environment `prod`"),
    ] {
        let with = if words == "shorter" { "" } else { with };
        let replace = if words == "shorter" {
            " the control groups of the host until spring"
        } else {
            replace
        };
        waived(replace, with)
            .expect(1, &["plimsoll.yaml:2:", "high[invalid-waiver]", words, "critical["]);
    }
    waived("[pod.yaml]", "[other.yaml]").expect(1, &["low[unused-waiver]", "critical["]);
    waived("{paths: [pod.yaml]}", "{}").expect(0, &["medium[broad-waiver]"]);
    waived("[pod.yaml]", "['**']").expect(0, &["medium[broad-waiver]"]);
    waived("owner:", "ownr:").expect(2, &["plimsoll.yaml:6:5"]);
}

#[test]
fn a_waiver_may_be_narrowed_to_a_subject_an_environment_and_a_finding() {
    let covers = |scope: &str| waived("{paths: [pod.yaml]}", scope);
    covers("{subjects: [Pod/a/app]}").expect(0, &["(waived)"]);
    covers("{subjects: [Pod/b/app]}").expect(1, &["critical[", "unused-waiver"]);
    let environments = "environments: {production: {paths: [pod.yaml]}}\n";
    let config = |scope: &str| {
        let waiver = WAIVER.replace("{paths: [pod.yaml]}", scope);
        format!("{environments}waivers:\n  - {waiver}")
    };
    let check = |config: &str| {
        Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", config)])
            .check("--today 2026-07-10 --select privileged-container")
    };
    check(&config("{environments: [production]}")).expect(0, &[]).without(&["critical["]);
    check(&config("{environments: [default]}")).expect(1, &["critical["]);
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    let report = tree.run("check --format json --select privileged-container").stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let print = report["findings"][0]["fingerprint"].as_str().unwrap();
    let pinned = |print: &str| format!("waivers:\n  - {WAIVER}    fingerprint: '{print}'\n");
    check(&pinned(print)).expect(0, &[]);
    check(&pinned("00")).expect(1, &["critical["]);
}

#[test]
fn the_severity_of_the_environment_decides_how_long_a_waiver_lasts() {
    let waiver = "{id: W, rules: [missing-cpu-limit], scope: {environments: [E]}, reason: measured once the load is known, \
                  owner: a, created: 2026-07-01, expires: 2026-12-01}";
    let check = |environment: &str| {
        let config = format!(
            "environments: {{production: {{paths: [pod.yaml]}}}}\nwaivers: [{}]\n",
            waiver.replace("[E]", &format!("[{environment}]"))
        );
        Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", &config)])
            .check("--today 2026-07-10 --verbose")
    };
    check("production").expect(1, &["invalid-waiver", "needs an approver"]);
    check("default").without(&["invalid-waiver"]);
}

#[test]
fn a_waiver_that_ends_soon_is_announced_and_fails_nothing() {
    for (day, words) in [("06", "in 14 days"), ("19", "tomorrow"), ("20", "today")] {
        let tree = Tree::new([
            ("pod.yaml", PRIVILEGED),
            ("plimsoll.yaml", &format!("waivers:\n  - {WAIVER}")),
        ]);
        let run = tree.check(&format!("--today 2026-07-{day}"));
        run.expect(0, &["info[expiring-waiver] the waiver `W-1` ends on 2026-07-20", words]);
        run.expect(0, &["plimsoll.yaml:2:"]);
        tree.check("--today 2026-07-05").without(&["expiring-waiver"]);
    }
    waived("[pod.yaml]", "[other.yaml]").without(&["expiring-waiver"]);
}

#[test]
fn reports_say_what_became_of_each_waiver() {
    let expired = WAIVER.replace("W-1", "W-2").replace("[pod.yaml]", "[other.yaml]");
    let expired = expired.replace("2026-07-20", "2026-07-09");
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        (
            "plimsoll.yaml",
            &format!("waivers:\n  - {WAIVER}    compensating: no shell\n  - {expired}"),
        ),
    ]);
    let report = |format: &str| {
        tree.run(&format!("report --framework cis-docker --today 2026-07-10 --format {format}"))
    };
    for format in ["text", "markdown", "html"] {
        report(format).expect(0, &["W-1", "covers 1", "W-2", "expired", "2026-07-20"]);
    }
    let oscal: serde_json::Value = serde_json::from_str(&report("oscal").stdout).unwrap();
    let result = &oscal["assessment-results"]["results"][0];
    let risks = result["risks"].as_array().unwrap();
    let states: Vec<_> = risks.iter().map(|it| (&it["title"], &it["status"])).collect();
    let both = [
        (&"Waiver W-1".into(), &"deviation-approved".into()),
        (&"Waiver W-2".into(), &"open".into()),
    ];
    assert_eq!(states, both);
    assert_eq!(risks[0]["deadline"], "2026-07-20T23:59:59Z");
    assert_eq!(risks[0]["mitigating-factors"][0]["description"], "no shell");
    let findings = result["findings"].as_array().unwrap();
    let finding = findings.iter().find(|it| it["target"]["target-id"] == "c-5.5").unwrap();
    assert_eq!(finding["related-risks"][0]["risk-uuid"], risks[0]["uuid"]);
    let covered = risks[0]["related-observations"].as_array().unwrap();
    assert!(covered.contains(&finding["related-observations"][0]));
}

#[test]
fn two_waivers_of_one_id_are_one_too_many() {
    let config = format!("waivers:\n  - {WAIVER}  - {WAIVER}");
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", &config)]);
    tree.check("--today 2026-07-10").expect(1, &["high[invalid-waiver]", "the same id"]);
}

#[test]
fn a_waiver_for_a_control_covers_its_rules() {
    waived("rules: [privileged-container]", "controls: ['cis-docker:1.8.0:5.5']")
        .expect(0, &["waived"])
        .without(&["invalid-waiver"]);
}

#[test]
fn an_ignore_comment_has_its_day() {
    let line = "      securityContext: {privileged: true}";
    let check = |until: &str, day: &str| {
        let comment =
            format!("{line} # plimsoll: ignore[privileged-container] until={until} a debugger");
        Tree::new([("pod.yaml", PRIVILEGED.replace(line, &comment))])
            .check(&format!("--today {day}"))
    };
    check("2026-07-10", "2026-07-10").expect(0, &[]).without(&["ignore"]);
    check("2026-07-10", "2026-07-11")
        .expect(1, &["critical[", "low[expired-ignore]", "expired on 2026-07-10"]);
    check("tomorrow", "2026-07-11").expect(1, &["critical[", "`tomorrow` is no date"]);
}

#[test]
fn a_baseline_accepts_what_there_is_and_nothing_new() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("check --baseline b.json").expect(2, &["plimsoll baseline write"]);
    tree.run("baseline write --baseline b.json").expect(0, &["findings accepted"]);
    tree.check("--baseline b.json --fail-on info").expect(0, &[]).without(&["critical["]);
    tree.run("check --baseline b.json").expect(0, &["baselined"]);
    tree.run("baseline check --baseline b.json").expect(0, &["0 new findings, 0 that are gone"]);

    tree.write("more.yaml", PRIVILEGED);
    tree.check("--baseline b.json")
        .expect(1, &["more.yaml:8:25: critical["])
        .without(&["pod.yaml:8"]);
    tree.run("baseline check --baseline b.json").expect(1, &["0 that are gone"]);
    std::fs::remove_file(tree.path("more.yaml")).unwrap();

    tree.write("pod.yaml", PRIVILEGED.replace("privileged: true", "privileged: false"));
    tree.check("--baseline b.json").expect(0, &["1 of the baseline's findings are gone"]);
    tree.run("baseline check --baseline b.json")
        .expect(1, &["privileged-container", "1 that are gone"]);
    tree.run("baseline prune --baseline b.json").expect(0, &["1 entries deleted"]);
    tree.run("baseline check --baseline b.json").expect(1, &["0 that are gone"]);
}

#[test]
fn a_baseline_of_the_usual_name_is_checked_and_pruned() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.run("baseline check").expect(2, &["plimsoll baseline write"]);
    tree.run("baseline write").expect(0, &["plimsoll-baseline.json"]);
    tree.run("baseline check").expect(0, &["0 new findings, 0 that are gone"]);
    tree.write("pod.yaml", PRIVILEGED.replace("privileged: true", "privileged: false"));
    tree.run("baseline prune").expect(0, &["1 entries deleted"]);
    // Only who asks for it accepts it.
    tree.check("--fail-on info").expect(1, &["missing-memory-limit"]);
}

#[test]
fn a_baseline_accepts_no_further_subject_of_what_it_knows() {
    let alone = "services:\n  a: &a\n    image: nginx:1.27\n    cap_add: [SYS_ADMIN]\n";
    let tree = Tree::new([("compose.yaml", alone.to_owned() + "  b:\n    image: nginx:1.27\n")]);
    tree.run("baseline write").expect(0, &[]);
    let joined = alone.to_owned() + "  b:\n    <<: *a\n";
    tree.write("compose.yaml", joined.clone());
    tree.check("--baseline plimsoll-baseline.json").expect(1, &["SYS_ADMIN"]);
    tree.run("baseline write").expect(0, &[]);
    tree.check("--baseline plimsoll-baseline.json").expect(0, &[]).without(&["SYS_ADMIN"]);
    tree.write("compose.yaml", alone);
    tree.check("--baseline plimsoll-baseline.json").expect(0, &[]).without(&["SYS_ADMIN"]);
}

#[test]
fn a_baseline_of_the_configuration_is_found_and_read() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("plimsoll.yaml", "baseline: policy.json\n")]);
    tree.run("baseline write").expect(0, &["policy.json"]);
    tree.check("--fail-on info").expect(0, &[]);
    tree.write("policy.json", "{}");
    tree.check("").expect(2, &["policy.json", "is no baseline"]);
}
