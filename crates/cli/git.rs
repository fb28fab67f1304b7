//! Questions to git about the work tree. They only ever read; nothing of a repository's configuration is run, and
//! nothing is fetched.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use diag::Trouble;

use crate::paths;

/// The work tree that a folder is in.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    /// Its top folder, canonical.
    pub(crate) top: PathBuf,
}

/// What every question is asked with: no pager, no monitor, no quoting but where it is needed.
const QUIETLY: [&str; 7] = [
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.quotePath=false",
];

impl Git {
    /// The work tree that holds a folder.
    ///
    /// # Errors
    /// If there is none, or git cannot be run.
    pub(crate) fn of(folder: &Path) -> Result<Self, Trouble> {
        let found = Self { top: folder.to_owned() };
        let answer = found.ask(["rev-parse", "--show-toplevel"])?;
        let top = String::from_utf8_lossy(&answer);
        let top = Path::new(top.trim_end_matches(['\n', '\r'])).canonicalize();
        top.map(|top| Self { top })
            .map_err(|error| trouble("cannot be asked", &paths::words(&error)))
    }

    /// What git answers.
    ///
    /// # Errors
    /// If it cannot be run, or fails; its own words say why.
    pub(crate) fn ask<A: AsRef<OsStr>>(
        &self,
        question: impl IntoIterator<Item = A>,
    ) -> Result<Vec<u8>, Trouble> {
        let output = self
            .command(question)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| trouble("cannot be run", &paths::words(&error)))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said =
            said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
        Err(trouble("failed", said.trim_start_matches("fatal: ")))
    }

    /// The process that answers.
    pub(crate) fn command<A: AsRef<OsStr>>(
        &self,
        question: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top).args(QUIETLY).args(question);
        let quiet = [("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C")];
        command.envs(quiet);
        command
    }

    /// The commit that a name means.
    ///
    /// # Errors
    /// If it means none.
    pub(crate) fn commit(&self, name: &str) -> Result<String, Trouble> {
        let unknown = || {
            let help = "name a branch, tag or commit that is there; a shallow clone may have to fetch it first";
            paths::trouble("git", format!("`{}` is no commit", report::visible(name)), help)
        };
        // What starts like an option is never handed on: git would take it for one.
        if name.is_empty() || name.starts_with('-') {
            return Err(unknown());
        }
        let question = ["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")];
        self.ask(question).map(|answer| word(&answer)).map_err(|_| unknown())
    }

    /// The commit where the history of a name and that of the work tree parted.
    ///
    /// # Errors
    /// If the name means no commit, or the histories have nothing in common.
    pub(crate) fn parted(&self, name: &str) -> Result<String, Trouble> {
        let commit = self.commit(name)?;
        let head = self.commit("HEAD")?;
        self.ask(["merge-base", &commit, &head]).map(|answer| word(&answer)).map_err(|_| {
            let help = "a shallow clone lacks it: fetch more of the history, such as with `git fetch --unshallow`";
            paths::trouble("git", format!("`{name}` and `HEAD` have no commit in common"), help)
        })
    }

    /// What the next commit will be compared with: the current one, or nothing in a repository without commits.
    ///
    /// # Errors
    /// If git fails.
    pub(crate) fn head_or_nothing(&self) -> Result<String, Trouble> {
        self.commit("HEAD").or_else(|_| {
            let nothing = ["hash-object", "-t", "tree", "--stdin"];
            self.ask(nothing).map(|answer| word(&answer))
        })
    }
}

fn word(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).trim().to_owned()
}

fn trouble(what: &str, why: &str) -> Trouble {
    let help = "`--since`, `--staged` and `--record` ask git about the folder that is checked";
    paths::trouble("git", format!("git {what}: {}", report::visible(why)), help)
}
