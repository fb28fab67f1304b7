//! A search of bytes for what every object of Kubernetes and every Compose file says, fed in pieces.

use syntax::yaml::{RootKeys, may_have_key};

/// The keys that every object of Kubernetes has at its root.
pub(crate) const OBJECT_KEYS: &[&str] = &["apiVersion", "kind"];

/// The key that every Compose file has at its root.
const COMPOSE_KEYS: &[&str] = &["services"];

/// How many bytes of a piece are looked at again together with the next one: more than a key and what may stand around it.
const OVERLAP: usize = 64;

/// What the holes of sparse files consist of.
const ZEROS: [u8; 4096] = [0; 4096];

/// A search of a text, in any encoding, for objects of Kubernetes and services of Compose.
#[derive(Debug)]
pub struct ContentSearch {
    kubernetes: Search,
    compose: Search,
    /// The end of the last piece.
    tail: Vec<u8>,
}

/// A search for keys that stand together at the root.
#[derive(Debug)]
struct Search {
    keys: &'static [&'static str],
    found: Vec<bool>,
    root: Option<RootKeys<'static>>,
}

impl ContentSearch {
    /// A search of a file whose name ends in `.json` if it holds JSON.
    pub fn new(name: &str) -> Self {
        let search = |keys| Search::new(keys, is_json(name));
        Self { kubernetes: search(OBJECT_KEYS), compose: search(COMPOSE_KEYS), tail: Vec::new() }
    }

    /// Searches the next piece. Zero bytes, of which UTF-16 is full, are passed over.
    pub fn feed(&mut self, piece: &[u8]) {
        if piece.chunks(ZEROS.len()).all(|chunk| chunk == &ZEROS[..chunk.len()]) {
            return;
        }
        let stripped: Vec<u8>;
        let piece = if memchr::memchr(0, piece).is_some() {
            stripped = piece.iter().copied().filter(|byte| *byte != 0).collect();
            &stripped
        } else {
            piece
        };
        let edge = &piece[..piece.len().min(OVERLAP)];
        self.tail.extend(edge);
        for search in [&mut self.kubernetes, &mut self.compose] {
            search.feed(&self.tail, piece);
        }
        if piece.len() > edge.len() {
            self.tail.clear();
            self.tail.extend(&piece[piece.len().saturating_sub(OVERLAP)..]);
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(OVERLAP));
        }
    }

    /// Whether the text may hold an object or a service. `false` is certain.
    pub fn may_be_ours(&self) -> bool {
        self.kubernetes.may_have_all() || self.compose.may_have_all()
    }
}

impl Search {
    fn new(keys: &'static [&'static str], is_json: bool) -> Self {
        let root = is_json.then(|| RootKeys::new(keys));
        Self { keys, found: vec![false; keys.len()], root }
    }

    /// Searches a piece, and its edge with the end of the last one.
    fn feed(&mut self, edge: &[u8], piece: &[u8]) {
        for (found, key) in self.found.iter_mut().zip(self.keys) {
            *found |= may_have_key(edge, key) || may_have_key(piece, key);
        }
        if let Some(root) = &mut self.root {
            root.feed(piece);
        }
    }

    fn may_have_all(&self) -> bool {
        self.found.iter().all(|found| *found)
            && self.root.as_ref().is_none_or(RootKeys::may_have_all)
    }
}

/// Whether a file's name says that it holds JSON.
fn is_json(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, it)| it.eq_ignore_ascii_case("json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be(name: &str, text: &[u8], piece: usize) -> bool {
        let mut search = ContentSearch::new(name);
        text.chunks(piece).for_each(|piece| search.feed(piece));
        search.may_be_ours()
    }

    #[test]
    fn objects_are_found_across_pieces_and_in_any_encoding() {
        let pod = "kind: Pod\n\"\\x61piVersion\": v1\n";
        let wide: Vec<u8> = pod.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for piece in [1, 3, 7, 100, 1000] {
            assert!(may_be("a.yaml", pod.as_bytes(), piece), "{piece}");
            assert!(may_be("a.yaml", &wide, piece), "{piece}");
            assert!(!may_be("a.yaml", b"kind: Pod\nversion: v1\n", piece), "{piece}");
        }
        let nested = b"{\"a\": {\"apiVersion\": 1, \"kind\": 2}}";
        assert!(!may_be("a.json", nested, 5));
        assert!(may_be("a.yaml", nested, 5));
        assert!(may_be("a.json", &nested[..30], 5));
        assert!(may_be("a.json", b"{\"services\": {}}", 3));
        assert!(!may_be("a.json", b"{\"a\": {\"services\": {}}}", 3));
    }
}
