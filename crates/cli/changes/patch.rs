//! Reads a patch without context lines: which lines of a file are new.

use std::collections::BTreeMap;

/// First and last line, 1-based, of everything that was added or changed.
pub(super) type Lines = Vec<(u32, u32)>;

/// The files of a patch by their new names, as git writes them.
pub(super) fn read(patch: &[u8]) -> BTreeMap<String, Lines> {
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    let mut file = None;
    let mut lines = patch.split(|byte| *byte == b'\n');
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(b"+++ ") {
            file = name_of(name);
        } else if let Some(hunk) = Hunk::parse(line) {
            lines.by_ref().take(hunk.old + hunk.new).for_each(drop);
            if let (Some(name), Some(new)) = (&file, hunk.lines()) {
                files.entry(name.clone()).or_default().push(new);
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

    fn lines(&self) -> Option<(u32, u32)> {
        let more = u32::try_from(self.new.checked_sub(1)?).unwrap_or(u32::MAX);
        Some((self.start, self.start.saturating_add(more)))
    }
}

/// `12,2`, or `12` for one line.
fn numbers(text: &str) -> Option<(u32, u32)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
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

    fn of(patch: &str) -> Lines {
        read(format!("--- a/f\n+++ b/f\n{patch}").as_bytes()).remove("f").unwrap_or_default()
    }

    #[test]
    fn lines_are_those_of_the_new_text() {
        assert_eq!(
            of("@@ -3 +3,2 @@ services:\n-  image: a\n+  image: b\n+  tty: true\n"),
            [(3, 4)]
        );
        assert_eq!(of("@@ -0,0 +1 @@\n+a: b\n"), [(1, 1)]);
        assert_eq!(of("@@ -5 +4,0 @@\n-USER 1000\n"), []);
    }

    #[test]
    fn text_that_looks_like_a_header_is_text() {
        let patch = "@@ -1,2 +1,2 @@\n--- a/x\n-@@ -1 +1 @@\n+++ b/y\n+@@ -9 +9 @@\n";
        assert_eq!(of(patch), [(1, 2)]);
    }

    #[test]
    fn names_are_unquoted() {
        let names = |line: &str| name_of(line.as_bytes());
        assert_eq!(names("b/a b.yaml\t").as_deref(), Some("a b.yaml"));
        assert_eq!(names(r#""b/\303\251\n\"x""#).as_deref(), Some("é\n\"x"));
        assert_eq!(names("/dev/null"), None);
    }
}
