//! A look into a file that may be ours: its kind and its text, or why there is none.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use diag::{Gap, Trouble};
use engine::Policy;
use model::estate::{self, EstateFile};
use model::{ContentSearch, FileKind};
use syntax::yaml::may_have_key;

use crate::discover::Found;
use crate::large;
use crate::layer::Layer;
use crate::open::Confined;
use crate::paths;
use crate::read::{self, Unreadable};
use crate::size::ByteSize;

/// What a look came to.
#[derive(Debug)]
pub(crate) enum Look {
    /// One of ours.
    Ours(Text),
    /// None of ours.
    Other,
    /// It looks like ours and cannot be read.
    Trouble(Trouble),
}

/// A text of ours.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// What it is.
    pub(crate) kind: FileKind,
    /// What stands in it.
    pub(crate) content: Arc<str>,
    /// What of it could not be read.
    pub(crate) gap: Option<Gap>,
}

/// Reads a file and tells its kind. `buffer` is reused from file to file: most files of a tree are none of ours, and
/// cost no allocation. Files around containers are ours only if `policy` judges them.
pub(crate) fn look(
    path: &str,
    found: &Found,
    (root, layer): (&Confined, Option<&Layer>),
    limit: ByteSize,
    policy: &Policy,
    buffer: &mut Vec<u8>,
) -> Look {
    let by_name = FileKind::of_name(&found.name);
    let over = layer.and_then(|layer| layer.read(path, limit, buffer));
    let inside = root.relative(&found.path);
    let read = over.unwrap_or_else(|| read::within(root, inside, found.regular, limit, buffer));
    if let Err(why) = read {
        let ours = found.named
            || by_name.is_some()
            || matches!(why, Unreadable::Refused(_))
            || looks_large_and_ours(root, found, &why);
        return if ours { trouble(path, &why) } else { Look::Other };
    }
    let around = around(by_name, &found.name, buffer, policy);
    if around.is_none() && by_name.is_none() && !found.named && !may_be_ours(buffer) {
        return Look::Other;
    }
    tell(path, &found.name, around.or(by_name), found.named, buffer)
}

/// Reads standard input, which goes by `path` if that says anything.
pub(crate) fn stdin(path: &str, limit: ByteSize, policy: &Policy) -> Look {
    let mut buffer = Vec::new();
    if let Err(why) = read::stream(io::stdin().lock(), limit, &mut buffer) {
        return trouble(path, &why);
    }
    let by_name = FileKind::of_name(path);
    let around = around(by_name, path, &buffer, policy);
    match tell(path, path, around.or(by_name), true, &buffer) {
        Look::Other if buffer.trim_ascii().is_empty() => Look::Other,
        Look::Other => Look::Trouble(paths::trouble(
            path,
            "is neither a Dockerfile nor a Compose file nor a Kubernetes manifest",
            "say what it is with `--stdin-filename`",
        )),
        look => look,
    }
}

/// The kind of a file around containers that some rule judges.
fn around(
    by_name: Option<FileKind>,
    name: &str,
    bytes: &[u8],
    policy: &Policy,
) -> Option<FileKind> {
    let judged = |kind| EstateFile::subject_kind(kind).is_some_and(|it| policy.judges(it));
    if by_name.is_some() || !estate::candidate(name).is_some_and(judged) {
        return None;
    }
    estate::kind_of(name, bytes)
}

fn tell(path: &str, name: &str, by_name: Option<FileKind>, named: bool, bytes: &[u8]) -> Look {
    // Builders read Dockerfiles as bytes; YAML that is not UTF-8 is no YAML.
    let lenient = matches!(by_name, Some(FileKind::Dockerfile | FileKind::Template));
    let (text, lost) = match read::lenient(bytes) {
        Ok((text @ Cow::Borrowed(_), lost)) => (text, lost),
        Ok((text, lost)) if lenient => (text, lost),
        Ok((text, _)) => {
            let lost = read::strict(bytes).err();
            // What cannot be decoded is recognised by its keys alone.
            if let Some(why) = lost.as_ref().filter(|_| FileKind::is_yaml(name))
                && is_encoded_and_ours(name, bytes)
            {
                return trouble(path, why);
            }
            (text, lost)
        }
        Err(why) if by_name.is_some() || is_encoded_and_ours(name, bytes) => {
            return trouble(path, &why);
        }
        Err(_) => return Look::Other,
    };
    let guess = || (named && by_name.is_none()).then(|| FileKind::guess(name, &text)).flatten();
    let around = by_name.filter(|kind| EstateFile::subject_kind(*kind).is_some());
    let kind = around.or_else(|| FileKind::of(name, &text)).or_else(guess);
    let Some(kind) = kind else { return Look::Other };
    let gap = match lost {
        Some(why) if !lenient => return trouble(path, &why),
        lost => lost.map(|why| why.gap(path)),
    };
    Look::Ours(Text { kind, content: text.into(), gap })
}

/// A byte search that nearly every file which is none of ours fails, before anything is checked or copied.
fn may_be_ours(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some()
        || may_have_key(bytes, "apiVersion")
        || may_have_key(bytes, "services")
}

fn looks_large_and_ours(root: &Confined, found: &Found, why: &Unreadable) -> bool {
    matches!(why, Unreadable::TooLarge(..))
        && root
            .open(root.relative(&found.path))
            .and_then(|file| large::may_be_ours(file, &found.name))
            .unwrap_or(true)
}

/// Whether text that is not UTF-8, such as UTF-16, would be ours if it were.
fn is_encoded_and_ours(name: &str, bytes: &[u8]) -> bool {
    let mut search = ContentSearch::new(name);
    search.feed(bytes);
    search.may_be_ours()
}

fn trouble(path: &str, why: &Unreadable) -> Look {
    Look::Trouble(paths::trouble(path, why.to_string(), why.help()))
}
