//! What another reader of YAML, granit-parser, finds in a text, in a form that both readers can be held to.

use std::collections::HashMap;
use std::fmt::Write as _;

use diag::SourceId;
use granit_parser::{Event, Parser, ScalarStyle, options};

use super::yaml::{self, Data, MAX_DEPTH, Node, Style};

/// The documents of a text, a word for each node; `None` if there is an error.
pub(super) fn theirs(text: &str) -> Option<String> {
    let options = options! {
        emit_unresolved_aliases: false,
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut out = String::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        let _ = match event {
            Event::DocumentStart(..) => write!(out, "--- "),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| name(&tag));
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                    ScalarStyle::Plain => Style::Plain,
                };
                // What is left out is a tilde to them.
                let is_nothing =
                    style == Style::Plain && span.byte_range().is_none_or(|it| it.is_empty());
                let text = if is_nothing { "" } else { &*text };
                scalar(&mut out, text, style, anchor, tag.as_deref())
            }
            Event::SequenceStart(_, anchor, tag) => {
                open(&mut out, "[", anchor, tag.map(|tag| name(&tag)).as_deref())
            }
            Event::MappingStart(_, anchor, tag) => {
                open(&mut out, "{", anchor, tag.map(|tag| name(&tag)).as_deref())
            }
            Event::SequenceEnd => write!(out, "] "),
            Event::MappingEnd => write!(out, "}} "),
            Event::Alias(id) => write!(out, "*{id} "),
            _ => Ok(()),
        };
    }
    // A document that says nothing but an anchor says nothing.
    Some(numbered(&out).replace("--- &0 Plain\"\" ", "--- Plain\"\" "))
}

fn name(tag: &granit_parser::Tag) -> String {
    match tag.suffix_in_namespace("tag:yaml.org,2002:") {
        Some(suffix) => format!("!!{suffix}"),
        None => format!("{}{}", tag.handle(), tag.suffix()),
    }
}

fn scalar(
    out: &mut String,
    text: &str,
    style: Style,
    anchor: usize,
    tag: Option<&str>,
) -> std::fmt::Result {
    let tag = tag.unwrap_or_default();
    if anchor > 0 {
        write!(out, "&{anchor} ")?;
    }
    write!(out, "{tag}{style:?}{text:?} ")
}

fn open(out: &mut String, bracket: &str, anchor: usize, tag: Option<&str>) -> std::fmt::Result {
    if anchor > 0 {
        write!(out, "&{anchor} ")?;
    }
    write!(out, "{}{bracket} ", tag.unwrap_or_default())
}

/// The same of our reader.
pub(super) fn ours(text: &str) -> Option<String> {
    let mut out = String::new();
    for document in yaml::parse(SourceId(0), text).documents {
        if !document.errors.is_empty() {
            return None;
        }
        out.push_str("--- ");
        match &document.root {
            Some(root) => write(&mut out, root, 0).ok()?,
            None => scalar(&mut out, "", Style::Plain, 0, None).ok()?,
        }
    }
    Some(numbered(&out))
}

/// Anchors go by their places here, by their order there.
fn write(out: &mut String, node: &Node, anchor: usize) -> std::fmt::Result {
    let tag = node.tag.as_ref().map(|tag| tag.name.as_str());
    match &node.data {
        Data::Scalar(it) => scalar(out, &it.text, it.style, anchor, tag),
        Data::Seq(items) => {
            open(out, "[", anchor, tag)?;
            for item in items {
                write(out, item, 0)?;
            }
            write!(out, "] ")
        }
        Data::Map(map) => {
            open(out, "{", anchor, tag)?;
            for entry in &map.entries {
                write(out, &entry.key, 0)?;
                write(out, &entry.value, 0)?;
            }
            write!(out, "}} ")
        }
        Data::Alias(target) if target.span == node.span => {
            let number = 1 + target.span.start() as usize;
            write(out, target, number)
        }
        Data::Alias(target) => write!(out, "*{} ", 1 + target.span.start() as usize),
    }
}

/// Anchors by their order in the document.
fn numbered(text: &str) -> String {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let words = text.split(' ').map(|word| match word.split_at_checked(1) {
        Some((mark @ ("&" | "*"), id)) if id.bytes().all(|byte| byte.is_ascii_digit()) => {
            let next = numbers.len();
            let number = if mark == "&" {
                *numbers.entry(id).or_insert(next)
            } else {
                numbers.get(id).copied().unwrap_or(usize::MAX)
            };
            format!("{mark}{number}")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What both readers find in a text where it differs.
pub(super) struct Difference {
    pub(super) ours: String,
    pub(super) theirs: String,
}

/// Errors of ours, by how they begin, where go-yaml is stricter than YAML 1.2.
const STRICTER: &[&str] = &[
    "a tab cannot indent",
    "control character",
    "for Kubernetes this `?`",
    // Keys in brackets stand in one line, and `?` ends text in brackets.
    "a comma or a closing bracket is missing",
    "`&` and `*` need a name",
    "no anchor is named",
    "a `:` cannot stand here",
    "alias `",
    "this is no tag",
];

/// How far both readers differ about a text, apart from what they have to. Where only ours takes a text, go-yaml does.
pub(super) fn difference(text: &str) -> Option<Difference> {
    // go-yaml ends lines where they do not, and takes a byte-order mark inside a text for text.
    let has_mark = text.char_indices().any(|(at, c)| at > 0 && c == '\u{feff}');
    // A block scalar that is a whole document has to be indented for go-yaml.
    let is_block = |root: &Node| {
        root.scalar().is_some_and(|it| matches!(it.style, Style::Literal | Style::Folded))
    };
    let documents = yaml::parse(SourceId(0), text).documents;
    let has_block = documents.iter().filter_map(|it| it.root.as_ref()).any(is_block);
    // A colon ends the name of an anchor for go-yaml.
    let has_colon =
        |name: &str| name.split([' ', '\t', '\n', '\r']).next().is_some_and(|it| it.contains(':'));
    let has_name = text.split(['&', '*']).skip(1).any(has_colon);
    if yaml::has_odd_breaks(text) || has_name || has_mark || has_block || text.contains("!!binary")
    {
        return None;
    }
    let theirs = theirs(text)?;
    let error = documents.iter().flat_map(|it| &it.errors).next();
    if error.is_some_and(|it| STRICTER.iter().any(|start| it.message.starts_with(start))) {
        return None;
    }
    let ours = match error {
        Some(error) => format!("{} at {}", error.message, error.span.start()),
        None => ours(text)?,
    };
    (ours != theirs).then_some(Difference { ours, theirs })
}
