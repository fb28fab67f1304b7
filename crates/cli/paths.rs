//! Paths as reports write them, and the words for what is wrong with them.

use std::fmt::Write as _;
use std::io;
use std::path::{Component, Path, PathBuf};

use diag::Trouble;

/// Trouble with a path that has no text to point into.
pub(crate) fn trouble(path: impl Into<String>, message: impl Into<String>, help: &str) -> Trouble {
    let help = (!help.is_empty()).then(|| help.to_owned());
    Trouble { about: None, path: path.into(), span: None, message: message.into(), help }
}

/// `path` relative to `root`, with `/` between segments; `None` if it lies outside. Both are canonical.
/// A byte that is not UTF-8 is written as `\xff`, so that no two files share a name; [`within`] is the way back.
pub(crate) fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let mut text = String::with_capacity(inside.as_os_str().len());
    for segment in inside.components() {
        if !text.is_empty() {
            text.push('/');
        }
        spell(segment.as_os_str().as_encoded_bytes(), &mut text);
    }
    Some(text)
}

/// Writes bytes as text from which they can be read again.
fn spell(bytes: &[u8], text: &mut String) {
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        // A name may hold what is written for such a byte.
        while let Some(at) = (0..rest.len()).find(|at| spelt(&rest.as_bytes()[*at..]).is_some()) {
            *text += &rest[..at];
            *text += "\\x5c";
            rest = &rest[at + 1..];
        }
        *text += rest;
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
}

/// The byte that `\xff` stands for at the start: one that is not ASCII, or the backslash.
fn spelt(text: &[u8]) -> Option<u8> {
    let [b'\\', b'x', digits @ ..] = text else { return None };
    let digits = std::str::from_utf8(digits.get(..2)?).ok()?;
    let is_lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let byte = u8::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(is_lower))?;
    (!byte.is_ascii() || byte == b'\\').then_some(byte)
}

/// The file that a path relative to `root` names, as [`relative`] writes it.
#[cfg(unix)]
pub(crate) fn within(root: &Path, path: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    if !path.contains('\\') {
        return root.join(path);
    }
    let (mut bytes, mut rest) = (Vec::with_capacity(path.len()), path.as_bytes());
    while let Some(first) = rest.first() {
        let byte = spelt(rest);
        bytes.push(byte.unwrap_or(*first));
        rest = &rest[if byte.is_some() { 4 } else { 1 }..];
    }
    root.join(std::ffi::OsString::from_vec(bytes))
}

/// The file that a path relative to `root` names.
#[cfg(not(unix))]
pub(crate) fn within(root: &Path, path: &str) -> PathBuf {
    root.join(path)
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

    #[cfg(unix)]
    #[test]
    fn no_two_files_share_a_name_and_every_name_leads_back() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let root = Path::new("/r");
        let names: [&[u8]; 7] =
            [b"\xff", b"\xfe", b"\\xff", b"\\x5cxff", b"\xc3\xa9", b"\\x41\\", b"a/\xe9\\x"];
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            let path = root.join(OsStr::from_bytes(name));
            let text = relative(root, &path).unwrap();
            assert_eq!(within(root, &text), path, "{text}");
            assert!(seen.insert(text));
        }
        assert_eq!(relative(root, &root.join("é\\a")).as_deref(), Some("é\\a"));
    }

    #[test]
    fn paths_are_relative_to_the_root_or_nothing() {
        let root = Path::new("/r");
        assert_eq!(relative(root, Path::new("/r/a/b")).as_deref(), Some("a/b"));
        assert_eq!(relative(root, Path::new("/ra")), None);
        assert_eq!(normalise(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
