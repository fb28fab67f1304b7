//! A folder of its own for every test, and what a run in it came to.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A container that breaks a critical policy.
pub(crate) const PRIVILEGED: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: app
      image: app:1.2.3
      securityContext: {privileged: true}
";

/// A container that breaks no policy of high severity.
pub(crate) const HARMLESS: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {b: c}
";

/// A folder with files.
pub(crate) struct Tree(TempDir);

/// What a run came to.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tree {
    /// A folder with these files, which looks like a git work tree.
    pub(crate) fn new<P: AsRef<Path>, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Self {
        let tree = Self::bare();
        fs::create_dir(tree.path(".git")).unwrap();
        for (path, bytes) in files {
            tree.write(path, bytes);
        }
        tree
    }

    /// An empty folder.
    pub(crate) fn bare() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// The program in this folder, without what the environment of the test could change.
    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.current_dir(self.0.path()).args(args.split_whitespace());
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM", "COLUMNS"] {
            command.env_remove(name);
        }
        command.timeout(std::time::Duration::from_secs(240));
        command
    }

    /// Runs the program; arguments are separated by blanks.
    pub(crate) fn run(&self, args: &str) -> Run {
        Run::of(&mut self.command(args))
    }

    /// Runs `plimsoll check` with the concise format.
    pub(crate) fn check(&self, args: &str) -> Run {
        self.run(&format!("check --format concise {args}"))
    }
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let run = Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(
            !run.stderr.contains("panicked") && !run.stderr.contains("internal error"),
            "{run}"
        );
        assert!(!run.stdout.contains("internal error"), "{run}");
        run
    }

    /// Asserts the exit status and that all of these texts were written somewhere.
    #[track_caller]
    pub(crate) fn expect(&self, status: i32, texts: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{self}");
        for text in texts {
            assert!(
                self.stdout.contains(text) || self.stderr.contains(text),
                "no `{text}` in {self}"
            );
        }
        self
    }

    /// Asserts that none of these texts was written anywhere.
    #[track_caller]
    pub(crate) fn without(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(
                !self.stdout.contains(text) && !self.stderr.contains(text),
                "`{text}` in {self}"
            );
        }
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "status {}\n{}\n--- stderr\n{}", self.status, self.stdout, self.stderr)
    }
}
