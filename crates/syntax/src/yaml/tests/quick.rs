//! What is read without the event parser is what the event parser reads. The laws hold both to that for every text;
//! here are the texts that have to be read without it.

use std::cell::Cell;

use super::super::{Stream, parts, quick, read};
use super::{SOURCE, dump};

/// Everything as the event parser reads it.
pub(super) fn slow(text: &str) -> Stream {
    read::stream_with(SOURCE, text, parts::of(text, |_| None), |_, _, part| part.start)
}

/// How many bytes are left to the event parser.
fn left(text: &str) -> usize {
    let left = Cell::new(0);
    read::stream_with(SOURCE, text, parts::of(text, |_| None), |builder, text, part| {
        let end = part.end;
        let at = quick::read(builder, text, part);
        left.set(left.get() + end - at);
        at
    });
    left.get()
}

#[test]
fn usual_files_are_read_without_the_event_parser() {
    for text in [
        "# c\nservices:\n  web: # d\n    image: \"a\\\"b\" # e\n    command: ['it''s', \"b\", c]\n",
        "x: &x\n  a: 1\ny:\n  <<: *x\n  b: [*x, *x]\nz: &z text\n",
        "---\nkind: A\nlist:\n- a: 1\n  b:\n- - c\n  - d\n-\n  e: {f: , \"g\":1}\n---\nkind: B\n",
        "a: |\n  one\n    two\n\n  three\nb:\n  - >-\n    folded\n    text\n\n    more\n  - |+\n    kept\n\n",
        "{\n  \"a\": [1, -2,\n    {\"b\": null}],\n  \"c\": {}\n}\n",
        "a: b",
        "",
    ] {
        assert_eq!(left(text), 0, "{text}");
        assert_eq!(dump(text, &super::parse(SOURCE, text)), dump(text, &slow(text)), "{text}");
    }
}

#[test]
fn what_is_unusual_is_left_to_the_event_parser() {
    for text in [
        "a: one\n  two\n",
        "a: \"one\n  two\"\n",
        "a: \"\\u00e9\"\n",
        "a: !reset null\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: [b\n",
        "a:\n\t- b\n",
        "a: b\r\n",
        "a: *b\n",
        "  a: b\n c: d\n",
        "|\n  a\n",
    ] {
        assert_eq!(left(text), text.len(), "{text}");
    }
    assert_eq!(left("a: b\n---\nc: one\n  two\n---\nd: e\n"), 26, "documents before it are read");
}
