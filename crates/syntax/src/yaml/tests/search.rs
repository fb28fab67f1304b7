//! Whatever a search for keys says "no" of, no tree has such keys.

use proptest::prelude::*;

use super::super::{Data, RootKeys, may_have_key};
use super::{Dialect, Node, SOURCE, fixtures, merge_keys, parse};

/// A key of one letter, so that heaps of pieces spell it often.
const KEY: &str = "k";

fn has_key(node: &Node) -> bool {
    match &node.data {
        Data::Scalar(_) => false,
        Data::Alias(target) => has_key(target),
        Data::Seq(items) => items.iter().any(has_key),
        Data::Map(map) => map.entries.iter().any(|entry| {
            entry.key.as_str() == Some(KEY) || has_key(&entry.key) || has_key(&entry.value)
        }),
    }
}

fn check(text: &str) {
    let mut roots = RootKeys::new(&[KEY]);
    roots.feed(text.as_bytes());
    let documents = parse(SOURCE, text).documents;
    let trees = documents.into_iter().filter_map(|it| Some(merge_keys(it.root?, Dialect::Core)));
    for tree in trees {
        let said = may_have_key(text.as_bytes(), KEY);
        assert!(said || !has_key(&tree.root), "{text:?}");
        assert!(roots.may_have_all() || tree.root.get(KEY).is_none(), "{text:?}");
    }
}

const PIECES: &[&str] = &[
    "k",
    "k",
    "\"",
    "\"",
    "'",
    "\\x6b",
    "\\u006b",
    "\\U0000006b",
    "\\\n",
    "\\t",
    "x",
    ": ",
    ":",
    "? ",
    "- ",
    "\n",
    "\n  ",
    "\r",
    "\u{85}",
    "\u{2028}",
    "# ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "&a ",
    "*a ",
    "<<: ",
    "!!binary ",
    "aw==",
    "!t ",
    "%TAG !b! tag:yaml.org,2002:bin\n--- ",
    "!b!ary ",
    "|\n ",
    ">\n ",
    "\u{feff}",
    "1",
    "---\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_never_says_no_of_a_key_that_a_tree_has(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        check(&pieces.concat());
    }

    #[test]
    fn nor_in_json(pieces in prop::collection::vec(prop::sample::select(&["{", "}", "[", "]", "\"k\"", "\"x\"", ":", ",", "1", " ", "k", "\\", "\n", "#"][..]), 0..12)) {
        check(&pieces.concat());
    }
}

#[test]
fn keys_of_fixtures_are_found() {
    for (name, text) in fixtures() {
        for document in parse(SOURCE, &text).documents {
            for entry in document.root.iter().flat_map(Node::entries) {
                let Some(key) = entry.key.as_str() else { continue };
                let is_word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic());
                assert!(!is_word || may_have_key(text.as_bytes(), key), "{key} in {name}");
            }
        }
    }
}
