//! Laws and examples of the tree.

use std::fmt::Write as _;

use diag::{SourceId, Span};

use super::{Data, Document, Node, Stream, Style, parse};

const SOURCE: SourceId = SourceId(0);

/// The tree with its places, one node a line.
fn dump(text: &str, stream: &Stream) -> String {
    let mut out = String::new();
    for document in &stream.documents {
        dump_document(&mut out, text, document);
    }
    for comment in &stream.comments {
        let _ = writeln!(out, "comment {}", place(text, *comment));
    }
    out
}

fn dump_document(out: &mut String, text: &str, document: &Document) {
    let truncated = if document.truncated { " truncated" } else { "" };
    let _ = writeln!(out, "document {}..{}{truncated}", document.span.start(), document.span.end());
    if let Some(root) = &document.root {
        dump_node(out, text, root, 1, "");
    }
    for duplicate in &document.duplicates {
        let _ = writeln!(
            out,
            "duplicate {} of {}",
            place(text, duplicate.span),
            place(text, duplicate.first)
        );
    }
    for error in &document.errors {
        let _ = writeln!(out, "error {}: {}", place(text, error.span), error.message);
        if let Some(help) = &error.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
}

fn dump_node(out: &mut String, text: &str, node: &Node, depth: usize, role: &str) {
    let indent = "  ".repeat(depth);
    let tag = node
        .tag
        .as_ref()
        .map(|tag| format!(" {}@{}", tag.name, place(text, tag.span)))
        .unwrap_or_default();
    let mut steps = String::new();
    for step in node.trail.iter().flat_map(|trail| trail.steps()) {
        let _ = write!(
            steps,
            " <- {step} {}",
            step.span.map(|span| place(text, span)).unwrap_or_default()
        );
    }
    let _ = write!(out, "{indent}{role}");
    match &node.data {
        Data::Scalar(scalar) => {
            let style = if scalar.style == Style::Plain {
                String::new()
            } else {
                format!(" {:?}", scalar.style)
            };
            let _ =
                writeln!(out, "{:?}{style} {}{tag}{steps}", scalar.text, place(text, node.span));
        }
        Data::Seq(items) => {
            let _ = writeln!(out, "seq {}{tag}{steps}", place(text, node.span));
            for item in items {
                dump_node(out, text, item, depth + 1, "- ");
            }
        }
        Data::Map(map) => {
            let _ = writeln!(out, "map {}{tag}{steps}", place(text, node.span));
            for entry in &map.entries {
                dump_node(out, text, &entry.key, depth + 1, "? ");
                dump_node(out, text, &entry.value, depth + 1, ": ");
            }
        }
        Data::Alias(target) if node.span == target.span => {
            let _ = writeln!(out, "anchored{steps}");
            dump_node(out, text, target, depth + 1, "& ");
        }
        Data::Alias(target) => {
            let _ = writeln!(
                out,
                "alias {} = {}{steps}",
                place(text, node.span),
                place(text, target.span)
            );
        }
    }
}

/// A span and, if it is short, what it covers.
fn place(text: &str, span: Span) -> String {
    let (start, end) = (span.start(), span.end());
    let covered = &text[start as usize..end as usize];
    let covered = if covered.len() > 30 { "…" } else { covered };
    format!("{start}..{end} {covered:?}")
}

#[test]
fn nodes_are_small() {
    assert!(size_of::<Node>() <= 64, "{}", size_of::<Node>());
}

#[test]
fn fixtures_keep_their_trees() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/yaml");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.remove_input_file();
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| {
        path.extension().is_some_and(|extension| extension != "snap" && extension != "new")
    });
    names.sort();
    assert!(names.len() > 10, "fixtures are missing");
    settings.bind(|| {
        for path in names {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name, dump(&text, &parse(SOURCE, &text)));
        }
    });
}
