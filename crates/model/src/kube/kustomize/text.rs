//! Trees from files and from text inside a kustomization, ready to be changed.

use diag::{Source, SourceId, Span};
use syntax::yaml::{self, Data, Dialect, Node, Stream, Style};

use super::tree;
use crate::budget::Budget;
use crate::kube::definition;
use crate::kube::load::Tree;

/// The documents of a text, without aliases and merge keys; empty ones budget out. `None` if a document is torn.
pub(super) fn documents(source: SourceId, text: &str, budget: &mut Budget) -> Option<Vec<Node>> {
    roots(yaml::parse(source, text), budget)
}

/// The same, but of definitions of custom resources only the heads.
pub(super) fn heads(source: SourceId, text: &str, budget: &mut Budget) -> Option<Vec<Node>> {
    roots(yaml::parse_heads(source, text, definition::head), budget)
}

/// The same from a tree that was read so.
pub(super) fn copied(read: &Tree, budget: &mut Budget) -> Option<Vec<Node>> {
    if read.is_broken() {
        return None;
    }
    let mut roots: Vec<Node> = read.roots.iter().flatten().cloned().collect();
    roots.iter_mut().try_for_each(|root| tree::flatten(root, budget))?;
    roots.retain(|root| !root.is_null());
    Some(roots)
}

fn roots(stream: Stream, budget: &mut Budget) -> Option<Vec<Node>> {
    let mut roots = Vec::new();
    for document in stream.documents {
        if document.truncated {
            return None;
        }
        let Some(root) = document.root else { continue };
        let mut root = if document.has_merge_keys {
            yaml::merge_keys(root, Dialect::Kubernetes).root
        } else {
            root
        };
        tree::flatten(&mut root, budget)?;
        roots.push(root);
    }
    roots.retain(|root| !root.is_null());
    Some(roots)
}

/// The documents of a scalar that is YAML itself, with places in the file around it.
pub(super) fn inline(scalar: &Node, around: &Source, budget: &mut Budget) -> Option<Vec<Node>> {
    let text = scalar.as_str()?;
    let source = scalar.span.source;
    let mut roots = documents(source, text, budget)?;
    let lines = Lines::new(scalar, text, around);
    for root in &mut roots {
        relocate(root, &|span| lines.outer(span));
    }
    Some(roots)
}

fn relocate(node: &mut Node, outer: &dyn Fn(Span) -> Span) {
    node.span = outer(node.span);
    match &mut node.data {
        Data::Seq(items) => items.iter_mut().for_each(|item| relocate(item, outer)),
        Data::Map(map) => {
            for entry in &mut map.entries {
                relocate(&mut entry.key, outer);
                relocate(&mut entry.value, outer);
            }
        }
        _ => {}
    }
}

/// From offsets in the text of a literal block to offsets in the file.
struct Lines {
    scalar: Span,
    /// Where lines start: in the text, and in the file. Empty if the style does not tell.
    starts: Vec<(u32, u32)>,
}

impl Lines {
    fn new(scalar: &Node, text: &str, around: &Source) -> Self {
        let is_literal = scalar.scalar().is_some_and(|it| it.style == Style::Literal);
        let starts = if is_literal { literal(scalar.span, text, around) } else { None };
        Self { scalar: scalar.span, starts: starts.unwrap_or_default() }
    }

    fn outer(&self, inner: Span) -> Span {
        match (self.offset(inner.start()), self.offset(inner.end())) {
            (Some(start), Some(end)) => Span::new(self.scalar.source, start, end.max(start)),
            _ => self.scalar,
        }
    }

    fn offset(&self, inner: u32) -> Option<u32> {
        let after = self.starts.partition_point(|(start, _)| *start <= inner);
        let (start, outer) = self.starts.get(after.checked_sub(1)?)?;
        Some((outer + (inner - start)).min(self.scalar.end()))
    }
}

/// The lines of a literal block lose their common margin and nothing else.
fn literal(span: Span, text: &str, around: &Source) -> Option<Vec<(u32, u32)>> {
    let written = around.slice(span.range?);
    let mut outer = span.start() + to_u32(written.find('\n')? + 1);
    let mut inner = 0;
    let mut starts = Vec::new();
    let mut written = written.split_inclusive('\n').skip(1);
    for line in text.split_inclusive('\n') {
        let raw = written.next()?;
        let content = line.trim_end_matches(['\n', '\r']);
        let margin = raw.trim_end_matches(['\n', '\r']).len().checked_sub(content.len());
        starts.push((inner, outer + to_u32(margin.unwrap_or_default())));
        inner += to_u32(line.len());
        outer += to_u32(raw.len());
    }
    Some(starts)
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_patch_keeps_its_places() {
        let text = "patch: |-\n    a: 1\n    b:\n\n      c: é two\n";
        let source = Source::new("x", text);
        let root = documents(SourceId(0), text, &mut Budget::new(100)).unwrap().remove(0);
        let patch =
            inline(root.get("patch").unwrap(), &source, &mut Budget::new(100)).unwrap().remove(0);
        let value = patch.path(&["b", "c"]).unwrap();
        assert_eq!(source.slice(value.span.range.unwrap()), "é two");
        assert_eq!(source.slice(patch.entry("a").unwrap().key.span.range.unwrap()), "a");
    }
}
