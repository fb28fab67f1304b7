//! Reads a patch without context lines: which lines of a file are new, and where something is gone.

use std::collections::{BTreeMap, BTreeSet};

/// What changed in a file, by 1-based lines of its new text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changed {
    /// First and last line of what was added or changed.
    pub(super) lines: Vec<(u32, u32)>,
    /// Lines after which something was deleted that did not come back in other words; 0 before the first line.
    pub(super) gone: Vec<u32>,
}

/// The files of a patch by their new names, as git writes them.
pub(super) fn read(patch: &[u8]) -> BTreeMap<String, Changed> {
    let mut files: BTreeMap<String, Changed> = BTreeMap::new();
    let mut file = None;
    let mut lines = patch.split(|byte| *byte == b'\n');
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(b"+++ ") {
            file = name_of(name);
        } else if let Some(hunk) = Hunk::parse(line) {
            let taken: Vec<&[u8]> = lines.by_ref().take(hunk.old + hunk.new).collect();
            if let Some(name) = &file {
                hunk.take(&taken, files.entry(name.clone()).or_default());
            }
        }
    }
    files
}

/// `@@ -12,2 +14,3 @@`: how many lines went and came, and where.
struct Hunk {
    old: usize,
    new: usize,
    start: u32,
}

impl Hunk {
    fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line.get(..line.len().min(80))?)
            .or_else(|error| std::str::from_utf8(&line[..error.valid_up_to()]))
            .ok()?;
        let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
        let (_, old) = numbers(old)?;
        let (start, new) = numbers(rest.split(' ').next()?)?;
        Some(Self { old: old as usize, new: new as usize, start })
    }

    fn take(&self, lines: &[&[u8]], changed: &mut Changed) {
        let count = u32::try_from(self.new).unwrap_or(u32::MAX);
        if count > 0 {
            changed.lines.push((self.start, self.start.saturating_add(count - 1)));
        }
        let keys = |sign: u8| -> BTreeSet<String> {
            let signed = lines.iter().filter_map(|line| line.strip_prefix(&[sign]));
            signed.flat_map(|line| keys(&String::from_utf8_lossy(line))).collect()
        };
        if !keys(b'-').is_subset(&keys(b'+')) {
            changed.gone.push(if count > 0 { self.start - 1 } else { self.start });
        }
    }
}

/// `12,2`, or `12` for one line.
fn numbers(text: &str) -> Option<(u32, u32)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// What a line of YAML or of a Dockerfile sets: its first word, and every word before a colon.
fn keys(line: &str) -> Vec<String> {
    let line = line.trim_start().trim_start_matches("- ").trim_start();
    if line.starts_with('#') {
        return Vec::new();
    }
    let first = line.split_whitespace().next().map(|word| word.trim_end_matches(':').to_owned());
    let ends = line.match_indices(':').map(|(at, _)| &line[..at]);
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let named = ends.map(|before| before.rsplit(|c| !is_word(c)).next().unwrap_or_default());
    let named = named.filter(|key| !key.is_empty()).map(str::to_owned);
    first.into_iter().chain(named).collect()
}

/// The path after `+++ `; none for a file that is gone.
fn name_of(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    // A tab follows names with blanks in them.
    let text = text.trim_end_matches(['\t', '\r']);
    let name = match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(quoted) => unquoted(quoted),
        None => text.to_owned(),
    };
    name.strip_prefix("b/").map(str::to_owned)
}

/// A name that git quotes as C would.
fn unquoted(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                while let Some(digit) = rest.next_if(|it| (b'0'..=b'7').contains(it)) {
                    value = value * 8 + u32::from(digit - b'0');
                }
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
            }
            Some(letter) => bytes.push(match letter {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                b'a' => 7,
                b'b' => 8,
                b'f' => 12,
                b'v' => 11,
                other => other,
            }),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(patch: &str) -> Changed {
        read(format!("--- a/f\n+++ b/f\n{patch}").as_bytes()).remove("f").unwrap_or_default()
    }

    #[test]
    fn lines_are_those_of_the_new_text() {
        let patch = "@@ -3 +3,2 @@ services:\n-  image: a\n+  image: b\n+  tty: true\n";
        assert_eq!(of(patch), Changed { lines: vec![(3, 4)], gone: vec![] });
        assert_eq!(of("@@ -0,0 +1 @@\n+a: b\n"), Changed { lines: vec![(1, 1)], gone: vec![] });
    }

    #[test]
    fn what_does_not_come_back_is_gone() {
        assert_eq!(of("@@ -5 +4,0 @@\n-USER 1000\n").gone, [4]);
        assert_eq!(of("@@ -5 +5 @@\n-  read_only: true\n+  tty: true\n").gone, [4]);
        let flow = "@@ -5 +5 @@\n-  limits: {cpus: 1, memory: 1g}\n+  limits: {cpus: 1}\n";
        assert_eq!(of(flow).gone, [4]);
        assert!(of("@@ -5 +5 @@\n-# a\n+# b\n").gone.is_empty());
    }

    #[test]
    fn text_that_looks_like_a_header_is_text() {
        let patch = "@@ -1,2 +1,2 @@\n--- a/x\n-@@ -1 +1 @@\n+++ b/y\n+@@ -9 +9 @@\n";
        assert_eq!(of(patch).lines, [(1, 2)]);
    }

    #[test]
    fn names_are_unquoted() {
        let names = |line: &str| name_of(line.as_bytes());
        assert_eq!(names("b/a b.yaml\t").as_deref(), Some("a b.yaml"));
        assert_eq!(names(r#""b/\303\251\n\"x""#).as_deref(), Some("é\n\"x"));
        assert_eq!(names("/dev/null"), None);
    }
}
