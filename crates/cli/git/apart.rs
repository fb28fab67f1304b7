//! A directory for git that has the objects and the index of a repository, and none of its configuration.
//!
//! The configuration of a repository names programs: filters, monitors, external and textual diffs, hooks, helpers for
//! credentials, commands for transport. A list of what to switch off is never complete, and `-c` cannot even name every
//! filter. So git is asked with a directory of our own, in which none of them can be written.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::temporary::Directory;

/// Settings that say how texts lie in the work tree, and what such a value may be made of.
pub(super) const HARMLESS: &str =
    "^core\\.(autocrlf|eol|filemode|symlinks|ignorecase|precomposeunicode)$";

/// Variables of git that outlive the way into the directory: where its programs and further objects are.
const KEPT: [&str; 2] = ["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_EXEC_PATH"];

/// Where a repository keeps what is read of it.
#[derive(Debug)]
pub(super) struct Repository {
    /// The work tree.
    pub(super) top: PathBuf,
    /// The directory of git.
    pub(super) git: PathBuf,
    /// The index.
    pub(super) index: PathBuf,
    /// The objects.
    pub(super) objects: PathBuf,
    /// What is ignored here and by nobody else.
    pub(super) exclude: PathBuf,
    /// The commits whose parents were not fetched.
    pub(super) shallow: PathBuf,
    /// The hash that names objects.
    pub(super) format: String,
    /// Harmless settings by their names.
    pub(super) settings: BTreeMap<String, String>,
}

/// The directory, which is gone with this value or with the program.
#[derive(Debug)]
pub(super) struct Apart {
    repository: Repository,
    directory: Directory,
}

impl Apart {
    /// Makes the directory.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn new(repository: Repository) -> io::Result<Self> {
        let directory = Directory::new()?;
        let path = directory.path();
        for name in ["objects", "refs", "info"] {
            fs::create_dir(path.join(name))?;
        }
        fs::write(path.join("HEAD"), "ref: refs/heads/none\n")?;
        fs::write(path.join("config"), configuration(&repository))?;
        copy(&repository.exclude, &path.join("info/exclude"))?;
        copy(&repository.shallow, &path.join("shallow"))?;
        // git read-cache.c read_index_from: what a split index shares lies beside it by the name of its hash.
        for entry in fs::read_dir(&repository.git)?.filter_map(Result::ok) {
            if entry.file_name().to_string_lossy().starts_with("sharedindex.") {
                copy(&entry.path(), &path.join(entry.file_name()))?;
            }
        }
        Ok(Self { repository, directory })
    }

    /// Leads a process of git into the directory.
    pub(super) fn enter(&self, command: &mut Command) {
        let git = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with("GIT_");
        for (name, _) in std::env::vars_os().filter(|(name, _)| git(name)) {
            if !KEPT.iter().any(|kept| name == *kept) {
                command.env_remove(name);
            }
        }
        let Repository { top, index, objects, .. } = &self.repository;
        let here = self.directory.path();
        command
            .env("GIT_DIR", here)
            .env("GIT_WORK_TREE", top)
            .env("GIT_INDEX_FILE", index)
            .env("GIT_OBJECT_DIRECTORY", objects)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", here.join("none"))
            // git before 2.32 finds the configuration of the user by these alone.
            .env("HOME", here)
            .env("XDG_CONFIG_HOME", here);
    }
}

fn configuration(repository: &Repository) -> String {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut lines =
        vec!["[core]".to_owned(), "repositoryFormatVersion = 1".into(), "bare = false".into()];
    for (name, value) in repository.settings.iter().filter(|(_, value)| is_word(value)) {
        lines.push(format!("{} = {value}", name.strip_prefix("core.").unwrap_or(name)));
    }
    let format = &repository.format;
    if format != "sha1" && is_word(format) {
        lines.push(format!("[extensions]\nobjectFormat = {format}"));
    }
    lines.join("\n") + "\n"
}

/// Copies a file that need not be there.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(from) {
        Ok(metadata) if metadata.is_file() => fs::copy(from, to).map(drop),
        _ => Ok(()),
    }
}
