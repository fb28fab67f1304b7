//! A layer over the disk: files in the state in which git has them.

use std::collections::BTreeMap;

use crate::objects::Objects;
use crate::read::Unreadable;
use crate::size::ByteSize;

/// What git has of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    Absent,
    /// The blob of this id.
    Blob(String),
    /// The blob of this id, which is found by another name too and judged by that one.
    Moved(String),
}

/// Files that differ from those on the disk, by their paths relative to the root.
#[derive(Debug)]
pub(crate) struct Layer {
    files: BTreeMap<String, State>,
    objects: Objects,
}

impl Layer {
    /// These files, read from there.
    pub(crate) fn new(files: BTreeMap<String, State>, objects: Objects) -> Self {
        Self { files, objects }
    }

    /// Whether a file differs from the one on the disk.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether a file is not there to be judged.
    pub(crate) fn drops(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|state| !matches!(state, State::Blob(_)))
    }

    /// Files that are there to be judged.
    pub(crate) fn judged(&self) -> impl Iterator<Item = &str> {
        let there = self.files.iter().filter(|(_, state)| matches!(state, State::Blob(_)));
        there.map(|(path, _)| path.as_str())
    }

    /// Reads a file. `None` if it is the one on the disk.
    pub(crate) fn read(
        &self,
        path: &str,
        limit: ByteSize,
        buffer: &mut Vec<u8>,
    ) -> Option<Result<(), Unreadable>> {
        Some(match self.files.get(path)? {
            State::Absent => Err(Unreadable::NotFound),
            State::Blob(id) | State::Moved(id) => self.objects.read(id, limit, buffer),
        })
    }
}
