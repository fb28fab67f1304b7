//! Where a run stands: the folder that paths are relative to, and the configuration that applies.

use std::path::{Path, PathBuf};

use diag::Trouble;
use report::Viewpoint;

use crate::args::InputArgs;
use crate::paths;

/// Names a configuration may have, in a folder that has at most one of them.
pub(crate) const NAMES: [&str; 4] =
    ["plimsoll.yaml", "plimsoll.yml", ".plimsoll.yaml", ".plimsoll.yml"];

/// The folders of a run; all paths are canonical.
#[derive(Debug)]
pub(crate) struct Place {
    /// The current folder.
    pub(crate) cwd: PathBuf,
    /// The folder that paths in reports are relative to, and outside of which nothing is read.
    pub(crate) root: PathBuf,
    /// The configuration.
    pub(crate) config: Option<PathBuf>,
}

impl Place {
    /// The path of a file below the root, as reports write it.
    ///
    /// # Errors
    /// If the file lies outside of it.
    pub(crate) fn within(&self, path: &Path) -> Result<String, Trouble> {
        let real = paths::normalise(&self.cwd.join(path));
        let real = real.canonicalize().unwrap_or(real);
        paths::relative(&self.root, &real).ok_or_else(|| {
            paths::trouble(path.to_string_lossy(), "lies outside the root", "name it with `--root`")
        })
    }
}

impl Place {
    /// Where the root lies in its git work tree, with a slash at the end; empty at the top of it, and outside of one.
    pub(crate) fn base(&self) -> String {
        let top = self.root.ancestors().find(|directory| directory.join(".git").exists());
        let base = top.and_then(|top| paths::relative(top, &self.root)).unwrap_or_default();
        if base.is_empty() { base } else { base + "/" }
    }

    /// From where people see the root.
    pub(crate) fn viewpoint(&self) -> Viewpoint {
        if let Some(below) = paths::relative(&self.root, &self.cwd) {
            let below = below.split('/').filter(|it| !it.is_empty()).map(str::to_owned);
            return Viewpoint { below: below.collect(), prefix: String::new() };
        }
        let mut up = 0;
        for directory in self.cwd.ancestors() {
            match paths::relative(directory, &self.root) {
                // So far away, the whole path is easier to read.
                Some(down) if up <= MAX_UP => {
                    let prefix = format!("{}{down}/", "../".repeat(up));
                    return Viewpoint { below: Vec::new(), prefix };
                }
                Some(_) => break,
                None => up += 1,
            }
        }
        let prefix = format!("{}/", self.root.to_string_lossy().trim_end_matches('/'));
        Viewpoint { below: Vec::new(), prefix }
    }
}

/// How many directories a path for people leads up at most.
const MAX_UP: usize = 2;

/// Finds root and configuration for these arguments.
///
/// # Errors
/// If a folder or file that the arguments name is not there, or the configuration is ambiguous.
pub(crate) fn find(args: &InputArgs) -> Result<Place, Trouble> {
    let cwd = std::env::current_dir()
        .and_then(|cwd| cwd.canonicalize())
        .map_err(|error| paths::trouble(".", paths::words(&error), "change to another folder"))?;
    let starts = starts(args, &cwd);
    let base = common(&starts).unwrap_or_else(|| cwd.clone());
    let work_tree = base.ancestors().find(|folder| folder.join(".git").exists());
    let top = work_tree.unwrap_or(if base.starts_with(&cwd) { &cwd } else { &base });
    let config = match &args.config {
        Some(path) => Some(named(&cwd, path)?),
        None if args.no_config => None,
        None => nearest_config(&base, top)?.map(|path| inside(path, work_tree)).transpose()?,
    };
    let root = if let Some(path) = &args.root {
        let root = named(&cwd, path)?;
        if !root.is_dir() {
            return Err(paths::trouble(path.to_string_lossy(), "is no folder", ""));
        }
        root
    } else {
        let beside = config.as_deref().and_then(Path::parent);
        beside.filter(|folder| base.starts_with(folder)).unwrap_or(top).to_owned()
    };
    Ok(Place { cwd, root, config })
}

/// The folders that hold what is named, or the named folders themselves. What does not exist counts by its letters.
fn starts(args: &InputArgs, cwd: &Path) -> Vec<PathBuf> {
    let stdin = args.stdin_filename.as_ref().filter(|_| is_stdin(&args.paths));
    let named = args.paths.iter().filter(|path| path.as_os_str() != "-");
    named
        .chain(stdin)
        .map(|path| {
            let path = paths::normalise(&cwd.join(path));
            let folder = if path.is_dir() { &path } else { path.parent().unwrap_or(&path) };
            folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
        })
        .collect()
}

/// Whether a path is that of a configuration, by its name.
pub(crate) fn is_config(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| NAMES.contains(&name))
}

/// Whether standard input is to be checked.
pub(crate) fn is_stdin(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path.as_os_str() == "-")
}

/// The folder that holds all of them.
fn common(folders: &[PathBuf]) -> Option<PathBuf> {
    let (first, others) = folders.split_first()?;
    first
        .ancestors()
        .find(|folder| others.iter().all(|other| other.starts_with(folder)))
        .map(Path::to_owned)
}

fn named(cwd: &Path, path: &Path) -> Result<PathBuf, Trouble> {
    cwd.join(path)
        .canonicalize()
        .map_err(|error| paths::trouble(path.to_string_lossy(), paths::words(&error), ""))
}

/// The nearest configuration from `base` up to `top`. It never comes from outside the repository, where someone else
/// might have put it, or, where there is no repository, from outside the current folder.
fn nearest_config(base: &Path, top: &Path) -> Result<Option<PathBuf>, Trouble> {
    for folder in base.ancestors().take_while(|folder| folder.starts_with(top)) {
        let mut found = NAMES
            .iter()
            .map(|name| folder.join(name))
            .filter(|path| path.symlink_metadata().is_ok());
        let Some(first) = found.next() else { continue };
        return match found.next() {
            None => Ok(Some(first)),
            Some(second) => Err(paths::trouble(
                first.to_string_lossy(),
                format!("`{}` is a configuration too", second.display()),
                "delete one of them, or name one with `--config`",
            )),
        };
    }
    Ok(None)
}

/// A configuration that was found, if it does not lead out of the work tree, or of its own folder where there is none:
/// as a link it would let somebody else decide.
fn inside(config: PathBuf, work_tree: Option<&Path>) -> Result<PathBuf, Trouble> {
    let shown = || config.to_string_lossy().into_owned();
    let real = config.canonicalize().map_err(|error| {
        let message = format!("symbolic link leads nowhere: {}", paths::words(&error));
        paths::trouble(shown(), message, "mend or delete the link")
    })?;
    let top = work_tree.or(config.parent()).unwrap_or(&config);
    if real.starts_with(top) {
        return Ok(config);
    }
    let help = "copy the configuration, or name it with `--config`";
    Err(paths::trouble(shown(), "is a symbolic link that leaves the root", help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_folder_holds_all() {
        let folders = ["/a/b/c", "/a/b/d/e"].map(PathBuf::from);
        assert_eq!(common(&folders), Some(PathBuf::from("/a/b")));
        assert_eq!(common(&[]), None);
    }
}
