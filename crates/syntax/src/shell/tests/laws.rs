//! What holds for any text: no panic, spans that can be sliced, source order, and bounds.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

const TOKENS: [&str; 48] = [
    "'",
    "\"",
    "`",
    "$(",
    "${",
    "$((",
    "((",
    "))",
    ")",
    "}",
    "{",
    "(",
    "<<EOF\n",
    "<<-'E'\n",
    "EOF\n",
    "E\n",
    "\n",
    "\\",
    "\\\n",
    "\r\n",
    "case x in ",
    "esac",
    ";;",
    "if ",
    "then ",
    "fi",
    "done",
    "for a in ",
    "[[ ",
    "]]",
    "f() {",
    "sh -c '",
    "bash -c \"",
    "eval ",
    "$'",
    "é",
    "🦀",
    "\u{1}",
    "#",
    "&&",
    "|",
    "&>",
    "<<<",
    "<(",
    "a[",
    "+=(",
    "\0",
    "-exec ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_scripts_are_still_data(
        fixture in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), any::<Index>(), select(&TOKENS[..])), 1..12),
    ) {
        let fixtures = fixtures();
        let mut text = fixture.get(&fixtures).1.clone();
        for (place, length, token) in edits {
            let start = boundary(&text, place.index(text.len() + 1));
            let end = boundary(&text, (start + length.index(6)).min(text.len())).max(start);
            text.replace_range(start..end, token);
        }
        check(&text);
    }

    #[test]
    fn any_text_is_data(text in any::<String>()) {
        check(&text);
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// Slices every span, and walks whatever can be walked.
fn check(text: &str) {
    let script = parse(text);
    let mut last = 0;
    for command in script.commands() {
        assert!(command.span.start >= last, "commands are in source order");
        last = command.span.start;
        slice(text, command.span);
        command.all_words().for_each(|it| check_word(text, it));
        for redirect in &command.redirects {
            slice(text, redirect.span);
            redirect.here_doc.iter().for_each(|id| check_word(text, &script.here_doc(*id).body));
        }
        let peeled = command.peeled();
        let found = flags(peeled.args, &FlagSpec { short_values: "oX", ..FlagSpec::default() });
        found.flags.iter().filter_map(|it| it.value.as_ref()).for_each(|it| check_word(text, it));
        assert!(script.upstream(command).take(20).all(|it| it.index < command.index));
    }
    for (_, scope) in script.scopes() {
        slice(text, scope.span);
        scope.words.iter().for_each(|it| check_word(text, it));
    }
    script.errors.iter().for_each(|it| slice(text, it.span));
    assert_eq!(script.options(ShellOptions::NONE).len(), script.commands().len());
}

fn check_word(text: &str, word: &Word) {
    slice(text, word.span);
    if let Some((_, value)) = word.assignment() {
        slice(text, value.span);
    }
    for variable in word.variables() {
        slice(text, variable.span);
        variable.operand.iter().for_each(|it| check_word(text, it));
    }
    word.substitutions().iter().for_each(|it| slice(text, it.span));
}

fn slice(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
}

#[test]
fn hostile_nesting_ends_with_an_error() {
    let openers = [
        "( ",
        "$(",
        "${a:-",
        "\"$(",
        "if ",
        "{ ",
        "`\\`",
        "case x in a) ",
        "f() ",
        "<(",
        "eval ",
        "@(",
    ];
    for opener in openers {
        let text = opener.repeat(20_000);
        let script = parse(&text);
        assert!(!script.errors.is_empty() || opener == "eval ", "{opener}");
        assert!(script.errors.len() <= 64);
        check(&text);
    }
}

#[test]
fn hostile_length_ends_with_an_error() {
    let commands = parse(&"a;".repeat(300_000));
    assert_eq!(commands.errors[0].message, "too many commands: the rest is not read");
    let words = parse(&"a ".repeat(1_100_000));
    assert_eq!(words.errors[0].message, "too many words: the rest is not read");
}

/// The source of a word, read alone, is that word again.
#[test]
fn a_word_is_what_its_span_says() {
    for (_, text) in fixtures() {
        let script = parse(&text);
        for command in script.commands().filter(|it| is_outermost(&script, it)) {
            for word in command.words().filter(|it| it.literal().is_some()) {
                let source = &text[word.span.range()];
                let again = parse(&format!("x {source}"));
                let read = again.commands().next().unwrap().args.first().cloned();
                assert_eq!(
                    read.and_then(|it| it.literal().map(Into::into)),
                    word.literal().map(String::from),
                    "{source}"
                );
            }
        }
    }
}

/// Not in a string that is read again, whose quotes are those of two shells, nor in a test, whose words differ.
fn is_outermost(script: &Script, command: &Command) -> bool {
    use ScopeKind::{CommandSubstitution, Eval, ShellInput, ShellString};
    let again =
        |it: &Scope| matches!(it.kind, ShellString | ShellInput | Eval | CommandSubstitution);
    !script.ancestors(command.scope).any(again)
        && command.name.as_ref().is_some_and(|it| !it.is("[[") && !it.is("(("))
}
