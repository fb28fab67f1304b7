//! How one value of a project came about.

use diag::{Gap, Span, Step};
use syntax::yaml::Node;

use super::Project;

/// The value at a path of the model, and its way there.
#[derive(Clone, Debug)]
pub struct Story {
    /// What stands there, in a few words.
    pub value: String,
    /// Where it is written.
    pub span: Span,
    /// The places it travelled, nearest first.
    pub steps: Vec<Step>,
    /// Why the files do not decide it, if so.
    pub doubt: Option<String>,
}

impl Project {
    /// The story of the value at a path such as `services.web.ports[0].target`.
    pub fn story(&self, path: &str) -> Option<Story> {
        let mut nodes = vec![&self.root];
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let (name, positions) = part.split_once('[').unwrap_or((part, ""));
            if !name.is_empty() {
                nodes.push(nodes.last()?.get(name)?);
            }
            for position in positions.split('[').filter(|it| !it.is_empty()) {
                let position: usize = position.trim_end_matches(']').parse().ok()?;
                nodes.push(nodes.last()?.items().get(position)?);
            }
        }
        let node = *nodes.last()?;
        let steps = nodes.iter().rev().flat_map(|node| node.steps()).cloned().collect();
        Some(Story {
            value: words(node),
            span: node.target().span,
            steps,
            doubt: self.doubt(node).map(str::to_owned),
        })
    }

    /// Parts of the model that could not be followed.
    pub fn unread(&self) -> &[Gap] {
        &self.unread
    }
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
