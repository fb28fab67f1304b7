//! Manifests that are more than can be judged.

use diag::{SourceId, Span};
use syntax::SyntaxError;

use super::load::Tree;
use super::object::ObjectFacts;
use super::{Field, workload};
use crate::budget;

/// No object or container is written in fewer bytes.
const LEAST: usize = 8;

/// What is too much in a file, if something is.
pub(super) fn oversized(
    tree: &Tree,
    objects: &[ObjectFacts],
    id: SourceId,
    text: &str,
) -> Option<SyntaxError> {
    let span = objects.first().map_or(Span::file(id), |object| object.span);
    if expands_too_far(tree, text) {
        let message = "the file is too large to be judged with every alias written out";
        return Some(SyntaxError::new(span, message).with_help("write less by repetition"));
    }
    if text.len() / LEAST < budget::OBJECTS || count(tree, objects) <= budget::OBJECTS {
        return None;
    }
    let message = format!("the file holds more than {} objects and containers", budget::OBJECTS);
    Some(SyntaxError::new(span, message).with_help("split the file"))
}

/// Whether aliases make much more of a text than is written.
fn expands_too_far(tree: &Tree, text: &str) -> bool {
    if memchr::memchr(b'*', text.as_bytes()).is_none() {
        return false;
    }
    let mut left = budget::MANIFEST.max(text.len());
    !tree.roots.iter().flatten().all(|root| match root.expanded_size(left) {
        Some(size) => {
            left -= size;
            true
        }
        None => false,
    })
}

/// How many objects and containers there are.
fn count(tree: &Tree, objects: &[ObjectFacts]) -> usize {
    let containers = |facts: &ObjectFacts| -> usize {
        let Some(node) = tree.node(&facts.address) else { return 0 };
        let root = Field::root(node);
        let pods = workload::templates(facts, &root);
        let lists = ["containers", "initContainers", "ephemeralContainers", "steps", "sidecars"];
        let list = |pod: &workload::Template<'_>| -> usize {
            lists.iter().map(|key| pod.spec.list(key).len()).sum()
        };
        pods.iter().map(list).sum()
    };
    objects.len() + objects.iter().map(containers).sum::<usize>()
}
