//! Facts about `.env` files, measured with `docker-compose config`, and laws.

use diag::SourceId;
use proptest::prelude::*;

use super::{EnvFile, parse, parse_raw};

/// Cases of an input and what becomes of it, both as JSON strings and objects would write them; see `shown`.
const TABLE: &str = include_str!("../../../../fixtures/syntax/dotenv.txt");
const RAW_TABLE: &str = include_str!("../../../../fixtures/syntax/dotenv-raw.txt");

fn shown(file: &EnvFile) -> String {
    let mut environment = |name: &str| match name {
        "SET" => Some("set".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    };
    let expansion = file.expand(&mut environment);
    if !file.errors.is_empty() || !expansion.errors.is_empty() {
        return "!".to_owned();
    }
    let pairs: std::collections::BTreeMap<_, _> = expansion
        .variables
        .iter()
        .map(|variable| (variable.key.value.as_str(), variable.value.value.as_str()))
        .collect();
    format!("{pairs:?}")
}

fn check(table: &str, parse: fn(SourceId, &str) -> EnvFile) {
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (input, expected) = line.split_once("  =>  ").expect(line);
        let input = input
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\s", " ");
        let input = input
            .replace("\\u{feff}", "\u{feff}")
            .replace("\\u{a0}", "\u{a0}")
            .replace("\\e", "\\");
        assert_eq!(shown(&parse(SourceId(0), &input)), expected, "{line}");
    }
}

#[test]
fn files_mean_what_compose_makes_of_them() {
    check(TABLE, parse);
}

#[test]
fn raw_files_are_taken_literally() {
    check(RAW_TABLE, parse_raw);
}

#[test]
fn places_are_exact() {
    let text = "# c\nexport A = \"x\\\"y\" # d\nB: plain # e\nSET\n";
    let file = parse(SourceId(0), text);
    let slice = |span: diag::Span| &text[span.start() as usize..span.end() as usize];
    let keys: Vec<&str> = file.entries.iter().map(|entry| slice(entry.key.span)).collect();
    let values: Vec<&str> = file
        .entries
        .iter()
        .filter_map(|entry| entry.value.as_ref())
        .map(|value| slice(value.span))
        .collect();
    let spans: Vec<&str> = file.entries.iter().map(|entry| slice(entry.span)).collect();
    assert_eq!(keys, ["A", "B", "SET"]);
    assert_eq!(values, ["\"x\\\"y\"", "plain"]);
    assert_eq!(spans, ["A = \"x\\\"y\"", "B: plain", "SET"]);
}

#[test]
fn reading_goes_on_behind_an_error() {
    let file = parse(SourceId(0), "A B=1\nC=2\nD=\"open\nE=3\n$=\nF=4\n");
    let keys: Vec<&str> = file.entries.iter().map(|entry| entry.key.value.as_str()).collect();
    assert_eq!(keys, ["C", "E", "F"]);
    let messages: Vec<&str> = file.errors.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the name `A B` holds a space",
            "this quote is never closed",
            "`$` cannot stand in a name"
        ]
    );
}

#[test]
fn variables_that_double_each_other_are_an_error() {
    let mut text = "A=xxxxxxxxxxxxxxxx\n".to_owned();
    text.push_str(&"A=$A$A\n".repeat(64));
    let expansion = parse(SourceId(0), &text).expand(&mut |_| None);
    assert!(expansion.errors.iter().any(|error| error.message == "the value becomes too large"));
}

#[test]
fn unset_variables_are_told() {
    let expansion = parse(SourceId(0), "A=$B${C:-$D}").expand(&mut |_| None);
    assert_eq!(expansion.variables[0].unset, ["B", "C", "D"]);
}

const PIECES: &[&str] = &[
    "A", "B", "=", ": ", " ", "\n", "\r\n", "\t", "\"", "'", "\\", " #", "#", "$", "${", "}",
    "A:-", "export ", "é", "\u{feff}", "\u{a0}", "\0", "0101", ".", "[",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_its_places_inside(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..30)) {
        let text = pieces.concat();
        for file in [parse(SourceId(0), &text), parse_raw(SourceId(0), &text)] {
            let mut last = 0;
            for entry in &file.entries {
                let value = entry.value.as_ref().map_or(entry.key.span, |value| value.span);
                for span in [entry.span, entry.key.span, value] {
                    prop_assert!(text.get(span.start() as usize..span.end() as usize).is_some());
                }
                prop_assert!(last <= entry.span.start());
                last = entry.span.end();
            }
            for error in &file.errors {
                prop_assert!(text.get(error.span.start() as usize..error.span.end() as usize).is_some());
            }
            let _ = file.expand(&mut |name| Some(name.to_owned()));
        }
    }
}
