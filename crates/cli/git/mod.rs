//! Questions to git about the work tree. They only ever read. What answers them is led away from the configuration of the
//! repository, which may name programs, and nothing is fetched.

mod apart;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use diag::Trouble;

use crate::paths;
use apart::{Apart, Repository};

/// The work tree that a directory is in.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    /// Its top directory, canonical.
    pub(crate) top: PathBuf,
    apart: Arc<Apart>,
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

/// No question may fetch an object that is missing, nor ask for a password. git before 2.44 does not know the first of
/// these, and has no protocol by the second.
const ALONE: [(&str, &str); 4] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// What [`Repository`] is made of, a line each. git documents that paths are relative to where it is asked.
const WHERE: [&str; 12] = [
    "rev-parse",
    "--show-toplevel",
    "--absolute-git-dir",
    "--git-path",
    "index",
    "--git-path",
    "objects",
    "--git-path",
    "info/exclude",
    "--git-path",
    "shallow",
    "--show-object-format",
];

impl Git {
    /// The work tree that holds a directory.
    ///
    /// # Errors
    /// If there is none, or git cannot be run.
    pub(crate) fn of(directory: &Path) -> Result<Self, Trouble> {
        let repository = repository(directory)?;
        let top = repository.top.clone();
        let apart = Apart::new(repository).map_err(|error| {
            trouble("cannot be asked without a temporary directory", &paths::words(&error))
        })?;
        let git = Self { top, apart: Arc::new(apart) };
        git.refuse_pipes()?;
        Ok(git)
    }

    /// git waits for ever for a pipe that is called like a file of patterns.
    fn refuse_pipes(&self) -> Result<(), Trouble> {
        let names = self.ask(["ls-files", "-z"])?;
        let names = names.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let folders: BTreeSet<_> = names
            .flat_map(|name| {
                let ends: Vec<_> = name.match_indices('/').map(|(at, _)| at).collect();
                ends.into_iter().map(move |at| name[..at].to_owned())
            })
            .chain([String::new()])
            .collect();
        let files = folders.iter().flat_map(|folder| {
            [".gitattributes", ".gitignore"].map(|name| self.top.join(folder).join(name))
        });
        let is_special = |path: &PathBuf| {
            let kind = path.symlink_metadata().map(|it| it.file_type());
            kind.is_ok_and(|it| !it.is_file() && !it.is_dir() && !it.is_symlink())
        };
        match files.into_iter().find(is_special) {
            None => Ok(()),
            Some(path) => {
                let path = paths::relative(&self.top, &path).unwrap_or_default();
                Err(trouble("cannot be asked", &format!("`{path}` is no regular file")))
            }
        }
    }

    /// What git answers.
    ///
    /// # Errors
    /// If it cannot be run, or fails; its own words say why.
    pub(crate) fn ask<A: AsRef<OsStr>>(
        &self,
        question: impl IntoIterator<Item = A>,
    ) -> Result<Vec<u8>, Trouble> {
        answer(self.command(question))
    }

    /// The process that answers, which knows nothing of the repository's configuration.
    pub(crate) fn command<A: AsRef<OsStr>>(
        &self,
        question: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = at(&self.top, question);
        self.apart.enter(&mut command);
        command.envs(ALONE);
        command
    }

    /// Whether files that git knows differ from the current commit, those of submodules that are there included.
    ///
    /// # Errors
    /// If git cannot say.
    pub(crate) fn is_dirty(&self) -> Result<bool, Trouble> {
        let head = self.commit("HEAD")?;
        let question = ["diff", "--raw", "-z"].into_iter().chain(ONLY_FILES).chain([&*head, "--"]);
        if !self.ask(question)?.is_empty() {
            return Ok(true);
        }
        let entries = self.ask(["ls-files", "--stage", "-z"])?;
        let entries = entries.split(|byte| *byte == 0);
        // `160000 <id> 0<tab><name>`
        let modules = entries.filter(|entry| entry.starts_with(b"160000 "));
        let names = modules.filter_map(|it| it.splitn(2, |byte| *byte == b'\t').nth(1));
        for name in names {
            let module = self.top.join(&*String::from_utf8_lossy(name));
            if module.join(".git").exists() && Self::of(&module)?.is_dirty()? {
                return Ok(true);
            }
        }
        Ok(false)
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
        // Names are those of the repository, and looking one up runs nothing.
        answer(at(&self.top, question)).map(|answer| word(&answer)).map_err(|_| unknown())
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

/// Differences of files as they lie: nothing of what an attribute or a submodule may ask for.
pub(crate) const ONLY_FILES: [&str; 4] =
    ["--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty"];

/// Where the repository of a directory keeps its things. This much git reads of its configuration itself; it runs nothing.
fn repository(directory: &Path) -> Result<Repository, Trouble> {
    let answered = answer(at(directory, WHERE))?;
    let answered = String::from_utf8_lossy(&answered).into_owned();
    let mut lines = answered.lines();
    let mut path = || directory.join(lines.next().unwrap_or_default());
    let (top, git, index, objects, exclude, shallow) =
        (path(), path(), path(), path(), path(), path());
    let format = lines.next().unwrap_or("sha1").to_owned();
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    Ok(Repository {
        top: top
            .canonicalize()
            .map_err(|error| trouble("cannot be asked", &paths::words(&error)))?,
        git,
        index: absolute(index),
        objects: absolute(objects),
        exclude,
        shallow,
        format,
        settings: settings(directory),
    })
}

/// Harmless settings; none if there are none, which git says by failing.
fn settings(directory: &Path) -> BTreeMap<String, String> {
    let asked = answer(at(directory, ["config", "-z", "--get-regexp", apart::HARMLESS]));
    let asked = asked.unwrap_or_default();
    let pairs = asked.split(|byte| *byte == 0).filter_map(|pair| {
        let pair = String::from_utf8_lossy(pair);
        let (name, value) = pair.split_once('\n')?;
        Some((name.to_owned(), value.to_owned()))
    });
    pairs.collect()
}

/// A process of git that is asked about a directory.
fn at<A: AsRef<OsStr>>(directory: &Path, question: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(QUIETLY).args(question).envs(ALONE);
    command
}

fn answer(mut command: Command) -> Result<Vec<u8>, Trouble> {
    let asked = command.stdin(Stdio::null()).output();
    let Output { status, stdout, stderr } =
        asked.map_err(|error| trouble("cannot be run", &paths::words(&error)))?;
    if status.success() {
        return Ok(stdout);
    }
    let said = String::from_utf8_lossy(&stderr);
    let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    Err(trouble("failed", said.trim_start_matches("fatal: ")))
}

fn word(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).trim().to_owned()
}

fn trouble(what: &str, why: &str) -> Trouble {
    let help = "`--since`, `--staged` and `--record` ask git about the folder that is checked";
    paths::trouble("git", format!("git {what}: {}", report::visible(why)), help)
}
