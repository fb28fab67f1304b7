//! Which keys the objects at the root of a JSON text have, without a tree: a scan that costs a fraction of a parse, and
//! can be fed in pieces.

use memchr::memchr3;

/// A scan of a text for keys at its root.
#[derive(Debug)]
pub struct RootKeys<'k> {
    keys: &'k [&'k str],
    found: Vec<bool>,
    /// The open brackets.
    open: Vec<u8>,
    next: Next,
    /// What is read of the current key at the root.
    key: Vec<u8>,
    is_json: bool,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// A key, or the end of the object if it is empty.
    Key {
        may_end: bool,
    },
    Colon,
    /// A value, or the end of the array if it is empty.
    Value {
        may_end: bool,
    },
    /// The rest of a word such as `12` or `true`.
    Word,
    /// The rest of a string, and whether it is a key.
    Text {
        is_key: bool,
    },
    /// What a backslash escapes.
    Escaped {
        is_key: bool,
    },
    /// A comma or a bracket.
    Separator,
}

impl<'k> RootKeys<'k> {
    /// A scan for `keys`.
    pub fn new(keys: &'k [&'k str]) -> Self {
        Self {
            keys,
            found: vec![false; keys.len()],
            open: Vec::new(),
            next: Next::Value { may_end: false },
            key: Vec::new(),
            is_json: true,
        }
    }

    /// Reads the next piece of the text.
    pub fn feed(&mut self, mut piece: &[u8]) {
        while self.is_json && !piece.is_empty() {
            let read = if let Next::Text { is_key } = self.next {
                self.text(piece, is_key)
            } else {
                self.byte(piece[0]);
                1
            };
            piece = &piece[read..];
        }
    }

    /// Whether the text may have all keys at its root. `false` is certain: it is JSON to its end, and its root lacks one.
    pub fn may_have_all(&self) -> bool {
        let is_complete = self.is_json && self.open.is_empty() && self.next == Next::Separator;
        !is_complete || self.found.iter().all(|found| *found)
    }

    /// Reads a string up to its end or a backslash. Returns how many bytes were read.
    fn text(&mut self, piece: &[u8], is_key: bool) -> usize {
        let end = memchr3(b'"', b'\\', b'\n', piece);
        let plain = &piece[..end.unwrap_or(piece.len())];
        let wanted = is_key && self.open.len() == 1;
        // No key that is searched for is longer.
        if wanted && self.key.len() < 64 {
            self.key.extend(plain.iter().take(64));
        }
        let Some(end) = end else { return piece.len() };
        match piece[end] {
            b'"' => self.end_text(is_key),
            b'\\' if wanted => self.is_json = false,
            b'\\' => self.next = Next::Escaped { is_key },
            _ => self.is_json = false,
        }
        end + 1
    }

    fn end_text(&mut self, is_key: bool) {
        self.next = if is_key { Next::Colon } else { Next::Separator };
        if is_key && self.open.len() == 1 {
            let key = self.key.as_slice();
            for (found, wanted) in self.found.iter_mut().zip(self.keys) {
                *found |= wanted.as_bytes() == key;
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        use Next::{Colon, Escaped, Key, Separator, Text, Value, Word};
        let is_word = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        self.next = match (self.next, byte) {
            (Escaped { is_key }, _) => Text { is_key },
            (Word, _) if is_word => Word,
            (Word, b' ' | b'\t' | b'\r' | b'\n') => Separator,
            (next, b' ' | b'\t' | b'\r' | b'\n') => next,
            (Key { .. }, b'"') => {
                self.key.clear();
                Text { is_key: true }
            }
            (Colon, b':') => Value { may_end: false },
            (Value { .. }, b'"') if !self.open.is_empty() => Text { is_key: false },
            (Value { .. }, b'{' | b'[') => return self.opens(byte),
            (Value { .. }, _) if is_word && !self.open.is_empty() => Word,
            // Several values may follow one another.
            (Separator, b'{') if self.open.is_empty() => return self.opens(byte),
            (Separator | Word, b',') => match self.open.last() {
                Some(b'{') => Key { may_end: false },
                Some(_) => Value { may_end: false },
                None => return self.is_json = false,
            },
            (Separator | Word | Key { may_end: true }, b'}')
            | (Separator | Word | Value { may_end: true }, b']') => return self.closes(byte),
            _ => return self.is_json = false,
        };
    }

    fn opens(&mut self, bracket: u8) {
        self.open.push(bracket);
        let is_map = bracket == b'{';
        self.next =
            if is_map { Next::Key { may_end: true } } else { Next::Value { may_end: true } };
    }

    fn closes(&mut self, bracket: u8) {
        let opened = if bracket == b'}' { b'{' } else { b'[' };
        self.is_json = self.open.pop() == Some(opened);
        self.next = Next::Separator;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_have(text: &str, keys: &[&str]) -> bool {
        let mut whole = RootKeys::new(keys);
        whole.feed(text.as_bytes());
        let mut pieces = RootKeys::new(keys);
        text.as_bytes().chunks(3).for_each(|piece| pieces.feed(piece));
        assert_eq!(whole.may_have_all(), pieces.may_have_all(), "{text}");
        whole.may_have_all()
    }

    #[test]
    fn only_json_without_the_keys_surely_has_none() {
        for text in [
            "{\"b\": {\"kind\": 1}, \"c\": [1, \"kind\", {}], \"d\": -1.5e3}",
            "{}",
            "[{\"kind\": 1}]",
            "{\"a\": \"\\\"kind\\\"\", \"b\": null}\n{\"c\": \"kind\"}",
        ] {
            assert!(!may_have(text, &["kind"]), "{text}");
        }
        for text in [
            "{\"a\": 1, \"kind\": 2}",
            "{\"a\": 1}{\"kind\": 2}",
            "{\"\\u006bind\": 1}",
            "{\"a\": {}, kind: 1}",
            "{\"a\": 1",
            "{\"a\": [1}, \"b\": 2}",
            "{\"a\": 1,}",
            "{\"a\" 1}",
            "{\"a\": 1}}",
            "{\"a\": *b}",
            "{\"a\": \"\n---\n\"}",
            "{\"a\": 1} # c",
            "",
        ] {
            assert!(may_have(text, &["kind"]), "{text}");
        }
    }
}
