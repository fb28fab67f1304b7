//! Words and what they expand to.

use proptest::prelude::*;

use super::*;

/// `set` is `value`, `null` is empty, `path` is `src/app/main.rs`, `undecided` is set by nobody here,
/// `unknown` cannot be known, all else is unset.
fn lookup(name: &str) -> Lookup<'static> {
    match name {
        "set" | "SET" => Lookup::Known("value".into()),
        "two" => Lookup::Known("a b".into()),
        "null" => Lookup::Known("".into()),
        "path" => Lookup::Known("src/app/main.rs".into()),
        "stars" => Lookup::Known("a*b*c".into()),
        "undecided" => Lookup::Undecided("it has no default".into()),
        "unknown" => Lookup::Unknown("it comes from the command line".into()),
        _ => Lookup::Unset,
    }
}

fn word(text: &str) -> String {
    shown(expand_word(text, Dialect::default(), lookup).map(|it| vec![it.value]))
}

fn shown(result: Result<Vec<Expanded>, WordError>) -> String {
    let one = |word: &Expanded| match word {
        Expanded::Known(text) => text.clone(),
        Expanded::Unknown(template) => template.literals().collect::<Vec<_>>().join("?"),
    };
    match result {
        Ok(words) => words.iter().map(one).collect::<Vec<_>>().join("|"),
        Err(error) => format!("error: {}", error.message),
    }
}

#[test]
fn words_expand() {
    let cases = [
        ("plain", "plain"),
        ("$set-${set}", "value-value"),
        ("$setting.$unset.", ".."),
        ("'$set' \"$set\" \\$set", "$set value $set"),
        ("\"a\\b\\\"c\" 'a\\b'", "a\\b\"c a\\b"),
        ("$1$12x$@$?", "x"),
        ("$ $. $(set)", "$ $. $(set)"),
        ("${unset:-a}${null:-b}${null-c}${set:-d}", "abvalue"),
        ("${unset:+a}${null:+b}${null+c}${set:+d}", "cd"),
        ("${unset-${null:-${set}}}", "value"),
        ("${unset:-'a}'\\}b}", "a}}b"),
        ("${set:?}${null?}", "value"),
        ("${path#*/} ${path##*/}", "app/main.rs main.rs"),
        ("${path%/*} ${path%%/*}", "src/app src"),
        (
            "${path/a/o} ${path//a/o} ${path//\\//.}",
            "src/opp/main.rs src/opp/moin.rs src.app.main.rs",
        ),
        ("${path/?*p/x}", "x/main.rs"),
        ("${stars#a\\*} ${stars/\\*/-}", "b*c a-b*c"),
        ("${null//*/x}|${set//*/x}|${set/z/y}", "x|x|value"),
        ("${unset#a}${unset/a/b}", ""),
        ("caf\u{e9} ${unset:-\u{2603}}", "caf\u{e9} \u{2603}"),
    ];
    for (text, expected) in cases {
        assert_eq!(word(text), expected, "{text}");
    }
}

#[test]
fn what_the_build_would_stop_at_is_an_error() {
    let cases = [
        "'open",
        "\"open",
        "\"open\\\"",
        "${",
        "${set",
        "${set:-open",
        "${}",
        "${:-a}",
        "${set:a}",
        "${set^}",
        "${#set}",
        "${set[0]}",
        "${unset?}",
        "${null:?}",
        "${unset:?why}",
        "${set/a}",
        "${set#\\a}",
    ];
    for text in cases {
        assert!(word(text).starts_with("error: "), "{text}: {}", word(text));
    }
    assert_eq!(word("${unset:?give it}"), "error: `unset` must be set: give it");
}

#[test]
fn unknown_variables_leave_holes() {
    let cases = [
        ("a-$unknown-b", "a-?-b"),
        ("${unknown:-x}", "?"),
        ("${unknown:+x}", "?"),
        ("${unknown:?x}", "?"),
        ("${unset:-$unknown}", "?"),
        ("$undecided-${undecided#x}", "?-?"),
        ("${undecided:-x}${undecided-y}${undecided:+z}", "xy"),
        ("${undecided:?x}", "?"),
        ("${set:-$unknown}", "value"),
        ("${path#$unknown}", "?"),
        ("${set+a}$unknown$unknown", "a?"),
    ];
    for (text, expected) in cases {
        assert_eq!(word(text), expected, "{text}");
    }
}

#[test]
fn templates_say_what_they_could_be() {
    let expanded =
        expand_word("base-${unknown}-${unknown}x", Dialect::default(), lookup).unwrap().value;
    let Expanded::Unknown(template) = expanded else { panic!("{expanded:?}") };
    assert_eq!(template.reason, "it comes from the command line");
    assert!(template.could_be("base-amd64-linux"));
    assert!(template.could_be("base--x"));
    assert!(!template.could_be("base-x"));
    assert!(!template.could_be("a-base-1-x"));
    assert!(!template.could_be("base-1-y"));
}

#[test]
fn words_split() {
    let cases = [
        ("a  b\tc", "a|b|c"),
        ("'a b' c\\ d", "a b|c d"),
        ("$two \"$two\" x${two}y", "a|b|a b|xa|by"),
        ("'' $unset \"\" ${null}", ""),
        ("a << b <<c", "a|<< b|<<c"),
        ("${unset:-a b} c", "a|b|c"),
        // BuildKit forgets what stands before such braces.
        ("a${unset:-b}c", "bc"),
    ];
    for (text, expected) in cases {
        let words = expand_words(text, Dialect::default(), lookup).map(|it| it.value);
        assert_eq!(shown(words), expected, "{text}");
    }
}

#[test]
fn the_escape_character_can_be_a_backtick() {
    let dialect = Dialect::with_escape(b'`');
    let expanded = expand_word("C:\\$set `$set \"`\"\" a`", dialect, lookup).unwrap();
    assert_eq!(expanded.value.known(), Some("C:\\value $set \" a"));
}

#[test]
fn windows_looks_names_up_in_upper_case() {
    let windows = Dialect { platform: Platform::Windows, ..Dialect::default() };
    assert_eq!(expand_word("$Set", windows, lookup).unwrap().value.known(), Some("value"));
    assert_eq!(word("$Set"), "");
}

#[test]
fn references_are_reported_with_their_places() {
    let text = "x$set/${unset:-$unknown}";
    let references = expand_word(text, Dialect::default(), lookup).unwrap().references;
    let seen: Vec<_> = references
        .iter()
        .map(|it| (&text[it.range.0..it.range.1], it.state, it.modifier))
        .collect();
    let expected = [
        ("$set", ReferenceState::Known, ""),
        ("$unknown", ReferenceState::Unknown, ""),
        ("${unset:-$unknown}", ReferenceState::Unset, ":-"),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn values_that_grow_without_end_become_unknown() {
    let mut value = "x".repeat(1_000);
    for _ in 0..40 {
        let grow = |_: &str| Lookup::Known(value.clone().into());
        match expand_word("$a$a$a$a", Dialect::default(), grow).unwrap().value {
            Expanded::Known(text) => value = text,
            Expanded::Unknown(_) => return,
        }
    }
    panic!("{} bytes", value.len());
}

#[test]
fn deep_nesting_is_an_error() {
    let text = format!("{}{}", "${a:-".repeat(100_000), "}".repeat(100_000));
    assert!(word(&text).starts_with("error: "));
}

proptest! {
    #[test]
    fn any_text_is_expanded_or_refused(text in "[$'\"\\\\{}:/#%*?+ a-c-]{0,24}") {
        let whole = expand_word(&text, Dialect::default(), lookup);
        let words = expand_words(&text, Dialect::default(), lookup);
        prop_assert_eq!(whole.is_ok(), words.is_ok());
        for reference in whole.map(|it| it.references).unwrap_or_default() {
            prop_assert!(text[reference.range.0..reference.range.1].starts_with('$'));
        }
    }

    #[test]
    fn text_without_special_characters_is_kept(text in "[a-zA-Z0-9/:.,@=+<>| -]{0,40}") {
        prop_assert_eq!(word(&text), text);
    }
}
