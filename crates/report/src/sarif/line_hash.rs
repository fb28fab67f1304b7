//! `primaryLocationLineHash`: how GitHub recognises an alert after its line has moved.
//!
//! A line is hashed together with what follows it: 100 UTF-16 code units from its first character on, blanks skipped,
//! line ends as `\n`, one unit 65535 for the end of the file and zeros after that. The hash is a polynomial in 37 modulo
//! 2^64. Lines that hash alike are told apart by counting them.

use std::collections::HashMap;

const WINDOW: usize = 100;
const BASE: u64 = 37;
const END_OF_FILE: u16 = u16::MAX;

/// The hash of every line of a text, in order, as `hash:count`.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let (units, starts) = significant(text);
    let power = (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let unit = |at: usize| units.get(at).copied().map_or(0, u64::from);
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut hashes = Vec::with_capacity(starts.len());
    let (mut hash, mut at) = (0u64, 0);
    for start in starts {
        while at < start + WINDOW {
            let gone = at.checked_sub(WINDOW).map_or(0, unit);
            hash = hash
                .wrapping_mul(BASE)
                .wrapping_add(unit(at))
                .wrapping_sub(power.wrapping_mul(gone));
            at += 1;
        }
        let count = counts.entry(hash).or_default();
        *count += 1;
        hashes.push(format!("{hash:x}:{count}"));
    }
    hashes
}

/// The code units that count, and the positions among them at which lines start.
fn significant(text: &str) -> (Vec<u16>, Vec<usize>) {
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut starts = Vec::new();
    let (mut at_start, mut after_return) = (true, false);
    for unit in text.encode_utf16().chain([END_OF_FILE]) {
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        let is_return = unit == u16::from(b'\r');
        let is_newline = is_return || unit == u16::from(b'\n');
        let ends_pair = is_newline && !is_return && after_return;
        after_return = is_return;
        if is_blank || ends_pair {
            continue;
        }
        if at_start {
            starts.push(units.len());
        }
        at_start = is_newline;
        units.push(if is_newline { u16::from(b'\n') } else { unit });
    }
    (units, starts)
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    #[test]
    fn hashes_are_those_of_github() {
        let vectors: [(&str, &[&str]); 8] = [
            ("", &["c129715d7a2bc9a3:1"]),
            ("a\nb\n", &["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]),
            ("a\r\nb\r\n", &["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]),
            ("a\rb\r", &["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]),
            ("  a \n\tb\n", &["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]),
            (
                "FROM alpine:latest\nUSER root\n",
                &["d11ecf76c1742546:1", "43f93dba3974e70:1", "c129715d7a2bc9a3:1"],
            ),
            (
                "services:\n  web:\n    image: x:latest\n    privileged: true\n",
                &[
                    "9181f740db4a16de:1",
                    "68455792efd0ce12:1",
                    "99840b57afafcaa4:1",
                    "b7f3e93dae7346de:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
            ("é😀\n", &["16a367e7bde89037:1", "c129715d7a2bc9a3:1"]),
        ];
        for (text, hashes) in vectors {
            assert_eq!(line_hashes(text), hashes, "{text:?}");
        }
    }

    #[test]
    fn equal_lines_are_counted() {
        let hashes = line_hashes(&"same line of text, longer than nothing\n".repeat(20));
        assert_eq!(hashes.len(), 21);
        let first = hashes[0].strip_suffix(":1").expect("the first of its kind");
        assert_eq!(hashes[9], format!("{first}:10"));
    }
}
