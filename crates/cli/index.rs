//! The files that git tracks, read from its index: no program is asked, and nothing that is not understood counts.
// Documentation/gitformat-index.txt of git: versions 2 to 4, without extensions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::paths;

/// What stands before the name in an entry: times, device, mode, owner, size and the SHA-1 of the blob.
const FIXED: usize = 60;

/// More is no index of sources.
const LIMIT: u64 = 1 << 28;

/// Paths of tracked files relative to the root; none if the root is not the top of a work tree, or the index is of a form
/// that is not known.
pub(crate) fn tracked(root: &Path) -> Vec<String> {
    let read = || {
        let path = git_directory(root)?.join("index");
        let is_file = fs::metadata(&path).ok().filter(|it| it.is_file() && it.len() <= LIMIT);
        is_file.and_then(|_| fs::read(path).ok())
    };
    let names = read().and_then(|bytes| names(&bytes)).unwrap_or_default();
    names.iter().filter_map(|name| paths::relative(root, &path_of(root, name))).collect()
}

/// `.git`, or the directory that it names in a work tree beside others.
fn git_directory(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::metadata(&git).is_ok_and(|it| it.is_file()).then(|| fs::read_to_string(&git));
    Some(root.join(text?.ok()?.strip_prefix("gitdir:")?.trim()))
}

#[cfg(unix)]
fn path_of(root: &Path, name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    root.join(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(root: &Path, name: &[u8]) -> PathBuf {
    root.join(&*String::from_utf8_lossy(name))
}

/// The names in an index, as bytes.
fn names(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let number = |at: usize| {
        bytes.get(at..at + 4)?.try_into().ok().map(|it| u32::from_be_bytes(it) as usize)
    };
    let (version, count) = (number(4)?, number(8)?);
    if bytes.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let (mut names, mut at) = (Vec::new(), 12);
    let mut last: Vec<u8> = Vec::new();
    for _ in 0..count {
        let flags = u16::from_be_bytes(bytes.get(at + FIXED..at + FIXED + 2)?.try_into().ok()?);
        let start = at + FIXED + if flags & 0x4000 == 0 { 2 } else { 4 };
        let (name, start) = if version == 4 {
            let (cut, length) = offset(bytes.get(start..)?)?;
            (last.get(..last.len().checked_sub(cut)?)?.to_vec(), start + length)
        } else {
            (Vec::new(), start)
        };
        let length = memchr::memchr(0, bytes.get(start..)?)?;
        last = [&name[..], &bytes[start..start + length]].concat();
        // Entries are padded to a multiple of eight bytes with one to eight zeros, but for version 4.
        let end = start + length;
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
        names.push(last.clone());
    }
    Some(names)
}

/// How many bytes of the last name go, and how many bytes say so.
// varint.c decode_varint of git
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value = (value << 7) + usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
        value += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_index_tracks_nothing() {
        for bytes in
            [&b""[..], b"DIRC", b"DIRC\0\0\0\x02\xff\xff\xff\xff", b"XXXX\0\0\0\x02\0\0\0\0"]
        {
            assert!(names(bytes).is_none_or(|names| names.is_empty()), "{bytes:?}");
        }
    }

    #[test]
    fn names_of_version_four_share_their_beginnings() {
        let entry = |cut: u8, rest: &[u8]| [&[0; FIXED + 2][..], &[cut], rest, b"\0"].concat();
        let head = b"DIRC\0\0\0\x04\0\0\0\x02";
        let bytes = [&head[..], &entry(0, b"a/one"), &entry(3, b"two")].concat();
        assert_eq!(names(&bytes), Some(vec![b"a/one".to_vec(), b"a/two".to_vec()]));
    }
}
