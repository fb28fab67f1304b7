//! Patterns of `.Files.Glob`: `*` stops at `/`, `**` does not. gobwas/glob.

use regex::Regex;

/// A pattern.
pub(crate) struct Glob(Regex);

impl Glob {
    /// Reads a pattern; `None` if its brackets do not match.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let mut regex = String::from("(?s)^");
        let mut depth = 0usize;
        let mut chars = pattern.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '*' if chars.next_if_eq(&'*').is_some() => regex.push_str(".*"),
                '*' => regex.push_str("[^/]*"),
                '?' => regex.push_str("[^/]"),
                '{' => {
                    depth += 1;
                    regex.push_str("(?:");
                }
                '}' => {
                    depth = depth.checked_sub(1)?;
                    regex.push(')');
                }
                ',' if depth > 0 => regex.push('|'),
                '[' => {
                    regex.push('[');
                    if chars.next_if_eq(&'!').is_some() {
                        regex.push('^');
                    }
                    loop {
                        match chars.next()? {
                            ']' => break,
                            c @ ('\\' | '[' | '^' | '&' | '~') => regex.extend(['\\', c]),
                            c => regex.push(c),
                        }
                    }
                    regex.push(']');
                }
                '\\' => regex.push_str(&regex::escape(chars.next()?.encode_utf8(&mut [0; 4]))),
                c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        regex.push('$');
        (depth == 0).then(|| Regex::new(&regex).ok().map(Self))?
    }

    /// Whether a path matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}
