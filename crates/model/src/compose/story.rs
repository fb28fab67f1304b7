//! How one value of a project came about.

use diag::{Gap, Span, Step};
use syntax::yaml::Node;

use super::Project;

/// The value at a path of the model, and its way there.
#[derive(Clone, Debug)]
pub struct Story {
    /// What stands there, in a few words.
    pub value: String,
    /// Where it is written, or where it would be.
    pub span: Span,
    /// Whether somebody wrote it.
    pub is_written: bool,
    /// The places it travelled, nearest first.
    pub steps: Vec<Step>,
    /// Why the files do not decide it, if so.
    pub doubt: Option<String>,
}

impl Project {
    /// The story of the value at a path such as `services.web.ports[0].target`.
    pub fn story(&self, path: &str) -> Option<Story> {
        let mut nodes = vec![&self.root];
        let mut rest = path;
        while !rest.is_empty() {
            let (node, after) = step(nodes.last()?, rest)?;
            nodes.push(node);
            rest = after.strip_prefix('.').unwrap_or(after);
        }
        let node = *nodes.last()?;
        let span = node.target().span;
        let steps = nodes.iter().rev().flat_map(|node| node.steps());
        let is_elsewhere = |step: &&Step| !step.span.is_some_and(|place| place.encloses(span));
        let steps = steps.filter(is_elsewhere).cloned().collect();
        Some(Story {
            value: words(node),
            span,
            is_written: true,
            steps,
            doubt: self.doubt(node).map(str::to_owned),
        })
    }

    /// Parts of the model that could not be followed.
    pub fn unread(&self) -> &[Gap] {
        &self.unread
    }
}

/// What the first part of a path leads to, and the rest of the path. A key may hold dots: the longest one counts.
fn step<'n, 'p>(node: &'n Node, path: &'p str) -> Option<(&'n Node, &'p str)> {
    if let Some((position, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']')) {
        return Some((node.items().get(position.parse::<usize>().ok()?)?, rest));
    }
    let entries = node.target().entries().iter().filter_map(|entry| {
        let rest = path.strip_prefix(entry.key.as_str()?)?;
        (rest.is_empty() || rest.starts_with(['.', '['])).then_some((&entry.value, rest))
    });
    entries.min_by_key(|(_, rest)| rest.len())
}

/// What stands there, in a few words.
pub(crate) fn words(node: &Node) -> String {
    match (node.as_str(), node.as_seq(), node.as_map()) {
        (Some(_), ..) if node.is_null() => "nothing".to_owned(),
        (Some(text), ..) => format!("`{text}`"),
        (_, Some(items), _) => format!("a list of {}", items.len()),
        (.., Some(map)) => format!("a mapping of {}", map.entries.len()),
        _ => "nothing".to_owned(),
    }
}
