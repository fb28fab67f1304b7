//! Bytes of files: only regular files, only up to a limit, only text.

use std::borrow::Cow;
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use diag::Gap;

use crate::open::{self, Confined};
use crate::paths;
use crate::size::ByteSize;

/// Why a file cannot be read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// There is none.
    NotFound,
    /// The operating system refuses, and why.
    Refused(String),
    /// It is a folder, pipe, device or socket.
    NotRegular(&'static str),
    /// It is larger than the limit, both in bytes; 0 if its size is not known.
    TooLarge(u64, ByteSize),
    /// It has NUL bytes.
    Binary,
    /// Its byte-order mark is that of UTF-16 or UTF-32.
    Wide(&'static str),
    /// The byte at this offset, in this line, is not UTF-8.
    NotUtf8(usize, usize),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such file or folder"),
            Self::Refused(why) => f.write_str(why),
            Self::NotRegular(what) => write!(f, "not a regular file ({what})"),
            Self::TooLarge(0, limit) => write!(f, "file is larger than the limit of {limit}"),
            Self::TooLarge(size, limit) => {
                write!(f, "file is {}, the limit is {limit}", ByteSize(*size))
            }
            Self::Binary => f.write_str("contains NUL bytes, so it is no text"),
            Self::Wide(encoding) => write!(f, "is {encoding}, not UTF-8"),
            Self::NotUtf8(offset, line) => {
                write!(f, "is not UTF-8 at byte {offset} in line {line}")
            }
        }
    }
}

impl Unreadable {
    /// What to do about it; empty if there is nothing to say.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::TooLarge(..) => "raise `--max-file-size`, or exclude the file",
            Self::Wide(_) | Self::NotUtf8(..) => "convert the file to UTF-8",
            Self::NotRegular("folder") | Self::NotFound | Self::Refused(_) => "",
            Self::NotRegular(_) | Self::Binary => "exclude it if it is not meant to be checked",
        }
    }
}

impl Unreadable {
    /// The gap of a text that was read but for some bytes.
    pub(crate) fn gap(&self, path: &str) -> Gap {
        Gap {
            path: path.to_owned(),
            message: format!("{self}; such bytes are read as `?`"),
            help: Some(self.help().to_owned()),
            ..Gap::default()
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::IsADirectory => Self::NotRegular("folder"),
            _ => Self::Refused(paths::words(&error)),
        }
    }
}

/// Reads a file of the user that may be anything into `buffer`. Symbolic links are followed.
pub(crate) fn file(path: &Path, limit: ByteSize, buffer: &mut Vec<u8>) -> Result<(), Unreadable> {
    // Opening a device may set it to work, so the look comes first.
    regular(&std::fs::metadata(path)?)?;
    opened(open::anywhere(path)?, limit, buffer)
}

/// Reads a file of the root by its path relative to it, which holds no symbolic links. `is_regular` says that its
/// directory calls it a regular file.
pub(crate) fn within(
    root: &Confined,
    path: &Path,
    is_regular: bool,
    limit: ByteSize,
    buffer: &mut Vec<u8>,
) -> Result<(), Unreadable> {
    if !is_regular {
        regular(&root.metadata(path)?)?;
    }
    opened(root.open(path)?, limit, buffer)
}

fn opened(file: File, limit: ByteSize, buffer: &mut Vec<u8>) -> Result<(), Unreadable> {
    let metadata = file.metadata()?;
    regular(&metadata)?;
    if metadata.len() > limit.0 {
        return Err(Unreadable::TooLarge(metadata.len(), limit));
    }
    buffer.clear();
    buffer.reserve(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    stream(file, limit, buffer)
}

/// Reads a stream to its end. A file may grow while it is read, and standard input has no size.
pub(crate) fn stream(
    input: impl Read,
    limit: ByteSize,
    buffer: &mut Vec<u8>,
) -> Result<(), Unreadable> {
    input.take(limit.0 + 1).read_to_end(buffer)?;
    if buffer.len() as u64 > limit.0 { Err(Unreadable::TooLarge(0, limit)) } else { Ok(()) }
}

/// Refuses what is no regular file.
pub(crate) fn regular(metadata: &Metadata) -> Result<(), Unreadable> {
    if metadata.is_file() { Ok(()) } else { Err(Unreadable::NotRegular(what(metadata))) }
}

/// What something that is no regular file is.
#[cfg(unix)]
fn what(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match metadata.file_type() {
        kind if kind.is_dir() => "folder",
        kind if kind.is_fifo() => "fifo",
        kind if kind.is_socket() => "socket",
        kind if kind.is_char_device() || kind.is_block_device() => "device",
        _ => "unknown",
    }
}

#[cfg(not(unix))]
fn what(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() { "folder" } else { "unknown" }
}

/// The bytes as text.
pub(crate) fn strict(bytes: &[u8]) -> Result<&str, Unreadable> {
    refuse_binary(bytes)?;
    std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))
}

/// The bytes as text, with `?` for every byte that is not UTF-8, so that offsets stay; and the first such byte
/// outside a comment. Builders read Dockerfiles as bytes, and old ones have Latin-1 names in their comments.
pub(crate) fn lenient(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Unreadable>), Unreadable> {
    refuse_binary(bytes)?;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), None));
    }
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() && first.is_none() && !in_comment(bytes, at) {
            first = Some(not_utf8(bytes, at));
        }
        text.extend(chunk.invalid().iter().map(|_| '?'));
        at += chunk.invalid().len();
    }
    Ok((Cow::Owned(text), first))
}

fn refuse_binary(bytes: &[u8]) -> Result<(), Unreadable> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(Unreadable::Wide("UTF-32")),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Unreadable::Wide("UTF-16")),
        _ if memchr::memchr(0, bytes).is_some() => Err(Unreadable::Binary),
        _ => Ok(()),
    }
}

fn not_utf8(bytes: &[u8], offset: usize) -> Unreadable {
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
    Unreadable::NotUtf8(offset, line)
}

fn in_comment(bytes: &[u8], offset: usize) -> bool {
    let line = bytes[..offset].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    line.trim_ascii_start().starts_with(b"#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named() {
        assert_eq!(strict(b"a\nb\xff"), Err(Unreadable::NotUtf8(3, 2)));
        assert_eq!(strict(b"a\0b"), Err(Unreadable::Binary));
        assert_eq!(strict(b"\xff\xfea\0"), Err(Unreadable::Wide("UTF-16")));
        assert_eq!(strict("\u{feff}é".as_bytes()), Ok("\u{feff}é"));
    }

    #[test]
    fn lenient_text_keeps_every_offset() {
        let bytes = b"# Andr\xe9\nFROM a\nRUN \xe2\x82 x\n";
        let (text, first) = lenient(bytes).unwrap();
        assert_eq!(text, "# Andr?\nFROM a\nRUN ?? x\n");
        assert_eq!(text.len(), bytes.len());
        assert_eq!(first, Some(Unreadable::NotUtf8(19, 3)));
        assert_eq!(lenient(b"# \xe9\nFROM a\n").unwrap().1, None);
    }
}
