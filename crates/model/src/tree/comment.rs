//! Comments that may be meant for a linter, and the part of a tree that each covers.

use diag::Span;
use memchr::memmem;
use syntax::yaml::Node;

use super::place::item_at;
use crate::CommentSite;

/// Words without which no comment is an ignore comment of any tool.
const WORDS: [&[u8]; 8] =
    [b"plimsoll", b"checkov", b"trivy", b"kics", b"ignore", b"skip", b"disable", b"nosem"];

/// The comments of a text that may be meant for a linter. `roots` are its documents.
pub(crate) fn sites(
    roots: &[&Node],
    comments: &[Span],
    text: &str,
    judged: bool,
) -> Vec<CommentSite> {
    let is_meant = |comment: &&Span| {
        let bytes = &text.as_bytes()[comment.start() as usize..comment.end() as usize];
        WORDS.iter().any(|word| memmem::find(bytes, word).is_some())
    };
    let site = |comment: &Span| {
        let at = target(text, *comment);
        let covers = at.and_then(|at| node_at(roots, at));
        CommentSite { comment: *comment, covers, stage: None, judged }
    };
    comments.iter().filter(is_meant).map(site).collect()
}

/// Where the line begins that a comment speaks of: its own, or the next one that says something.
fn target(text: &str, comment: Span) -> Option<Span> {
    let offset = comment.start() as usize;
    let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..offset]).map_or(0, |at| at + 1);
    let is_beside =
        !text[line_start..offset].trim_ascii().trim_start_matches('\u{feff}').is_empty();
    let mut at = if is_beside { line_start } else { comment.end() as usize };
    if !is_beside {
        // The rest of the comment's own line.
        at += text[at..].find('\n')? + 1;
    }
    loop {
        let line = text[at..].split('\n').next().unwrap_or_default();
        let content = line.trim_ascii();
        if content.is_empty() || at >= text.len() {
            return None;
        }
        if content.starts_with('#') || content == "---" {
            at += line.len() + 1;
            if at > text.len() {
                return None;
            }
            continue;
        }
        let start = at + (line.len() - line.trim_ascii_start().len());
        return Some(Span::new(
            comment.source,
            to_u32(start),
            to_u32(at + line.trim_ascii_end().len()),
        ));
    }
}

/// The part that starts on a line: an item of a list as a whole, a document as a whole, else an entry with its key.
fn node_at(roots: &[&Node], line: Span) -> Option<Span> {
    let next = roots.partition_point(|root| root.span.start() < line.end());
    let root = roots.get(next.checked_sub(1)?)?;
    // A document that starts with `--- {` or on this very line.
    if root.span.start() >= line.start() && root.as_map().is_some() {
        return Some(root.span);
    }
    within(root, line)
}

fn within(node: &Node, line: Span) -> Option<Span> {
    if node.alias_span().is_some() {
        return None;
    }
    for entry in node.entries() {
        let whole = entry.key.span.to(entry.value.span);
        if whole.source != line.source || whole.end() <= line.start() {
            continue;
        }
        if whole.start() >= line.start() {
            return (whole.start() < line.end()).then_some(whole);
        }
        return within(&entry.value, line);
    }
    let items = node.items();
    let next = items.partition_point(|item| item.span.end() <= line.start());
    let item = items.get(next)?;
    if item.span.start() >= line.start() {
        return (item.span.start() < line.end()).then_some(item.span);
    }
    let (_, item) =
        item_at(items, Span::new(line.source, line.start(), line.start())).unwrap_or((next, item));
    within(item, line)
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
