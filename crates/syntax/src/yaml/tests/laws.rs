//! What holds for every text, however broken.

use diag::Span;
use proptest::prelude::*;

use super::{Data, Dialect, Node, SOURCE, Style, fixtures, merge_keys, oracle, parse};

/// Fails if a place lies outside the text or inside a character, or shows something else than the node.
fn check(text: &str) {
    if let Some(it) = oracle::difference(text) {
        panic!("{text:?}\nours: {}\ntheirs: {}", it.ours, it.theirs);
    }
    let stream = parse(SOURCE, text);
    for comment in &stream.comments {
        assert!(slice(text, *comment).starts_with('#'), "{comment:?} in {text:?}");
    }
    for document in stream.documents {
        slice(text, document.span);
        for error in &document.errors {
            slice(text, error.span);
            assert!(!error.message.is_empty());
        }
        for duplicate in &document.duplicates {
            assert!(duplicate.first.start() < duplicate.span.start(), "{text:?}");
            assert!(!slice(text, duplicate.span).is_empty() || duplicate.key.is_empty());
        }
        let Some(root) = document.root else { continue };
        check_node(text, &root, document.truncated);
        check_order(text, &root);
        for dialect in [Dialect::Kubernetes, Dialect::Compose] {
            check_node(text, &merge_keys(root.clone(), dialect).root, document.truncated);
        }
    }
}

fn check_node(text: &str, node: &Node, truncated: bool) {
    let shown = slice(text, node.span);
    if let Some(tag) = &node.tag {
        assert!(slice(text, tag.span).starts_with('!'), "{tag:?} in {text:?}");
    }
    match &node.data {
        Data::Scalar(_) if node.tag_name() == Some("!!binary") => {}
        Data::Scalar(scalar) => match scalar.style {
            Style::Plain if scalar.text.is_empty() => {
                assert!(shown.is_empty() || shown.starts_with('*'), "{shown:?} in {text:?}");
            }
            Style::Plain if !shown.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) => {
                assert_eq!(shown, scalar.text, "{text:?}");
            }
            Style::Plain => {}
            Style::Single => assert!(
                shown.len() > 1 && shown.starts_with('\'') && shown.ends_with('\''),
                "{text:?}"
            ),
            Style::Double => assert!(
                shown.len() > 1 && shown.starts_with('"') && shown.ends_with('"'),
                "{text:?}"
            ),
            Style::Literal => assert!(shown.starts_with('|'), "{shown:?} in {text:?}"),
            Style::Folded => assert!(shown.starts_with('>'), "{shown:?} in {text:?}"),
        },
        Data::Seq(items) => {
            let closed = shown.starts_with('[') && shown.ends_with(']');
            assert!(truncated || closed || shown.starts_with('-'), "{shown:?} in {text:?}");
            for item in items {
                check_node(text, item, truncated);
            }
        }
        Data::Map(map) => {
            for entry in &map.entries {
                check_node(text, &entry.key, truncated);
                check_node(text, &entry.value, truncated);
            }
        }
        Data::Alias(target) => {
            let is_definition = target.span == node.span;
            assert!(is_definition || shown.starts_with('*'), "{shown:?} in {text:?}");
            if is_definition {
                check_node(text, target, truncated);
            }
        }
    }
}

/// Children stand in their parent, one behind the other.
fn check_order(text: &str, node: &Node) {
    let children: Vec<&Node> = match &node.data {
        Data::Scalar(_) => return,
        Data::Alias(target) if target.span != node.span => return,
        Data::Alias(target) => vec![target],
        Data::Seq(items) => items.iter().collect(),
        Data::Map(map) => map.entries.iter().flat_map(|entry| [&entry.key, &entry.value]).collect(),
    };
    let mut last = node.span.start();
    for child in children {
        assert!(
            last <= child.span.start() && child.span.end() <= node.span.end(),
            "{:?} in {:?} of {text:?}",
            child.span,
            node.span
        );
        last = child.span.end();
        check_order(text, child);
    }
}

fn slice(text: &str, span: Span) -> &str {
    let (start, end) = span.range.expect("a parser knows where");
    text.get(start as usize..end as usize)
        .unwrap_or_else(|| panic!("{start}..{end} is no place in {text:?}"))
}

#[test]
fn fixtures_obey_the_laws() {
    for (_, text) in fixtures() {
        check(&text);
    }
}

/// Pieces that make and break YAML.
const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    "\t",
    " ",
    ": ",
    ":",
    "- ",
    "? ",
    "| ",
    "|\n",
    ">-\n",
    "# c\n",
    " #",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: *a",
    "!t ",
    "!!str ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\u{feff}",
    "é",
    "😀",
    "\r\n",
    "\r",
    "\0",
    "\\",
    "\u{85}",
    "a",
    "a: 1\n",
    "~",
    "{{ x }}",
    "\n\n",
];

fn edit() -> impl Strategy<Value = (prop::sample::Index, u8, &'static str)> {
    (any::<prop::sample::Index>(), 0..8_u8, prop::sample::select(PIECES))
}

/// Replaces a few characters at a place by a piece.
fn apply(text: &mut String, (place, width, piece): &(prop::sample::Index, u8, &str)) {
    let boundaries: Vec<usize> =
        text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = place.index(boundaries.len());
    let end = boundaries[(at + usize::from(*width)).min(boundaries.len() - 1)];
    text.replace_range(boundaries[at]..end, piece);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_fixtures_obey_the_laws(fixture in any::<prop::sample::Index>(), edits in prop::collection::vec(edit(), 1..6)) {
        let fixtures = fixtures();
        let (_, mut text) = fixtures[fixture.index(fixtures.len())].clone();
        for edit in &edits {
            apply(&mut text, edit);
        }
        check(&text);
    }

    #[test]
    fn heaps_of_pieces_obey_the_laws(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}
