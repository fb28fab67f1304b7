//! The way of values through merges.

use std::sync::Arc;

use diag::Step;
use syntax::yaml::{Data, Node, Trail};

/// Notes a stop for everything in a mapping.
pub(super) fn mark(node: &mut Node, step: Step) {
    let trail = Trail::new(step, None);
    match &mut node.data {
        Data::Map(map) => map.entries.iter_mut().for_each(|entry| add(&mut entry.value, &trail)),
        _ => add(node, &trail),
    }
}

/// Hands the way of a collection down to what is in it, so that it can be mixed with another.
pub(super) fn sink(node: &mut Node) {
    let Some(trail) = node.trail.take() else { return };
    match &mut node.data {
        Data::Map(map) => map.entries.iter_mut().for_each(|entry| below(&mut entry.value, &trail)),
        Data::Seq(items) => items.iter_mut().for_each(|item| below(item, &trail)),
        _ => node.trail = Some(trail),
    }
}

/// Adds stops that come after those of the value.
fn add(node: &mut Node, trail: &Arc<Trail>) {
    node.trail = Some(match node.trail.take() {
        None => Arc::clone(trail),
        earlier => Trail::new(trail.step.clone(), earlier),
    });
}

/// Adds the stops of what encloses the value.
fn below(node: &mut Node, outer: &Arc<Trail>) {
    let Some(own) = node.trail.take() else {
        node.trail = Some(Arc::clone(outer));
        return;
    };
    let steps: Vec<Step> = own.steps().cloned().collect();
    let joined = steps.into_iter().rev();
    node.trail = Some(joined.fold(Arc::clone(outer), |next, step| Trail::new(step, Some(next))));
}
