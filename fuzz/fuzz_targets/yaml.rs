//! YAML and JSON: every node, comment and error has its place in the text.
#![no_main]

use diag::{Source, Sources, Span};
use libfuzzer_sys::fuzz_target;
use syntax::yaml::{self, Node};

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let stream = yaml::parse(sources.add(Source::new("file.yaml", text)), text);
    for span in &stream.comments {
        assert!(slice(text, *span).starts_with('#'));
    }
    for document in &stream.documents {
        slice(text, document.span);
        for error in &document.errors {
            slice(text, error.span);
        }
        if let Some(root) = &document.root {
            walk(text, root, &mut 0);
        }
    }
});

/// Visits what is written; what an alias stands for is visited where it is written.
fn walk(text: &str, node: &Node, n_nodes: &mut usize) {
    *n_nodes += 1;
    // One byte makes three nodes at most: `?` is a mapping with an empty key and value.
    assert!(*n_nodes <= 3 * (text.len() + 1), "more nodes than bytes can make");
    slice(text, node.span());
    if node.alias_span().is_some() {
        return;
    }
    for entry in node.entries() {
        walk(text, &entry.key, n_nodes);
        walk(text, &entry.value, n_nodes);
    }
    for item in node.items() {
        walk(text, item, n_nodes);
    }
}

fn slice(text: &str, span: Span) -> &str {
    let Some((start, end)) = span.range else { return "" };
    text.get(start as usize..end as usize).expect("a span lies in its text")
}
