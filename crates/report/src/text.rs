//! The one sink through which text of files and paths reaches people: what a terminal would obey or hide is spelt out.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character is obeyed, hidden or reordered by terminals and browsers instead of being seen.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text is so ordinary that nothing in it needs a closer look.
pub(crate) fn is_plain(text: &str) -> bool {
    // All bytes are looked at, many at once: most texts are plain to their end.
    let is_odd = |byte: u8| !matches!(byte, b' '..=b'"' | b'$'..=b'~');
    text.bytes().fold(0, |odd, byte| odd | u8::from(is_odd(byte))) == 0
}

/// Whether a `[` after this text would start a command of a build service, which reads logs: `##[` or `##vso[`.
pub(crate) fn is_command(before: &str) -> bool {
    let ends_in = |word: &str| {
        let at = before.len().checked_sub(word.len());
        at.and_then(|at| before.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    ends_in("##") || ends_in("##vso")
}

/// A line of a report that no build service takes for a command, which would start with `::`.
pub(crate) fn defused(line: &str) -> Cow<'_, str> {
    let command = line.trim_start();
    if !command.starts_with("::") {
        return Cow::Borrowed(line);
    }
    let indent = &line[..line.len() - command.len()];
    Cow::Owned(format!("{indent}\\u{{3a}}{}", &command[1..]))
}

/// Appends a character as people may see it.
pub(crate) fn push_visible(out: &mut String, c: char) {
    if is_hidden(c) || c == '[' && is_command(out) {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    } else {
        out.push(c);
    }
}

/// Text on one line with every hidden character spelt out: `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_hidden) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_visible(&mut out, c));
    Cow::Owned(out)
}

/// `1 file`, `2 files`, `2 policies`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {noun}s"),
    }
}

/// `a`, `a and b`, `a, b and c`; past `max` items the rest is counted.
pub(crate) fn list(items: &[String], max: usize) -> String {
    let (shown, rest) = items.split_at(items.len().min(max));
    let mut parts: Vec<Cow<'_, str>> = shown.iter().map(|item| visible(item)).collect();
    if !rest.is_empty() {
        parts.push(Cow::Owned(format!("{} more", rest.len())));
    }
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.to_string(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelt_out() {
        assert_eq!(
            visible("a\u{1b}[2J\n\t\u{202e}\u{200b}é"),
            "a\\u{1b}[2J\\u{a}\\u{9}\\u{202e}\\u{200b}é"
        );
        assert_eq!(visible("##[x] ##VSO[y] #[z]"), "##\\u{5b}x] ##VSO\\u{5b}y] #[z]");
        assert_eq!(defused("  ::error::x"), "  \\u{3a}:error::x");
        assert!(matches!(visible("plain `é😀`"), Cow::Borrowed(_)));
    }

    #[test]
    fn lists_read_as_english() {
        let items: Vec<String> = ["a", "b", "c"].map(String::from).into();
        assert_eq!(list(&items, 9), "a, b and c");
        assert_eq!(list(&items, 2), "a, b and 1 more");
        assert_eq!(list(&items[..1], 2), "a");
        assert_eq!(
            (count(1, "policy"), count(2, "policy")),
            ("1 policy".into(), "2 policies".into())
        );
    }
}
