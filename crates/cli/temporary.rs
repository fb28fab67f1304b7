//! Files and directories that never outlive the program: neither when it ends early nor when a signal ends it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::Once;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is there now. Whoever holds the lock keeps a signal from ending the program.
static THERE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A directory of our own among the temporary ones of the system.
#[derive(Debug)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Makes one that only its user can read.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn new() -> io::Result<Self> {
        watch();
        let mut there = lock();
        let path = tempfile::Builder::new().prefix("plimsoll-").tempdir()?.keep();
        there.insert(path.clone());
        Ok(Self(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let mut there = lock();
        there.remove(&self.0);
        // What cannot be deleted is left to whoever cleans the temporary directories.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a temporary file by `make`, which a signal deletes as well until it is [`forget`]ten.
///
/// # Errors
/// Those of `make`.
pub(crate) fn file(
    make: impl FnOnce() -> io::Result<tempfile::NamedTempFile>,
) -> io::Result<tempfile::NamedTempFile> {
    watch();
    let mut there = lock();
    let file = make()?;
    there.insert(file.path().to_owned());
    Ok(file)
}

/// Leaves a file alone that is no longer temporary, or no longer there.
pub(crate) fn forget(path: &Path) {
    lock().remove(path);
}

/// Does what a signal may not cut in two: the program ends after it.
pub(crate) fn whole<T>(work: impl FnOnce() -> T) -> T {
    watch();
    let _held = lock();
    work()
}

/// Deletes all that is left. The program calls this when it ends.
pub(crate) fn clear() {
    delete(&mut lock());
}

fn delete(there: &mut BTreeSet<PathBuf>) {
    for path in std::mem::take(there) {
        // What cannot be deleted is left to whoever cleans the directory.
        let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    }
}

/// Deletes what is left when a signal ends the program, which then ends as the signal would have ended it. Where no thread
/// can be had, signals do what they always did.
#[cfg(unix)]
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let (ready, is_ready) = std::sync::mpsc::sync_channel(1);
        let watching =
            std::thread::Builder::new().name("signals".into()).spawn(move || end_cleanly(&ready));
        // An error means that the thread found nothing to wait for, and is gone.
        let _ = watching.map(|_| is_ready.recv());
    });
}

#[cfg(unix)]
fn end_cleanly(ready: &std::sync::mpsc::SyncSender<()>) {
    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};

    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGXFSZ]) else {
        return;
    };
    let _ = ready.send(());
    // A file that would grow beyond a limit is an error of whoever writes it.
    for signal in signals.forever().filter(|signal| *signal != SIGXFSZ) {
        let mut there = lock();
        delete(&mut there);
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}

#[cfg(not(unix))]
fn watch() {}

/// A set of paths is whole at all times.
fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}
