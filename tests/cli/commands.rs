//! The smaller commands, and the command line itself.

use crate::tree::{Run, Tree};

#[test]
fn help_and_version_go_to_standard_output() {
    let tree = Tree::bare();
    for args in ["--help", "check --help", "--version"] {
        let run = tree.run(args);
        assert!(
            run.status == 0 && run.stderr.is_empty() && run.stdout.contains("plimsoll"),
            "{run}"
        );
    }
    let run = tree.run("");
    assert!(run.status == 2 && run.stdout.is_empty() && run.stderr.contains("check"), "{run}");
}

#[test]
fn a_wrong_flag_command_or_value_is_answered_with_the_right_one() {
    let tree = Tree::bare();
    for (args, hint) in [
        ("chek", "check"),
        ("check --formt json", "--format"),
        ("check --format jsn", "json"),
        ("check --fail-on hihg", "did you mean `high`?"),
        ("check --select root-usr", "did you mean `root-user`?"),
        ("check --ignore pinned-image", "did you mean `unpinned-image`?"),
        ("explain root-usr", "did you mean `root-user`?"),
        ("check --max-file-size huge", "8MiB"),
        ("check --today tomorrow", "2027-01-31"),
    ] {
        let run = tree.run(args);
        run.expect(2, &[hint]);
    }
}

#[test]
fn every_rule_is_listed_and_explained() {
    let tree = Tree::bare();
    let list: serde_json::Value =
        serde_json::from_str(&tree.run("rules --format json").stdout).unwrap();
    let rules = list["rules"].as_array().unwrap();
    assert!(rules.len() > 20);
    let table = tree.run("rules").stdout;
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!(table.contains(id), "{id}");
        tree.run(&format!("explain {id}")).expect(0, &[id, rule["summary"].as_str().unwrap()]);
    }
}

#[test]
fn a_rule_is_explained_by_its_name_in_another_tool() {
    Tree::bare().run("explain ckv_k8s_16").expect(0, &["privileged-container:"]);
}

#[test]
fn completions_are_written_for_every_shell() {
    let tree = Tree::bare();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        tree.run(&format!("completions {shell}")).expect(0, &["plimsoll"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_trouble() {
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let tree = Tree::new([("Dockerfile", "FROM a\n")]);
    for args in ["check", "check --format sarif", "rules", "completions bash", "explain root-user"]
    {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(args.split(' '))
            .current_dir(tree.path(""))
            .stdout(full())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args}: {said}");
        assert!(
            said.starts_with("error: cannot write") && said.contains("no space left"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    let tree = Tree::new([("Dockerfile", "FROM a\n")]);
    for (args, status) in [
        ("check", 0),
        ("check --format json", 0),
        ("completions bash", 0),
        ("rules", 0),
        ("--help", 0),
    ] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(args.split(' '))
            .current_dir(tree.path(""))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.is_empty(), "{args}: {said}");
        assert_eq!(output.status.code(), Some(status), "{args}");
    }
}

#[test]
fn standard_input_is_told_by_name_or_content() {
    let tree = Tree::bare();
    let piped = |args: &str, text: &str| Run::of(tree.command(args).write_stdin(text.to_owned()));
    let pod = crate::tree::PRIVILEGED;
    piped("check --format concise -", pod).expect(1, &["<stdin>:8:25: critical"]);
    piped("check --format concise --stdin-filename k/pod.yaml -", pod)
        .expect(1, &["k/pod.yaml:8:25: critical"]);
    piped("check --format concise -", "FROM acme/a\nUSER 1\n")
        .expect(0, &["<stdin>:1:6: medium[unpinned-image]"]);
    piped("check --format concise -", "services: {a: {image: b, privileged: true}}\n")
        .expect(1, &["<stdin>:1:"]);
    piped("check -", "hello\n").expect(2, &["--stdin-filename"]);
    piped("check --format concise -", "").expect(0, &[]);
    piped("check --format concise - x", "").expect(2, &["standard input"]);
}

#[test]
fn the_steps_of_a_stage_are_told() {
    let text = "FROM debian:13 AS dl\nWORKDIR /dl\nRUN curl -fLO https://u:hunter22@example.com/a.tgz && \\\n  \
                echo \"$SUM  a.tgz\" | sha256sum -c || true\nFROM debian:13\nCOPY --from=dl --chmod=755 /dl/a.tgz /a\n";
    let tree = Tree::new([("Dockerfile", text)]);
    let fetched = "Dockerfile:3:5: fetches `https://u:********@example.com/a.tgz` into `/dl/a.tgz`";
    let checked = "Dockerfile:4:24: verifies `/dl/a.tgz`; a failure does not stop the build";
    tree.run("resolve --explain stage:dl").expect(0, &[fetched, checked]);
    tree.run("resolve Dockerfile --explain stage:1").expect(0, &["takes `/dl/a.tgz`"]);
    tree.run("resolve --explain stage:x").expect(2, &["no stage `x`", "`dl`"]);
}

#[test]
fn a_kustomization_is_printed_as_it_renders() {
    let tree = Tree::new([
        ("base/kustomization.yaml", "resources: [pod.yaml]\n"),
        ("base/pod.yaml", crate::tree::PRIVILEGED),
        ("live/kustomization.yaml", "resources: [../base]\nnamespace: shop\n"),
        ("far/kustomization.yaml", "resources: [https://example.com/a.yaml, ../base]\n"),
    ]);
    tree.run("resolve live").expect(0, &["kind: Pod", "namespace: shop"]);
    let list: serde_json::Value =
        serde_json::from_str(&tree.run("resolve live --format json").stdout).unwrap();
    assert_eq!(list["items"][0]["metadata"]["namespace"], "shop");
    let run = tree.run("resolve live/kustomization.yaml --explain Pod/a:metadata.namespace");
    run.expect(0, &["Pod/a:metadata.namespace: `shop`", "live/kustomization.yaml:2:12"]);
    tree.run("resolve live --explain Pod/a:spec.nothing").expect(2, &["nothing stands at"]);
    let run = tree.run("resolve far");
    run.expect(2, &["far/kustomization.yaml:1:13", "is remote and not fetched"]);
    assert!(run.stdout.is_empty(), "{run}");
}
