//! Pipes, devices and links: nothing waits for them, nothing is written through them by mistake, and nothing is left behind.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output};
use std::time::Duration;

use crate::tree::{HARMLESS, PRIVILEGED, Run, Tree};

/// Long enough for a busy machine, and less than for ever.
const PATIENCE: Duration = Duration::from_secs(60);

fn pipe(tree: &Tree, path: &str) {
    let made = Command::new("mkfifo").arg(tree.path(path)).status();
    assert!(made.unwrap().success());
}

/// Runs it, and fails if it waits.
fn run(tree: &Tree, args: &str) -> Run {
    let output = tree.command(args).timeout(PATIENCE).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let status = output.status.code().expect("it ends by itself");
    Run { status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

#[test]
fn a_pipe_or_device_is_refused_wherever_a_file_is_expected() {
    let tree = Tree::new([("pod.yaml", HARMLESS), ("sub/pod.yaml", HARMLESS)]);
    pipe(&tree, "pipe");
    for special in ["pipe", "/dev/zero"] {
        for args in [
            "check pod.yaml --baseline %",
            "check pod.yaml --record %",
            "check pod.yaml --config %",
            "check %",
            "baseline write --baseline %",
            "baseline check --baseline %",
            "baseline prune --baseline %",
            "record verify %",
            "report --framework %",
            "init --from % --dry-run",
            "resolve %",
        ] {
            let run = run(&tree, &args.replace('%', special));
            assert_eq!(run.status, 2, "{args} {special}: {}", run.stderr);
            let said = run.stdout.clone() + &run.stderr;
            let words = ["not a regular file", "outside the root", "is no framework"];
            assert!(words.iter().any(|it| said.contains(it)), "{args} {special}: {said}");
        }
    }
    fs::remove_file(tree.path("pipe")).unwrap();
    for name in ["plimsoll.yaml", "compose.yaml", "sub/Dockerfile", ".gitignore", "sub/.gitignore"]
    {
        pipe(&tree, name);
        run(&tree, "check -f concise").expect(2, &[name, "regular file"]);
        fs::remove_file(tree.path(name)).unwrap();
    }
    for (name, configuration) in
        [("w.yaml", "waivers: w.yaml\n"), ("p.yaml", "profile: ./p.yaml\n")]
    {
        tree.write("plimsoll.yaml", configuration);
        pipe(&tree, name);
        run(&tree, "check -f concise pod.yaml").expect(2, &[name, "not a regular file (fifo)"]);
    }
}

#[test]
fn a_pipe_that_git_would_wait_for_is_an_error() {
    let Some(repository) = crate::changes::Repository::new(&[("sub/pod.yaml", PRIVILEGED)]) else {
        return;
    };
    for name in [".gitattributes", "sub/.gitattributes", "sub/.gitignore"] {
        pipe(&repository.0, name);
        let run = run(&repository.0, "check --since HEAD -f concise");
        run.expect(2, &[&format!("`{name}` is no regular file")]);
        fs::remove_file(repository.0.path(name)).unwrap();
    }
}

#[test]
fn a_configuration_does_not_come_from_outside() {
    let outside = Tree::bare();
    outside.write("plimsoll.yaml", "fail-on: never\n");
    let tree = Tree::new([("pod.yaml", PRIVILEGED), ("a/pod.yaml", PRIVILEGED)]);
    symlink(outside.path("plimsoll.yaml"), tree.path("plimsoll.yaml")).unwrap();
    tree.check("").expect(2, &["is a symbolic link that leaves the root"]);
    let named = format!("--config {}", outside.path("plimsoll.yaml").display());
    tree.check(&named).expect(0, &[]);
    fs::remove_file(tree.path("plimsoll.yaml")).unwrap();
    symlink("none", tree.path("plimsoll.yaml")).unwrap();
    tree.check("").expect(2, &["symbolic link leads nowhere"]);
    fs::remove_file(tree.path("plimsoll.yaml")).unwrap();
    tree.write("common.yaml", "fail-on: never\n");
    symlink("../common.yaml", tree.path("a/plimsoll.yaml")).unwrap();
    tree.run("check a").expect(0, &[]);
}

#[test]
fn a_report_goes_where_a_dangling_link_leads() {
    let tree = Tree::new([("pod.yaml", HARMLESS)]);
    fs::create_dir(tree.path("there")).unwrap();
    symlink("there/report.json", tree.path("link.json")).unwrap();
    symlink("link.json", tree.path("more.json")).unwrap();
    tree.run("check -o more.json").expect(0, &[]);
    assert!(tree.read("there/report.json").starts_with('{'));
    assert!(tree.path("link.json").symlink_metadata().unwrap().is_symlink());
    symlink("nowhere/report.json", tree.path("lost.json")).unwrap();
    tree.run("check -o lost.json").expect(2, &["cannot write report", "nowhere"]);
    symlink("round.json", tree.path("round.json")).unwrap();
    let run = tree.run("check -o round.json");
    assert_eq!(run.status, 2, "{}", run.stderr);
}

/// A run that may not write more than some KiB to a file.
fn limited(tree: &Tree, size: u8, args: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_plimsoll");
    let script = format!("ulimit -f {size}; exec '{program}' {args}");
    let mut command = Command::new("bash");
    command.arg("-c").arg(script).current_dir(tree.path("")).output().unwrap()
}

fn names(tree: &Tree) -> Vec<String> {
    let entries = fs::read_dir(tree.path("")).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_cannot_be_written_whole_stays_as_it_was() {
    let tree = Tree::new([("pod.yaml", PRIVILEGED)]);
    tree.check("--record r.jsonl --exit-zero").expect(0, &[]);
    tree.run("baseline write").expect(0, &[]);
    tree.check("-o o.json --exit-zero").expect(0, &[]);
    let files = ["r.jsonl", "plimsoll-baseline.json", "o.json"];
    let before = files.map(|file| tree.read(file));
    let there = names(&tree);
    for (size, args) in [
        (1, "check --record r.jsonl"),
        (0, "check --record r.jsonl"),
        (0, "check --record new.jsonl"),
        (1, "baseline write"),
        (1, "check -o o.json"),
    ] {
        let output = limited(&tree, size, args);
        assert_eq!(output.status.code(), Some(2), "{args}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("cannot"), "{args}: {said}");
        assert_eq!(files.map(|file| tree.read(file)), before, "{args}");
        assert_eq!(names(&tree), there, "{args}");
    }
    tree.run("record verify r.jsonl").expect(0, &["1 record"]);
}

#[test]
fn a_signal_leaves_nothing_behind() {
    let Some(repository) = crate::changes::Repository::new(&[("pod.yaml", PRIVILEGED)]) else {
        return;
    };
    let tree = &repository.0;
    pipe(tree, "out");
    let temporary = tree.path("tmp");
    fs::create_dir(&temporary).unwrap();
    for signal in ["INT", "TERM"] {
        // Whoever writes to a pipe waits for a reader, with everything else there.
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(["check", "--since", "HEAD", "--output", "json=out"]);
        command.current_dir(tree.path("")).env("TMPDIR", &temporary);
        let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        let started = std::time::Instant::now();
        while fs::read_dir(&temporary).unwrap().count() == 0 && started.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        let id = child.id().to_string();
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success()
        );
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "it ends by SIG{signal}");
        assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "SIG{signal}");
    }
}
