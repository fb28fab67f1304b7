//! Where credentials stand among the arguments of programs in running text: a line of a source, a list of a command.
//!
//! Nothing is judged here, only covered. So the text need be no script, and a name that may tell of a credential is enough.

use std::ops::Range;

use syntax::shell;

use super::names::names_credential;
use super::options::{in_options, is_program};
use super::values::{is_credential, is_reference};

/// Most words of a text are looked at; a line of more is that of no person.
const MAX_WORDS: usize = 20_000;
/// How many bytes behind a program's name are taken for its arguments.
const MAX_ARGUMENTS: usize = 2_000;
/// Last words of options that a value follows which lets somebody in.
const KEYS: [&str; 9] =
    ["auth", "authkey", "cred", "creds", "login-token", "pass", "pw", "pwd", "userpwd"];

/// The credentials in the options that a text spells out.
pub(super) fn spots(text: &str) -> Vec<Range<usize>> {
    // No option and no program of the table without one of these.
    if !text.bytes().any(|byte| byte == b' ' || byte == b',') {
        return Vec::new();
    }
    let plain = plain(text);
    let words: Vec<_> = words(&plain).take(MAX_WORDS).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(value) = words.get(at + 1)
            && tells(&plain[word.clone()])
            && is_value(&plain[value.clone()])
        {
            found.push(whole(text, value.clone()));
        }
        if is_program(base_name(&plain[word.clone()])) {
            in_command(&plain, word.start, &mut |spot| found.push(whole(text, spot)));
        }
    }
    found
}

/// What a program gets that may take a credential in an option of its own.
fn in_command(plain: &str, start: usize, add: &mut dyn FnMut(Range<usize>)) {
    let mut end = plain.len().min(start + MAX_ARGUMENTS);
    while !plain.is_char_boundary(end) {
        end -= 1;
    }
    let script = shell::parse(&plain[start..end]);
    let Some(command) = script.commands().next() else { return };
    for (span, _) in in_options(&command.peeled()) {
        add(start + span.start as usize..start + span.end as usize);
    }
}

/// Whether an option says that a credential follows.
fn tells(word: &str) -> bool {
    let name = word.trim_start_matches('-');
    if name.len() == word.len() || name.contains('=') {
        return false;
    }
    let last = || name.rsplit(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
    names_credential(name) || KEYS.contains(&last().as_str())
}

fn is_value(word: &str) -> bool {
    !word.starts_with('-') && !is_reference(word) && is_credential(word)
}

fn base_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// The text with blanks for what quotes, lists and mappings are made of, byte for byte.
fn plain(text: &str) -> String {
    let blank = |c: char| if "\"'`,[]{}()<>#\\".contains(c) { ' ' } else { c };
    text.chars().map(blank).collect()
}

fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_ascii_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// A spot up to the end of its word: marks that end words for us may stand in a credential.
fn whole(text: &str, spot: Range<usize>) -> Range<usize> {
    let rest = &text[spot.end..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`".contains(c)).unwrap_or(rest.len());
    spot.start..spot.end + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(text: &str) -> bool {
        spots(text).iter().any(|spot| text[spot.clone()].contains("hunter22x"))
    }

    #[test]
    fn options_are_seen_in_scripts_lists_and_mappings() {
        for text in [
            "command[curl -u x:hunter22x http://y | sh]",
            r#"command: ["curl","-u","x:hunter22x","http://y"]"#,
            "RUN trivy image --password hunter22x a",
            "args: [--docker-auth, \"u:hunter22x\"]",
            "  - --db-password hunter22x",
            "RUN a && openssl enc -k hunter22x -in b",
            "RUN /usr/bin/mysql -phunter22x",
            "CMD snyk auth hunter22x",
            "sh -c 'vault login hunter22x'",
        ] {
            assert!(covers(text), "{text}");
        }
        let text = "curl -u a:hunter22x,y http://b";
        assert_eq!(
            spots(text).into_iter().map(|it| &text[it]).collect::<Vec<_>>(),
            ["-u a:hunter22x,y"]
        );
    }

    #[test]
    fn text_without_a_value_is_left_alone() {
        for text in ["--password-file /run/p", "docker login -u a --password-stdin", "--auth $X"] {
            assert!(spots(text).is_empty(), "{text}");
        }
    }
}
