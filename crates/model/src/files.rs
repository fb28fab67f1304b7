//! How the model asks for files that other files name. It never opens one itself.

use std::sync::Arc;

use diag::{Source, SourceId};

/// Hands out texts by path. Implemented by the program over the disk, and by tests over a map.
pub trait Files: Sync {
    /// The text at `path` (relative to the root, `/` between segments, `..` resolved), read at most once per run.
    ///
    /// # Errors
    /// Why there is no text.
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable>;

    /// The bytes at `path`, which need not be text.
    ///
    /// # Errors
    /// Why there are none.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unavailable> {
        self.read(path).map(|(_, source)| source.text.as_bytes().to_vec())
    }

    /// Whether git ignores what would be at `path`, so that a checkout lacks it.
    fn is_ignored(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Paths of all files below a directory, relative to it, sorted; none of what cannot be listed.
    fn list(&self, _directory: &str) -> Vec<String> {
        Vec::new()
    }

    /// Takes in a text that lies in another file, such as a packed chart, by a path that tells where; `None` where nothing
    /// can be added.
    fn add(&self, _path: &str, _text: Arc<str>) -> Option<SourceId> {
        None
    }
}

/// Why a file that another file names cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// There is none.
    NotFound,
    /// It lies outside the root, which Plimsoll never leaves.
    OutsideRoot,
    /// It is there but cannot be read, and why.
    Unreadable(String),
}

impl Unavailable {
    /// Why nothing is read at a path, in words that name it.
    pub(crate) fn words(&self, path: &str) -> String {
        match self {
            Self::NotFound => format!("there is no `{path}`"),
            Self::OutsideRoot => format!("`{path}` lies outside the root"),
            Self::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
        }
    }

    /// The same, and that git ignores what is not there.
    pub(crate) fn words_of(&self, path: &str, files: &dyn Files) -> String {
        let words = self.words(path);
        if *self == Self::NotFound && files.is_ignored(path) {
            return format!("{words}: git ignores it, so that a checkout lacks it");
        }
        words
    }
}

/// Joins a path of a file to the folder it is relative to and resolves `.` and `..`; `None` if it leaves the root or is absolute.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return None;
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in folder.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            _ => segments.push(segment),
        }
    }
    Some(segments.join("/"))
}

/// The folder of a path; empty for the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_never_leave_the_root() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("a", ".").as_deref(), Some("a"));
        assert_eq!(join("a", "../.."), None);
        assert_eq!(join("a", "/etc/passwd"), None);
        assert_eq!(join("a", "C:\\x"), None);
    }
}
