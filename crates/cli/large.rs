//! Searches of files that are too large to be read: may they be ours all the same?

use std::fs::File;
use std::io::{self, Read};

use model::ContentSearch;

/// How much of a file is held at a time.
const PIECE: usize = 1 << 20;

/// Nobody waits for the search of more; it may be anything.
const LIMIT: u64 = 1 << 30;

/// Whether a file may hold objects of Kubernetes or services of Compose. `name` tells JSON from YAML.
pub(crate) fn may_be_ours(mut file: File, name: &str) -> io::Result<bool> {
    if file.metadata()?.len() > LIMIT {
        return Ok(true);
    }
    let mut file = file.by_ref().take(LIMIT);
    let mut search = ContentSearch::new(name);
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(search.may_be_ours()),
            length => search.feed(&piece[..length]),
        }
    }
}
