//! `check --record` and `plimsoll record verify`, and reports that come out the same every time.

use serde_json::Value;

use crate::tree::{PRIVILEGED, Run, Tree};

fn records(tree: &Tree) -> Vec<Value> {
    tree.read("r.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_record_says_what_was_judged_by_what_and_how_it_ended() {
    let waiver = "\
id: W-1
    rules: [privileged-container]
    scope: {paths: [pod.yaml]}
    reason: reads the control groups of the host until spring
    owner: platform@example.org
    approver: security@example.org
    created: 2026-07-01
    expires: 2026-07-20
";
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        ("Dockerfile", "FROMM a\n"),
        ("plimsoll.yaml", &format!("waivers:\n  - {waiver}")),
        ("wide/compose.yaml", "\0"),
    ]);
    tree.check("--today 2026-07-10 --record r.jsonl --env TOKEN=hunter2 --env=A=b").expect(2, &[]);
    let record = &records(&tree)[0];
    assert_eq!(record["exit"], 2);
    assert_eq!(record["previous"], Value::Null);
    assert_eq!(record["git"], Value::Null);
    assert_eq!(record["policy"]["configuration"], "plimsoll.yaml");
    assert_eq!(record["policy"]["day"], "2026-07-10");
    assert_eq!(record["findings"]["waived"], 1);
    assert_eq!(record["waivers"][0]["status"], "matched");
    assert!(record["outcomes"]["pass"].as_u64().unwrap() > 0);
    let status = |path: &str| {
        let inputs = record["inputs"].as_array().unwrap();
        inputs.iter().find(|it| it["path"] == path).unwrap()["status"].clone()
    };
    assert_eq!(status("Dockerfile"), "error");
    assert_eq!(status("wide/compose.yaml"), "error");
    assert_eq!(status("pod.yaml"), "read");
    let text = tree.read("r.jsonl");
    assert!(!text.contains("hunter2") && text.contains("TOKEN=********"), "{text}");
}

#[test]
fn records_follow_each_other_and_a_changed_one_is_noticed() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    for args in ["", "--exit-zero", "--profile production"] {
        tree.check(&format!("{args} --record r.jsonl"));
    }
    let verified = tree.run("record verify r.jsonl");
    verified.expect(0, &["3 records"]);
    let last = verified.stdout.trim_end().rsplit(' ').next().unwrap().to_owned();
    tree.run(&format!("record verify r.jsonl --holds {last}")).expect(0, &["3 records"]);
    let all = records(&tree);
    let (exits, policies): (Vec<_>, Vec<_>) =
        all.iter().map(|it| (it["exit"].clone(), it["policy"]["sha256"].clone())).unzip();
    assert_eq!(exits, [1, 0, 1]);
    assert_ne!(policies[1], policies[2], "another policy has another hash");
    let text = tree.read("r.jsonl");
    tree.write("r.jsonl", text.replacen("\"exit\":1", "\"exit\":0", 1));
    tree.run("record verify r.jsonl").expect(1, &["r.jsonl:2: the record before it was changed"]);
    let (shorter, _) = text.trim_end().rsplit_once('\n').unwrap();
    tree.write("r.jsonl", format!("{shorter}\n"));
    tree.run("record verify r.jsonl").expect(0, &["2 records"]);
    tree.run(&format!("record verify r.jsonl --holds {last}")).expect(1, &["no record is"]);
    tree.write("r.jsonl", text.trim_end());
    tree.check("--record r.jsonl")
        .expect(2, &["cannot add the record: the last record is cut off"]);
    tree.run("record verify none.jsonl").expect(2, &["no such file"]);
    tree.write("empty", "");
    tree.run("record verify empty").expect(2, &["holds no record"]);
}

#[test]
fn nothing_but_the_day_changes_what_a_report_or_a_record_says() {
    let tree = Tree::new([
        ("pod.yaml", PRIVILEGED),
        ("compose.yaml", "services: {a: {image: a, privileged: true}}\n"),
    ]);
    let at = |args: &str, day: &str| {
        let mut command = tree.command(args);
        Run::of(command.env("SOURCE_DATE_EPOCH", day)).stdout
    };
    let frameworks = ["text", "markdown", "json", "csv", "html", "oscal"];
    let reports = frameworks.map(|it| format!("report --framework cis-docker --format {it}"));
    let formats =
        ["human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"];
    let checks = formats.map(|it| format!("check --format {it} --today 2026-07-10"));
    for command in reports.iter().chain(&checks) {
        let command = &command.replace("cis-docker", "cis-docker --today 2026-07-10");
        let one = at(&format!("{command} -j 1"), "1780000000");
        assert_eq!(one, at(&format!("{command} -j 8"), "1780000000"), "{command}");
        assert!(!one.is_empty(), "{command}");
    }
    let record = |day: &str| {
        at("check --record r.jsonl --today 2026-07-10", day);
        let text = tree.read("r.jsonl");
        std::fs::remove_file(tree.path("r.jsonl")).unwrap();
        text
    };
    assert_eq!(record("1780000000"), record("1780000000"));
    assert_ne!(record("1780000000"), record("1780000001"));
}
