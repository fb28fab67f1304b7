//! The texts of a run: every file is read at most once, and none outside the root.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use diag::{Gap, Source, SourceId, Sources, Trouble};
use model::{FileKind, Files, Unavailable};

use crate::ignored;
use crate::layer::Layer;
use crate::open::Confined;
use crate::read::{self, Unreadable};
use crate::size::ByteSize;
use crate::{list, paths};

type Slot = Arc<OnceLock<Result<SourceId, Unavailable>>>;

/// What was read, and the folder that more may be read from.
pub(crate) struct Disk {
    root: PathBuf,
    confined: Arc<Confined>,
    limit: ByteSize,
    layer: Option<Layer>,
    sources: Mutex<Sources>,
    slots: Mutex<HashMap<String, Slot>>,
    /// Folders, and whether no symbolic link leads to them.
    folders: Mutex<HashMap<PathBuf, bool>>,
    /// Files that others need: what could not be read of them, by path.
    unread: Mutex<BTreeMap<String, Unread>>,
}

/// What could not be read of a file that others need.
#[derive(Clone, Debug)]
enum Unread {
    /// Nothing of it could be read.
    All(Unreadable),
    /// All could be but for some bytes.
    Bytes(Unreadable),
}

impl Disk {
    /// Nothing is read yet. `root` is canonical.
    pub(crate) fn new(root: PathBuf, limit: ByteSize) -> Self {
        Self {
            confined: Arc::new(Confined::to(&root)),
            root,
            limit,
            layer: None,
            sources: Mutex::default(),
            slots: Mutex::default(),
            folders: Mutex::default(),
            unread: Mutex::default(),
        }
    }

    /// The folder that paths are relative to.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The same folder, to open files in it and nowhere else.
    pub(crate) fn confined(&self) -> &Confined {
        &self.confined
    }

    /// The same folder, with what is read so far.
    pub(crate) fn fork(&self) -> Self {
        Self {
            root: self.root.clone(),
            confined: Arc::clone(&self.confined),
            limit: self.limit,
            layer: None,
            sources: Mutex::new(self.sources()),
            slots: Mutex::new(lock(&self.slots).clone()),
            folders: Mutex::new(lock(&self.folders).clone()),
            unread: Mutex::default(),
        }
    }

    /// The same files, but for what this layer has in another state.
    pub(crate) fn below(self, layer: Layer) -> Self {
        Self { layer: Some(layer), ..self }
    }

    /// What lies over the files.
    pub(crate) fn layer(&self) -> Option<&Layer> {
        self.layer.as_ref()
    }

    /// Paths that somebody asked for, and whether there is a text.
    pub(crate) fn asked(&self) -> HashMap<String, bool> {
        let is_read = |slot: &Slot| slot.get().is_some_and(Result::is_ok);
        lock(&self.slots).iter().map(|(path, slot)| (path.clone(), is_read(slot))).collect()
    }

    /// Errors and gaps of files that others need, but for those that are said of already.
    pub(crate) fn unread(&self, known: &[Trouble]) -> (Vec<Trouble>, Vec<Gap>) {
        let (mut troubles, mut gaps) = (Vec::new(), Vec::new());
        let is_known = |path: &str| {
            known.iter().any(|it| it.path == path || it.about.as_deref() == Some(path))
        };
        for (path, unread) in lock(&self.unread).iter().filter(|(path, _)| !is_known(path)) {
            match unread {
                Unread::All(why) => {
                    troubles.push(paths::trouble(path, why.to_string(), why.help()));
                }
                Unread::Bytes(why) => gaps.push(why.gap(path)),
            }
        }
        (troubles, gaps)
    }

    /// Adds a text that is already read, so that nobody reads it again.
    pub(crate) fn add(&self, path: &str, text: impl Into<Arc<str>>) -> SourceId {
        let id = lock(&self.sources).add(Source::new(path, text));
        let _ = lock(&self.slots).entry(path.to_owned()).or_default().set(Ok(id));
        id
    }

    /// A text that was read.
    pub(crate) fn source(&self, id: SourceId) -> Arc<Source> {
        Arc::clone(lock(&self.sources).get(id))
    }

    /// All texts that were read.
    pub(crate) fn sources(&self) -> Sources {
        lock(&self.sources).clone()
    }

    fn load(&self, path: &str) -> Result<SourceId, Unavailable> {
        let bytes = self.fetch(path)?;
        let (text, lost) = read::lenient(&bytes).map_err(|why| self.refuse(path, why))?;
        if lost.is_some() && FileKind::is_yaml(path) {
            read::strict(&bytes).map_err(|why| self.refuse(path, why))?;
        }
        if let Some(why) = lost {
            lock(&self.unread).insert(path.to_owned(), Unread::Bytes(why));
        }
        Ok(lock(&self.sources).add(Source::new(path, text)))
    }

    fn fetch(&self, path: &str) -> Result<Vec<u8>, Unavailable> {
        let mut bytes = Vec::new();
        if let Some(read) = self.over(path, &mut bytes) {
            return read.map(|()| bytes).map_err(|why| self.refuse(path, why));
        }
        let real = self.real_path(path).map_err(|error| self.refuse(path, error.into()))?;
        let (Some(relative), Ok(inside)) =
            (paths::relative(&self.root, &real), real.strip_prefix(&self.root))
        else {
            return Err(Unavailable::OutsideRoot);
        };
        let over = if relative == path { None } else { self.over(&relative, &mut bytes) };
        let read = over
            .unwrap_or_else(|| read::within(&self.confined, inside, false, self.limit, &mut bytes));
        read.map(|()| bytes).map_err(|why| self.refuse(path, why))
    }

    /// Notes a file that is there and cannot be read. A folder is none; whoever needs a file there says so.
    fn refuse(&self, path: &str, why: Unreadable) -> Unavailable {
        if why == Unreadable::NotFound {
            return Unavailable::NotFound;
        }
        let words = why.to_string();
        if !matches!(why, Unreadable::NotRegular("folder")) {
            lock(&self.unread).insert(path.to_owned(), Unread::All(why));
        }
        Unavailable::Unreadable(words)
    }

    fn over(&self, path: &str, bytes: &mut Vec<u8>) -> Option<Result<(), Unreadable>> {
        self.layer.as_ref()?.read(path, self.limit, bytes)
    }

    /// The path without symbolic links. Most of what is asked for does not exist, or lies in a folder that is known:
    /// then one look at the file is enough.
    fn real_path(&self, path: &str) -> io::Result<PathBuf> {
        let full = paths::within(&self.root, path);
        let is_link = full.symlink_metadata()?.is_symlink();
        match full.parent() {
            Some(folder) if !is_link && self.is_real(folder) => Ok(full),
            _ => full.canonicalize(),
        }
    }

    fn is_real(&self, folder: &Path) -> bool {
        if let Some(known) = lock(&self.folders).get(folder) {
            return *known;
        }
        // As text: paths compare equal with and without a `.` among their parts.
        let is_same = |it: PathBuf| it.as_os_str() == folder.as_os_str();
        let is_real = folder.canonicalize().is_ok_and(is_same);
        lock(&self.folders).insert(folder.to_owned(), is_real);
        is_real
    }
}

impl Files for Disk {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let slot = Arc::clone(lock(&self.slots).entry(path.to_owned()).or_default());
        let id = slot.get_or_init(|| self.load(path)).clone()?;
        Ok((id, self.source(id)))
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unavailable> {
        lock(&self.slots).entry(path.to_owned()).or_default();
        self.fetch(path)
    }

    fn list(&self, directory: &str) -> Vec<String> {
        list::below(&self.root, directory, self.layer.as_ref())
    }

    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId> {
        Some(Self::add(self, path, text))
    }

    fn is_ignored(&self, path: &str) -> bool {
        ignored::is_ignored(&self.root, path)
    }
}

/// Nothing that is left half-done can be behind these locks: both only ever grow by whole entries.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(folder: &Path) -> Disk {
        Disk::new(folder.canonicalize().unwrap(), ByteSize(100))
    }

    #[test]
    fn a_file_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "one").unwrap();
        let disk = disk(folder.path());
        let (id, source) = disk.read("a").unwrap();
        std::fs::write(folder.path().join("a"), "two").unwrap();
        assert_eq!(disk.read("a").unwrap().0, id);
        assert_eq!(&*source.text, "one");
        assert_eq!(disk.sources().len(), 1);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("big"), "x".repeat(101)).unwrap();
        let disk = disk(folder.path());
        assert_eq!(disk.read("none").unwrap_err(), Unavailable::NotFound);
        for path in ["sub", "big"] {
            assert!(matches!(disk.read(path).unwrap_err(), Unavailable::Unreadable(_)), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_never_leads_out_of_the_root() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(outside.path().join("secret"), link).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("up")).unwrap();
        let disk = disk(folder.path());
        assert_eq!(disk.read("link").unwrap_err(), Unavailable::OutsideRoot);
        assert_eq!(disk.read("up/secret").unwrap_err(), Unavailable::OutsideRoot);
    }
}
