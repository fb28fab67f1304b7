//! Opens files to read them: without waiting for a writer, and not out of the root, whatever links are put in the way.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Opens a file wherever it is. Links are followed. What is no regular file is for the caller to refuse.
///
/// # Errors
/// Those of the operating system.
pub(crate) fn anywhere(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // The bits of the flags are those of `open(2)`.
        options.custom_flags(QUIET.bits().cast_signed());
    }
    options.open(path)
}

/// A pipe is opened though nobody writes to it, and a terminal does not become ours.
#[cfg(unix)]
const QUIET: rustix::fs::OFlags = rustix::fs::OFlags::NONBLOCK.union(rustix::fs::OFlags::NOCTTY);

/// A directory outside of which nothing is opened.
#[derive(Debug)]
pub(crate) struct Confined {
    #[cfg(unix)]
    directory: Option<rustix::fd::OwnedFd>,
    path: PathBuf,
}

impl Confined {
    /// The path of a file relative to the directory; as it is if it lies elsewhere, so that it cannot be opened.
    pub(crate) fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.path).unwrap_or(path)
    }

    /// What a file is by its path relative to the directory. Nothing is opened.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(crate) fn metadata(&self, relative: &Path) -> io::Result<Metadata> {
        std::fs::symlink_metadata(self.path.join(relative))
    }
}

#[cfg(not(unix))]
impl Confined {
    /// Keeps to a directory.
    pub(crate) fn to(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Opens a file by its path relative to the directory.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(crate) fn open(&self, relative: &Path) -> io::Result<File> {
        anywhere(&self.path.join(relative))
    }
}

#[cfg(unix)]
impl Confined {
    /// Keeps to a directory. Where it cannot be opened, nothing in it can.
    pub(crate) fn to(path: &Path) -> Self {
        let directory = rustix::fs::open(path, FOLDER, rustix::fs::Mode::empty()).ok();
        Self { directory, path: path.to_owned() }
    }

    /// Opens a file by its path relative to the directory. No part of the path may be a symbolic link: whoever asks has
    /// looked where those that are there lead.
    ///
    /// # Errors
    /// Those of the operating system, and a link.
    pub(crate) fn open(&self, relative: &Path) -> io::Result<File> {
        let Some(directory) = &self.directory else { return Err(io::ErrorKind::NotFound.into()) };
        match beneath(directory, relative) {
            Ok(file) => Ok(file.into()),
            Err(rustix::io::Errno::LOOP | rustix::io::Errno::XDEV) => {
                Err(io::Error::other("a symbolic link was put in its way"))
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(unix)]
const FILE: rustix::fs::OFlags =
    QUIET.union(rustix::fs::OFlags::RDONLY).union(rustix::fs::OFlags::CLOEXEC);

#[cfg(unix)]
const FOLDER: rustix::fs::OFlags =
    rustix::fs::OFlags::DIRECTORY.union(rustix::fs::OFlags::CLOEXEC).union(SEARCH);

/// A directory is only passed through, so that the right to list it is not needed.
#[cfg(target_os = "linux")]
const SEARCH: rustix::fs::OFlags = rustix::fs::OFlags::PATH;
#[cfg(all(unix, not(target_os = "linux")))]
const SEARCH: rustix::fs::OFlags = rustix::fs::OFlags::RDONLY;

/// One call where Linux has it: since 5.6, unless a sandbox forbids what it does not know.
#[cfg(target_os = "linux")]
fn beneath(
    directory: &rustix::fd::OwnedFd,
    path: &Path,
) -> rustix::io::Result<rustix::fd::OwnedFd> {
    use rustix::fs::{Mode, ResolveFlags, openat2};
    use rustix::io::Errno;

    let strictly = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS);
    match openat2(directory, path, FILE, Mode::empty(), strictly) {
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => step_by_step(directory, path),
        opened => opened,
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn beneath(
    directory: &rustix::fd::OwnedFd,
    path: &Path,
) -> rustix::io::Result<rustix::fd::OwnedFd> {
    step_by_step(directory, path)
}

/// Opens every directory on the way by the one before it.
#[cfg(unix)]
fn step_by_step(
    directory: &rustix::fd::OwnedFd,
    path: &Path,
) -> rustix::io::Result<rustix::fd::OwnedFd> {
    use std::path::Component;

    use rustix::fs::{Mode, OFlags, openat};
    use rustix::io::Errno;

    let mut parts = path.components().peekable();
    let mut opened: Option<rustix::fd::OwnedFd> = None;
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else { return Err(Errno::XDEV) };
        let flags = if parts.peek().is_some() { FOLDER } else { FILE };
        let from = opened.as_ref().unwrap_or(directory);
        opened = Some(match openat(from, name, flags.union(OFlags::NOFOLLOW), Mode::empty()) {
            // A link is no directory either.
            Err(Errno::NOTDIR) if is_link(from, name) => return Err(Errno::LOOP),
            next => next?,
        });
    }
    opened.ok_or(Errno::ISDIR)
}

#[cfg(unix)]
fn is_link(directory: &rustix::fd::OwnedFd, name: &std::ffi::OsStr) -> bool {
    use rustix::fs::{AtFlags, FileType, statat};
    let seen = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW);
    seen.is_ok_and(|it| FileType::from_raw_mode(it.st_mode) == FileType::Symlink)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    #[test]
    fn no_link_is_followed_by_either_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("root/a/b")).unwrap();
        std::fs::write(path("root/a/b/file"), "inside").unwrap();
        std::fs::write(path("file"), "outside").unwrap();
        symlink(path("file"), path("root/a/link")).unwrap();
        symlink("b/file", path("root/a/near")).unwrap();
        symlink(folder.path(), path("root/up")).unwrap();
        let root = Confined::to(&path("root"));
        let mut text = String::new();
        root.open(Path::new("a/b/file")).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "inside");
        let directory = root.directory.as_ref().unwrap();
        assert!(step_by_step(directory, Path::new("a/b/file")).is_ok());
        for outside in ["a/link", "a/near", "up/file", "../file", "/etc/hostname", "a/../../file"] {
            let error = root.open(Path::new(outside)).unwrap_err();
            assert_eq!(error.to_string(), "a symbolic link was put in its way", "{outside}");
            let error = step_by_step(directory, Path::new(outside)).unwrap_err();
            assert!(
                matches!(error, rustix::io::Errno::LOOP | rustix::io::Errno::XDEV),
                "{outside}"
            );
        }
        assert_eq!(root.open(Path::new("a/none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
