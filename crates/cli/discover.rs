//! From arguments to files: what is named, and what a walk finds, by name. Nothing is opened here.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use diag::{Gap, SetAside, Trouble};
use ignore::{DirEntry, WalkBuilder, WalkState};
use model::compose::Selection;
use model::{FileKind, estate};

use crate::args::InputArgs;
use crate::excludes::Excludes;
use crate::paths;
use crate::root::Place;
use crate::{ignored, index};

/// A file that may be ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The name that decides its kind: that of the link it was found by, or its own.
    pub(crate) name: String,
    /// Whether the arguments name it.
    pub(crate) named: bool,
    /// Whether its folder says that it is a regular file.
    pub(crate) regular: bool,
}

/// What the arguments come to.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    /// Files by their path relative to the root, so in order.
    pub(crate) files: BTreeMap<String, Found>,
    /// What is not there or cannot be looked at.
    pub(crate) troubles: Vec<Trouble>,
    /// What is left out although it looks like ours.
    pub(crate) gaps: Vec<Gap>,
    /// What is left out with a reason.
    pub(crate) set_aside: Vec<(String, SetAside)>,
}

/// Finds the files.
pub(crate) fn discover(
    args: &InputArgs,
    place: &Place,
    excludes: &Excludes,
    projects: &[Selection],
    threads: usize,
) -> Discovered {
    let mut all = Discovered::default();
    let mut folders = Vec::new();
    for path in args.paths.iter().filter(|path| path.as_os_str() != "-") {
        match named(path, place) {
            Ok(Named::Folder(_, relative) | Named::File(_, relative))
                if args.force_exclude && excludes.covers(&relative) =>
            {
                all.set_aside.push((relative, SetAside::Excluded));
            }
            Ok(Named::Folder(folder, _)) => folders.push(folder),
            Ok(Named::File(path, relative)) => {
                all.add(
                    relative.clone(),
                    Found { path, name: relative, named: true, regular: false },
                );
            }
            Err(trouble) => all.troubles.push(trouble),
        }
    }
    if !folders.is_empty() {
        Walk { place, excludes, args, threads }.run(&folders, &mut all);
    }
    for path in projects.iter().flat_map(|project| &project.files) {
        let file = paths::within(&place.root, path);
        let is_wanted = folders.iter().any(|folder| file.starts_with(folder));
        all.compose(path, file, is_wanted && !excludes.covers(path));
    }
    if !args.no_respect_gitignore {
        let below = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        all.add_hidden(&place.root, excludes, below);
    }
    all
}

/// A file that git has and the disk does not, if the arguments would find it.
pub(crate) fn restored(
    args: &InputArgs,
    place: &Place,
    excludes: &Excludes,
    projects: &[Selection],
    path: &str,
) -> Option<Found> {
    let file = paths::within(&place.root, path);
    let is_below = |it: &PathBuf| {
        let folder = place.cwd.join(it).canonicalize();
        folder.is_ok_and(|folder| file.starts_with(folder))
    };
    let is_compose = || projects.iter().flat_map(|it| &it.files).any(|it| *it == path);
    let name = || path.rsplit('/').next().unwrap_or(path);
    let name = match () {
        () if file.symlink_metadata().is_ok() || excludes.covers(path) => None,
        () if is_compose() => Some("compose.yaml"),
        () => may_be_ours(name(), path).then_some(path),
    };
    let name = name.filter(|_| args.paths.iter().any(is_below))?.to_owned();
    Some(Found { path: file, name, named: false, regular: false })
}

impl Discovered {
    fn add(&mut self, relative: String, found: Found) {
        let named = found.named;
        self.files.entry(relative).or_insert(found).named |= named;
    }

    /// Sets aside what git tracks and ignores all the same: a walk passes it over, and a checkout has it.
    fn add_hidden(&mut self, root: &Path, excludes: &Excludes, is_below: impl Fn(&Path) -> bool) {
        for path in index::tracked(root) {
            let is_hidden = may_be_ours(file_name(&path), &path)
                && !self.files.contains_key(&path)
                && !excludes.covers(&path)
                && ignored::is_ignored(root, &path);
            let file = paths::within(root, &path);
            if is_hidden && is_below(&file) && file.is_file() {
                self.set_aside.push((path, SetAside::GitIgnored));
            }
        }
    }

    /// A file that the configuration calls a part of a Compose project, whatever its name.
    fn compose(&mut self, relative: &str, path: PathBuf, is_wanted: bool) {
        let name = "compose.yaml".to_owned();
        if let Some(found) = self.files.get_mut(relative) {
            found.name = name;
        } else if is_wanted {
            self.add(relative.to_owned(), Found { path, name, named: false, regular: false });
        }
    }
}

enum Named {
    Folder(PathBuf, String),
    File(PathBuf, String),
}

fn named(path: &Path, place: &Place) -> Result<Named, Trouble> {
    let shown = || path.to_string_lossy();
    let real = place
        .cwd
        .join(path)
        .canonicalize()
        .map_err(|error| paths::trouble(shown(), paths::words(&error), ""))?;
    let Some(relative) = paths::relative(&place.root, &real) else {
        let message = format!("lies outside the root `{}`", place.root.display());
        return Err(paths::trouble(shown(), message, "name another root with `--root`"));
    };
    Ok(if real.is_dir() { Named::Folder(real, relative) } else { Named::File(real, relative) })
}

/// A walk through folders.
struct Walk<'a> {
    place: &'a Place,
    excludes: &'a Excludes,
    args: &'a InputArgs,
    threads: usize,
}

impl Walk<'_> {
    fn run(&self, folders: &[PathBuf], all: &mut Discovered) {
        let seen = Mutex::new(Vec::new());
        let special = Arc::new(Mutex::new(Vec::new()));
        let excluded = Arc::new(Mutex::new(Vec::new()));
        let above = folders.iter().flat_map(|folder| folder.ancestors());
        let above: BTreeSet<_> = above.filter_map(waits).collect();
        special.lock().unwrap_or_else(PoisonError::into_inner).extend(above);
        let see = |entry| {
            if let Some(entry) = keep(entry) {
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
            }
        };
        let builder = self.builder(folders, &special, &excluded);
        if self.threads == 1 {
            // The parallel walk starts a thread of its own even for one, which may be one too many.
            builder.build().for_each(see);
        } else {
            builder.build_parallel().run(|| {
                Box::new(|entry| {
                    see(entry);
                    WalkState::Continue
                })
            });
        }
        for entry in seen.into_inner().unwrap_or_else(PoisonError::into_inner) {
            match entry {
                Seen::File(path) => self.file(path, all),
                Seen::Link(path) => self.link(&path, all),
                Seen::Special(path) => self.special(&path, all),
                Seen::Error(error) => all.troubles.push(self.error(&error)),
            }
        }
        let special = std::mem::take(&mut *special.lock().unwrap_or_else(PoisonError::into_inner));
        all.troubles.extend(special.iter().map(|path| self.unread(path)));
        let excluded =
            std::mem::take(&mut *excluded.lock().unwrap_or_else(PoisonError::into_inner));
        all.set_aside.extend(excluded.into_iter().map(|path| (path, SetAside::Excluded)));
    }

    /// Nothing is taken for ignored by what lies above where that cannot be read, and no folder is entered in which it
    /// cannot: `special` names the files.
    fn builder(
        &self,
        folders: &[PathBuf],
        special: &Arc<Mutex<Vec<PathBuf>>>,
        excluded: &Arc<Mutex<Vec<String>>>,
    ) -> WalkBuilder {
        let mut builder = WalkBuilder::from_iter(folders);
        let is_readable = special.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        let git = is_readable && !self.args.no_respect_gitignore;
        let special = git.then(|| Arc::clone(special));
        let root = self.place.root.clone();
        let excludes = Arc::new(self.excludes.clone());
        let excluded = Arc::clone(excluded);
        builder
            .hidden(false)
            .ignore(false)
            // What a run finds must not depend on whose machine it runs on.
            .git_global(false)
            .git_exclude(git)
            .git_ignore(git)
            .parents(git)
            .threads(self.threads)
            .filter_entry(move |entry| {
                // What is named is wanted, whatever matches it.
                let is_wanted = entry.depth() == 0
                    || entry.file_name() != ".git"
                        && paths::relative(&root, entry.path())
                            .is_none_or(|path| !excludes.leave_out(entry, path, &excluded));
                is_wanted && special.as_ref().is_none_or(|special| is_open(entry, special))
            });
        builder
    }

    fn file(&self, path: PathBuf, all: &mut Discovered) {
        if let Some(relative) = paths::relative(&self.place.root, &path) {
            all.add(relative.clone(), Found { path, name: relative, named: false, regular: true });
        }
    }

    /// A link within the root stands for its target, which is judged once, under its own path.
    fn link(&self, path: &Path, all: &mut Discovered) {
        let Some(name) = paths::relative(&self.place.root, path) else { return };
        let is_ours = FileKind::of_name(&name).is_some();
        match path.canonicalize() {
            Ok(target) => match paths::relative(&self.place.root, &target) {
                Some(relative) if target.is_dir() || self.excludes.covers(&relative) => {}
                Some(_) if !may_be_ours(file_name(&name), &name) => {}
                Some(relative) => {
                    all.add(relative, Found { path: target, name, named: false, regular: false });
                }
                None if is_ours => all.gaps.push(Gap {
                    path: name,
                    message: "is a symbolic link that leaves the root, so it is not read".into(),
                    help: Some("name a root that holds its target with `--root`".into()),
                    ..Gap::default()
                }),
                None if target.is_dir() || may_be_ours(file_name(&name), &name) => {
                    all.set_aside.push((name, SetAside::LinkOutOfRoot));
                }
                None => {}
            },
            Err(error) if is_ours && error.kind() == io::ErrorKind::NotFound => {
                all.gaps.push(Gap {
                    path: name,
                    message: "is a symbolic link that leads nowhere".into(),
                    help: Some("mend or delete the link".into()),
                    ..Gap::default()
                });
            }
            Err(error) if is_ours => {
                let message = format!("symbolic link leads nowhere: {}", paths::words(&error));
                all.troubles.push(paths::trouble(name, message, "mend or delete the link"));
            }
            Err(_) if may_be_ours(file_name(&name), &name) => {
                all.set_aside.push((name, SetAside::DanglingLink));
            }
            Err(_) => {}
        }
    }

    /// Pipes and devices: only a name that is ours makes them worth a word, and reading says it.
    fn special(&self, path: &Path, all: &mut Discovered) {
        if let Some(name) = paths::relative(&self.place.root, path)
            && FileKind::of_name(&name).is_some()
        {
            all.add(
                name.clone(),
                Found { path: path.to_owned(), name, named: false, regular: false },
            );
        }
    }

    /// That a file of patterns cannot be read.
    fn unread(&self, path: &Path) -> Trouble {
        let shown = paths::relative(&self.place.root, path)
            .unwrap_or_else(|| path.to_string_lossy().into_owned());
        let message = "is no regular file, so what git ignores is not known";
        paths::trouble(shown, message, "delete it, or check with `--no-respect-gitignore`")
    }

    fn error(&self, error: &ignore::Error) -> Trouble {
        let path = path_of(error).unwrap_or(&self.place.root);
        let shown = paths::relative(&self.place.root, path)
            .filter(|path| !path.is_empty())
            .unwrap_or_else(|| path.to_string_lossy().into_owned());
        let message = error.io_error().map_or_else(|| error.to_string(), paths::words);
        paths::trouble(shown, message, "")
    }
}

/// The file of patterns in a folder that nobody can read to its end: a pipe or a device.
fn waits(folder: &Path) -> Option<PathBuf> {
    let files = [".gitignore", ".git/info/exclude"].map(|name| folder.join(name));
    let is_special =
        |path: &PathBuf| std::fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir());
    files.into_iter().find(is_special)
}

/// Whether the walk may enter what it sees.
fn is_open(entry: &DirEntry, special: &Mutex<Vec<PathBuf>>) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let Some(path) = is_folder.then(|| waits(entry.path())).flatten() else { return true };
    special.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    false
}

enum Seen {
    File(PathBuf),
    Link(PathBuf),
    Special(PathBuf),
    Error(ignore::Error),
}

/// What of a walk is worth keeping: runs on many threads, for every entry.
fn keep(entry: Result<DirEntry, ignore::Error>) -> Option<Seen> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return Some(Seen::Error(error)),
    };
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    let name = entry.file_name().to_string_lossy();
    let path = || entry.path().to_owned();
    // A link may lead to a directory, whatever its name.
    if kind.is_symlink() {
        return Some(Seen::Link(path()));
    }
    if !may_be_ours(&name, &entry.path().to_string_lossy()) {
        return None;
    }
    Some(if kind.is_file() { Seen::File(path()) } else { Seen::Special(path()) })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Excludes {
    /// Whether an entry of a walk is left out. What is, and could hold a container file, is noted.
    fn leave_out(&self, entry: &DirEntry, path: String, excluded: &Mutex<Vec<String>>) -> bool {
        let is_out = self.matches(&path);
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_out && (is_dir || may_be_ours(file_name(&path), &path)) {
            excluded.lock().unwrap_or_else(PoisonError::into_inner).push(path);
        }
        is_out
    }
}

fn may_be_ours(name: &str, path: &str) -> bool {
    FileKind::of_name(name).is_some()
        || FileKind::is_yaml(name)
        || estate::candidate(path).is_some()
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Partial(errors) => errors.iter().find_map(path_of),
        _ => None,
    }
}
