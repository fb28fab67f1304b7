//! Trees of the fixtures, with the place of every node.

mod laws;
mod limits;
mod oracle;
mod search;

use std::fmt::Write as _;

use diag::{SourceId, Span};

use crate::yaml;

use super::{Data, Dialect, Document, Node, Stream, Style, merge_keys, parse};

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

/// All inputs under `fixtures/syntax/yaml`, by name.
fn fixtures() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/yaml");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inputs =
        paths.filter(|path| path.extension().is_some_and(|it| it == "yaml" || it == "json"));
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut list: Vec<_> =
        inputs.map(|path| (name(&path), std::fs::read_to_string(&path).unwrap())).collect();
    list.sort();
    assert!(list.len() > 10, "fixtures are missing");
    list
}

fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/syntax/yaml"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn fixtures_keep_their_trees() {
    snapshots().bind(|| {
        for (name, text) in fixtures() {
            insta::assert_snapshot!(name, dump(&text, &parse(SOURCE, &text)));
        }
    });
}

#[test]
fn merge_keys_follow_the_dialect() {
    snapshots().bind(|| {
        for (name, text) in fixtures().into_iter().filter(|(name, _)| name.starts_with("merge")) {
            for dialect in [Dialect::Compose, Dialect::Kubernetes] {
                let mut stream = parse(SOURCE, &text);
                for document in &mut stream.documents {
                    let merged = merge_keys(
                        document.root.take().expect("merge fixtures have roots"),
                        dialect,
                    );
                    document.root = Some(merged.root);
                    document.errors.extend(merged.errors);
                }
                insta::assert_snapshot!(format!("{name}.{dialect:?}"), dump(&text, &stream));
            }
        }
    });
}

#[test]
fn accessors_see_through_aliases_and_take_the_last_duplicate() {
    let text = "base: &base {image: {name: old, name: nginx}, list: [1, ~]}\nuse: *base\n";
    let root = parse(SOURCE, text).documents.remove(0).root.unwrap();
    let used = root.get("use").unwrap();
    assert_eq!(used.path(&["image", "name"]).and_then(Node::as_str), Some("nginx"));
    assert!(used.get("list").unwrap().items()[1].is_null());
    assert_eq!(
        used.alias_span().map(|span| place(text, span)).as_deref(),
        Some("65..70 \"*base\"")
    );
    assert_eq!(root.get("base").unwrap().alias_span(), None);
    assert_eq!(used.target().span, root.get("base").unwrap().span);
    assert_eq!(root.path(&["use", "image", "name", "deeper"]), None);
}

#[test]
fn the_way_of_a_leaf_is_that_of_its_parents() {
    let text = "a: &a {deep: {leaf: 1}}\nb: &b {<<: *a}\nc: {<<: *b}\n";
    let root = parse(SOURCE, text).documents.remove(0).root.unwrap();
    let root = merge_keys(root, Dialect::Compose).root;
    assert_eq!(root.path(&["c", "deep", "leaf"]).and_then(Node::as_str), Some("1"));
    let steps = root.steps_along(&["c", "deep", "leaf"]);
    let places: Vec<_> = steps.iter().map(|step| place(text, step.span.unwrap())).collect();
    assert_eq!(places, ["47..49 \"*b\"", "35..37 \"*a\""]);
}
