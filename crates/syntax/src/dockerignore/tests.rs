//! Ignore files and what they leave out.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Dockerignore {
    parse(SourceId(0), text)
}

/// Which of the paths are ignored.
fn ignored<'a>(text: &str, paths: &[&'a str]) -> Vec<&'a str> {
    let file = read(text);
    paths.iter().copied().filter(|path| file.ignores(path)).collect()
}

#[test]
fn patterns_match_as_the_builder_matches_them() {
    let cases: [(&str, &[&str], &[&str]); 16] = [
        (
            "node_modules",
            &["node_modules", "node_modules/a/b"],
            &["web/node_modules", "node_modules2"],
        ),
        ("/.git/", &[".git/config"], &["sub/.git/config"]),
        ("*.pem", &["a.pem"], &["keys/a.pem", "a.pem.txt"]),
        ("**/*.pem", &["a.pem", "keys/a.pem", "a/b/c.pem"], &["a.pem.txt"]),
        ("**/.env", &[".env", "a/.env"], &["a.env", ".env.example"]),
        ("**.md", &["a.md", "docs/a.md"], &["a.mdx"]),
        ("docs/**", &["docs/a", "docs/a/b"], &["docs", "doc"]),
        ("a/**/z", &["a/z", "a/b/z", "a/b/c/z/q"], &["az", "a/bz"]),
        ("temp?", &["temp1", "temps/x"], &["temp", "temp12", "temp/"]),
        ("[a-c]x", &["ax", "cx"], &["dx", "x"]),
        ("[^a-c]x", &["dx"], &["ax"]),
        ("a/./b/../c//d", &["a/c/d"], &["a/b"]),
        ("\\#notes", &["#notes"], &["notes"]),
        ("a+(b)|$.x", &["a+(b)|$.x"], &["aab"]),
        ("*", &["a", "a/b", ".env"], &[]),
        (".", &[], &["a", "a/b"]),
    ];
    for (pattern, matching, others) in cases {
        assert_eq!(ignored(pattern, matching), matching, "{pattern}");
        assert!(ignored(pattern, others).is_empty(), "{pattern}: {:?}", ignored(pattern, others));
    }
}

#[test]
fn later_patterns_win() {
    let text = "*\n!src\nsrc/secret\n!src/secret/public.pem\n";
    let paths = ["Dockerfile", "src/main.rs", "src/secret/key.pem", "src/secret/public.pem"];
    assert_eq!(ignored(text, &paths), ["Dockerfile", "src/secret/key.pem"]);
    let file = read(text);
    assert_eq!(
        file.decide("src/secret/key.pem").by.map(|pattern| pattern.text.as_str()),
        Some("src/secret")
    );
    assert_eq!(file.decide("src/main.rs").by.map(|pattern| pattern.negated), Some(true));
    assert!(file.has_exceptions());
}

#[test]
fn comments_blanks_and_marks_are_no_patterns() {
    let text = "\u{feff}# comment\n\n   \n  .env  \r\n #not-a-comment\n! keep\n";
    let file = read(text);
    let written: Vec<_> = file
        .patterns
        .iter()
        .map(|it| &text[it.span.start() as usize..it.span.end() as usize])
        .collect();
    assert_eq!(written, [".env", "#not-a-comment", "! keep"]);
    assert_eq!(file.patterns[2].text, "keep");
    assert!(file.errors.is_empty());
}

#[test]
fn patterns_that_stop_a_build_are_errors() {
    for text in ["!", "! ", "!/", "a[", "a[b-", "[]", "[^]x", "end\\", "ok\n[\n"] {
        assert_eq!(read(text).errors.len(), 1, "{text}");
    }
}

#[test]
fn stars_do_not_backtrack() {
    let file = read(&"*a".repeat(2_000));
    assert!(!file.ignores(&"a".repeat(1_000)));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[!#*?\\[\\]\\\\/. a-c\n-]{0,40}", path in "[a-c./]{0,12}") {
        let file = read(&text);
        let decision = file.decide(&path);
        prop_assert!(!decision.ignored || decision.by.is_some_and(|pattern| !pattern.negated));
        for pattern in &file.patterns {
            prop_assert!(text.get(pattern.span.start() as usize..pattern.span.end() as usize).is_some());
        }
    }
}
