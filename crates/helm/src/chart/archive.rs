//! Packed charts. Helm `pkg/chart/loader/archive/archive.go`.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use diag::SourceId;
use flate2::read::GzDecoder;

use super::Files;

/// How many bytes an archive unpacks to.
const MAX_BYTES: u64 = 100 << 20;
/// How many bytes a file of it has.
const MAX_FILE: u64 = 5 << 20;
/// How many members it has.
const MAX_MEMBERS: usize = 10_000;

/// The files of an archive, without its top directory.
pub(super) struct Archive<'a> {
    path: String,
    members: BTreeMap<String, Vec<u8>>,
    outer: &'a dyn Files,
}

impl<'a> Archive<'a> {
    /// Unpacks an archive in memory; `None` if it is broken, leads out of itself or is too large.
    pub(super) fn open(path: &str, bytes: &[u8], outer: &'a dyn Files) -> Option<Self> {
        let mut members = BTreeMap::new();
        let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MAX_BYTES));
        for (n_members, entry) in archive.entries().ok()?.enumerate() {
            let mut entry = entry.ok()?;
            let kind = entry.header().entry_type();
            if n_members > MAX_MEMBERS || entry.size() > MAX_FILE {
                return None;
            }
            if !kind.is_file() {
                continue;
            }
            let name = String::from_utf8(entry.path_bytes().into_owned()).ok()?.replace('\\', "/");
            if name.starts_with('/') || name.split('/').any(|it| it == "..") {
                return None;
            }
            let (_, inner) = name.trim_start_matches("./").split_once('/')?;
            let mut content = Vec::new();
            entry.read_to_end(&mut content).ok()?;
            members.insert(inner.to_owned(), content);
        }
        Some(Self { path: path.to_owned(), members, outer })
    }
}

impl Files for Archive<'_> {
    fn list(&self, directory: &str) -> Vec<String> {
        let below = |path: &String| match directory {
            "" => Some(path.clone()),
            _ => path.strip_prefix(directory)?.strip_prefix('/').map(str::to_owned),
        };
        self.members.keys().filter_map(below).collect()
    }

    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let text = std::str::from_utf8(self.members.get(path)?).ok()?;
        let text: Arc<str> = text.into();
        Some((self.add(path, Arc::clone(&text))?, text))
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.members.get(path).cloned()
    }

    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId> {
        self.outer.add(&format!("{}/{path}", self.path), text)
    }
}
