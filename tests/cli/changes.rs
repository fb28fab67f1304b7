//! `--since` and `--staged`: only findings about what changed according to git count.

use std::process::{Command, Output};

use crate::tree::{PRIVILEGED, Run, Tree};

/// A work tree of git with one commit on the branch `main`.
pub(crate) struct Repository(pub(crate) Tree);

impl Repository {
    /// None where there is no git; the tests then have nothing to say.
    pub(crate) fn new(files: &[(&str, &str)]) -> Option<Self> {
        let tree = Tree::bare();
        for (path, text) in files {
            tree.write(path, text);
        }
        let repository = Self(tree);
        repository.try_git("init --quiet --initial-branch main").then_some(())?;
        repository.git("add --all");
        repository.git("commit --quiet --allow-empty --message one");
        Some(repository)
    }

    fn try_git(&self, args: &str) -> bool {
        self.run_git(args).is_some_and(|output| output.status.success())
    }

    /// What git answers, without the end of the line.
    pub(crate) fn says(&self, args: &str) -> String {
        let output = self.run_git(args).unwrap();
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    fn run_git(&self, args: &str) -> Option<Output> {
        let mut command = Command::new("git");
        command.current_dir(self.0.path("")).args(args.split_whitespace());
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
            command.env_remove(name);
        }
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "a");
            command.env(format!("GIT_{role}_EMAIL"), "a@example.org");
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.output().ok()
    }

    pub(crate) fn git(&self, args: &str) {
        assert!(self.try_git(args), "git {args}");
    }

    pub(crate) fn commit(&self) {
        self.git("add --all");
        self.git("commit --quiet --message more");
    }

    pub(crate) fn check(&self, args: &str) -> Run {
        self.0.check(&format!("--select privileged-container,root-user,writable-root-filesystem,piped-download --fail-on low {args}"))
    }
}

const COMPOSE: &str = "\
services:
  web:
    image: app:1.2.3
    user: '1000'
    read_only: true
  db:
    image: db:1.2.3
    user: '1000'
";

#[test]
fn only_what_changed_since_a_commit_counts() {
    let Some(repository) = Repository::new(&[("compose.yaml", COMPOSE), ("pod.yaml", PRIVILEGED)])
    else {
        return;
    };
    let all = repository.check("");
    all.expect(1, &["pod.yaml:8", "compose.yaml:6:3: medium[writable-root-filesystem]"]);
    repository.check("--since HEAD").expect(0, &[]).without(&["pod.yaml", "compose.yaml"]);
    repository.0.write("compose.yaml", COMPOSE.replace("read_only: true", "privileged: true"));
    repository
        .check("--since HEAD")
        .expect(1, &["compose.yaml:5:17: critical[privileged-container]", "web"])
        .without(&["pod.yaml", "compose.yaml:6"]);
    repository.commit();
    repository.check("--since HEAD").expect(0, &[]);
    repository.check("--since HEAD~1").expect(1, &["critical["]);
    let run = repository.0.run("check --since HEAD --format json --select privileged-container");
    run.expect(0, &[r#""unchanged":2"#, r#""status":"unchanged""#]);
}

#[test]
fn hardening_that_is_deleted_counts_though_no_line_is_new() {
    let dockerfile = "FROM app:1.2.3\nRUN make\nUSER 1000\n";
    let Some(repository) =
        Repository::new(&[("compose.yaml", COMPOSE), ("Dockerfile", dockerfile)])
    else {
        return;
    };
    repository.0.write("compose.yaml", COMPOSE.replace("    read_only: true\n", ""));
    repository
        .check("--since HEAD")
        .expect(1, &["compose.yaml:2:3: medium[writable-root-filesystem]"])
        .without(&["compose.yaml:5", "compose.yaml:6"]);
    repository.0.write("Dockerfile", "FROM scratch\nCOPY app /\nCMD [\"/app\"]\n");
    repository.check("--since HEAD").expect(1, &["Dockerfile:1:", "[root-user]"]);
}

#[test]
fn a_file_is_new_until_git_knows_it() {
    let Some(repository) = Repository::new(&[("pod.yaml", PRIVILEGED)]) else { return };
    repository.0.write("new.yaml", PRIVILEGED);
    repository.0.write(".gitignore", "ignored.yaml\n");
    repository.0.write("ignored.yaml", PRIVILEGED);
    repository.check("--since main").expect(1, &["new.yaml:8"]).without(&["pod.yaml"]);
    repository.check("--since main ignored.yaml").expect(1, &["ignored.yaml:8"]);
    repository.check("--staged").expect(0, &[]).without(&["new.yaml:8"]);
    repository.git("add new.yaml");
    repository.check("--staged").expect(1, &["new.yaml:8"]).without(&["pod.yaml"]);
}

#[test]
fn a_file_that_only_moved_did_not_change() {
    let Some(repository) = Repository::new(&[("pod.yaml", PRIVILEGED)]) else { return };
    repository.git("mv pod.yaml moved.yaml");
    repository.check("--since HEAD").expect(0, &[]);
    repository.check("--staged").expect(0, &[]);
    let more = PRIVILEGED.replace("      image", "      stdin: true\n      image");
    repository.0.write("moved.yaml", more.replace("privileged: true", "privileged: true "));
    repository.git("add --all");
    repository.check("--staged").expect(1, &["moved.yaml:9"]);
}

#[test]
fn a_branch_is_compared_with_where_it_parted() {
    let Some(repository) = Repository::new(&[("a.yaml", "x: y\n")]) else { return };
    repository.git("checkout --quiet -b topic");
    repository.0.write("topic.yaml", PRIVILEGED);
    repository.commit();
    repository.git("checkout --quiet main");
    repository.0.write("theirs.yaml", PRIVILEGED);
    repository.commit();
    repository.git("checkout --quiet topic");
    repository.check("--since main").expect(1, &["topic.yaml:8"]).without(&["theirs"]);
}

#[test]
fn it_works_below_the_top_and_with_names_that_git_quotes() {
    let Some(repository) = Repository::new(&[("a/plimsoll.yaml", "")]) else { return };
    repository.0.write("a/b c/\"é.yaml", PRIVILEGED);
    repository.0.write("a/old.yaml", PRIVILEGED);
    repository.commit();
    repository.0.write("a/b c/\"é.yaml", PRIVILEGED.replace("true", "true "));
    let mut command = repository.0.command("check --format concise --since HEAD");
    let run = Run::of(command.current_dir(repository.0.path("a/b c")));
    run.expect(1, &["é.yaml:8", "critical["]).without(&["old.yaml"]);
    repository.git("config diff.noprefix true");
    repository.git("config diff.external false");
    repository.check("--since HEAD a").expect(1, &["critical["]);
}

#[test]
fn the_first_commit_is_all_new() {
    let tree = Tree::bare();
    tree.write("pod.yaml", PRIVILEGED);
    let repository = Repository(tree);
    if !repository.try_git("init --quiet") {
        return;
    }
    repository.git("add --all");
    repository.check("--staged").expect(1, &["pod.yaml:8"]);
    repository.check("--since HEAD").expect(2, &["`HEAD` is no commit"]);
}

#[test]
fn what_git_cannot_tell_fails_closed() {
    let tree = Tree::bare();
    tree.write("pod.yaml", PRIVILEGED);
    tree.check("--since HEAD").expect(2, &["git failed: not a git repository"]);
    tree.check("--staged").expect(2, &["git failed"]);
    tree.check("--since a --staged").expect(2, &["cannot be used with"]);
    let Some(repository) = Repository::new(&[("pod.yaml", PRIVILEGED)]) else { return };
    for name in ["nowhere", "--output=x", "HEAD:pod.yaml", ""] {
        let mut command = repository.0.command("check");
        Run::of(command.arg(format!("--since={name}"))).expect(2, &["is no commit"]);
    }
    assert!(!repository.0.path("x").exists());
    let mut command = repository.0.command("check --since HEAD --stdin-filename pod.yaml -");
    Run::of(command.write_stdin(PRIVILEGED)).expect(2, &["standard input has no history"]);
    let mut command = repository.0.command("check --since HEAD");
    Run::of(command.env("PATH", "")).expect(2, &["git cannot be run"]);
}

#[test]
fn what_was_not_understood_counts_though_it_did_not_change() {
    let Some(repository) = Repository::new(&[("Dockerfile", "FROMM a\n")]) else { return };
    repository.check("--since HEAD").expect(2, &["syntax-error"]);
}
