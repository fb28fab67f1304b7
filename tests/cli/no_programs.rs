//! No configuration of a repository runs a program: whatever could name one names a canary, which must not sing.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::changes::Repository;
use crate::tree::PRIVILEGED;

/// Every command that asks git, and some that never do.
const COMMANDS: [&str; 8] = [
    "check --since HEAD",
    "check --since HEAD~1 sub",
    "check --staged",
    "check --record r.jsonl --exit-zero",
    "check --since HEAD~1 --record r.jsonl --format json",
    "baseline write --baseline b.json",
    "report --framework cis-docker",
    "init --dry-run",
];

/// What names programs, as `git config --file` takes it: `%` stands for the canary.
const PROGRAMS: [&str; 27] = [
    "filter.evil.clean %",
    "filter.evil.smudge %",
    "filter.evil.required true",
    "filter.much.process %",
    "filter.a=b.clean %",
    "diff.evil.command %",
    "diff.evil.textconv %",
    "diff.external %",
    "core.fsmonitor %",
    "core.hooksPath HOOKS",
    "core.sshCommand %",
    "core.gitProxy %",
    "core.askPass %",
    "core.editor %",
    "core.pager %",
    "core.alternateRefsCommand %",
    "pager.diff %",
    "pager.config %",
    "credential.helper %",
    "gpg.program %",
    "interactive.diffFilter %",
    "merge.evil.driver %",
    "alias.rev-parse !%",
    "alias.diff !%",
    "uploadpack.packObjectsHook %",
    "protocol.allow always",
    "core.untrackedCache true",
];

const ATTRIBUTES: &str = "\
*.yaml filter=evil diff=evil merge=evil
much.* filter=much
Dockerfile filter=a=b
";

/// A repository with a canary for every program that it may name.
struct Cage {
    repository: Repository,
    canary: PathBuf,
    song: PathBuf,
}

impl Cage {
    fn new() -> Option<Self> {
        let repository = Repository::new(&[
            ("pod.yaml", PRIVILEGED),
            ("much.env", "A=b\n"),
            ("Dockerfile", "FROM a:1\n"),
            ("sub/compose.yaml", "services: {a: {image: 'a:1'}}\n"),
        ])?;
        let (canary, song) = (repository.0.path(".git/canary"), repository.0.path(".git/song"));
        fs::write(&canary, format!("#!/bin/sh\ntouch '{}'\n", song.display())).unwrap();
        fs::set_permissions(&canary, fs::Permissions::from_mode(0o755)).unwrap();
        Some(Self { repository, canary, song })
    }

    /// Lets the configuration of a git directory name the canary wherever it can.
    fn arm(&self, git: &str) {
        let tree = &self.repository.0;
        let hooks = tree.path(format!("{git}/hooks"));
        fs::create_dir_all(&hooks).unwrap();
        for hook in ["post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"] {
            fs::copy(&self.canary, hooks.join(hook)).unwrap();
        }
        for file in ["config", "included"] {
            for program in PROGRAMS {
                let (key, value) = program.split_once(' ').unwrap();
                let value = value
                    .replace('%', &self.canary.to_string_lossy())
                    .replace("HOOKS", &hooks.to_string_lossy());
                self.git(&format!("config --file {git}/{file} {key} {value}"));
            }
        }
        let included = tree.path(format!("{git}/included"));
        let condition = format!("includeIf.gitdir:{}/.path", tree.path("").display());
        for key in ["include.path", &condition] {
            self.git(&format!("config --file {git}/config {key} {}", included.display()));
        }
        tree.write(format!("{git}/info/attributes"), ATTRIBUTES);
    }

    fn git(&self, args: &str) {
        self.repository.git(args);
    }

    fn sings(&self) -> bool {
        fs::remove_file(&self.song).is_ok()
    }

    fn is_silent(&self) {
        for command in COMMANDS {
            self.repository.0.run(command);
            assert!(!self.sings(), "`{command}` runs a program");
        }
    }
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let Some(cage) = Cage::new() else { return };
    let tree = &cage.repository.0;
    tree.write("pod.yaml", PRIVILEGED.replace("1.2.3", "1.2.4"));
    cage.repository.commit();
    tree.write(".gitattributes", ATTRIBUTES);
    tree.write("pod.yaml", PRIVILEGED.replace("true}", "true} # more"));
    tree.write("much.env", "A=c\n");
    tree.write("Dockerfile", "FROM b:1\n");
    cage.git("add much.env");
    cage.arm(".git");
    cage.repository.says("-c core.fsmonitor=false diff --no-ext-diff --no-textconv --quiet");
    assert!(cage.sings(), "git itself runs the filters");
    cage.repository.says("status");
    assert!(cage.sings(), "git itself runs the monitor");
    cage.is_silent();
    tree.run("check --since HEAD --select privileged-container").expect(1, &["pod.yaml:8"]);
}

#[test]
fn nothing_that_a_submodule_names_is_run() {
    let Some(cage) = Cage::new() else { return };
    let tree = &cage.repository.0;
    fs::create_dir(tree.path("module")).unwrap();
    cage.git("init --quiet module");
    tree.write("module/pod.yaml", PRIVILEGED);
    tree.write("module/Dockerfile", "FROM a:1\n");
    cage.git("-C module add --all");
    cage.git("-C module commit --quiet --message one");
    cage.git("add module");
    cage.repository.commit();
    let dirty = || {
        tree.run("check --record r.jsonl --exit-zero");
        let records = tree.read("r.jsonl");
        let last: serde_json::Value =
            serde_json::from_str(records.lines().last().unwrap()).unwrap();
        last["git"]["dirty"].as_bool().unwrap()
    };
    assert!(!dirty());
    tree.write("module/pod.yaml", PRIVILEGED.replace("1.2.3", "1.2.4"));
    tree.write("module/.gitattributes", ATTRIBUTES);
    cage.arm("module/.git");
    cage.repository.says("status");
    assert!(cage.sings(), "git itself runs what the submodule names");
    cage.is_silent();
    assert!(dirty(), "a change in a submodule is one");
}

#[test]
fn an_object_that_is_missing_is_not_fetched() {
    let Some(cage) = Cage::new() else { return };
    let tree = &cage.repository.0;
    tree.write("pod.yaml", PRIVILEGED.replace("privileged: true", "privileged: false"));
    cage.repository.commit();
    tree.write("pod.yaml", PRIVILEGED.replace("1.2.3", "1.2.4"));
    for setting in [
        "extensions.partialClone origin",
        "core.repositoryFormatVersion 1",
        "remote.origin.promisor true",
        "remote.origin.partialCloneFilter blob:none",
        "protocol.ext.allow always",
    ] {
        cage.git(&format!("config {setting}"));
    }
    cage.git(&format!("config remote.origin.url ext::{}", cage.canary.display()));
    cage.arm(".git");
    for object in fs::read_dir(tree.path(".git/objects")).unwrap() {
        let folder = object.unwrap().path();
        // All blobs are gone: they are what is not text of a commit or a tree.
        for file in fs::read_dir(&folder).into_iter().flatten().map(|file| file.unwrap().path()) {
            let id = format!(
                "{}{}",
                folder.file_name().unwrap().to_string_lossy(),
                file.file_name().unwrap().to_string_lossy()
            );
            if cage.repository.says(&format!("cat-file -t {id}")) == "blob" {
                fs::remove_file(&file).unwrap();
            }
        }
    }
    assert!(!cage.sings());
    cage.repository.says("cat-file -p HEAD~1:pod.yaml");
    assert!(cage.sings(), "git itself fetches");
    cage.is_silent();
}
