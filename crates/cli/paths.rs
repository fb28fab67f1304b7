//! Paths as reports write them, and the words for what is wrong with them.

use std::io;
use std::path::{Component, Path, PathBuf};

use diag::Trouble;

/// Trouble with a path that has no text to point into.
pub(crate) fn trouble(path: impl Into<String>, message: impl Into<String>, help: &str) -> Trouble {
    let help = (!help.is_empty()).then(|| help.to_owned());
    Trouble { about: None, path: path.into(), span: None, message: message.into(), help }
}

/// `path` relative to `root`, with `/` between segments; `None` if it lies outside. Both are canonical.
/// What is not UTF-8 is replaced: the result names a file to people.
pub(crate) fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let mut text = String::with_capacity(inside.as_os_str().len());
    for segment in inside.components() {
        if !text.is_empty() {
            text.push('/');
        }
        text += &segment.as_os_str().to_string_lossy();
    }
    Some(text)
}

/// Resolves `.` and `..` by their letters alone, for paths that need not exist.
pub(crate) fn normalise(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

/// Words for an IO error, without the number of the operating system.
pub(crate) fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "no space left on device".into(),
        io::ErrorKind::IsADirectory => "is a folder".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        _ if is_loop(error) => "too many levels of symbolic links".into(),
        _ => {
            let text = error.to_string();
            let end = text.find(" (os error").unwrap_or(text.len());
            text[..end].to_lowercase()
        }
    }
}

/// Whether symbolic links go round in a circle. The standard library has no stable name for it.
fn is_loop(error: &io::Error) -> bool {
    error.to_string().contains("symbolic links")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_root_or_nothing() {
        let root = Path::new("/r");
        assert_eq!(relative(root, Path::new("/r/a/b")).as_deref(), Some("a/b"));
        assert_eq!(relative(root, Path::new("/ra")), None);
        assert_eq!(normalise(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
