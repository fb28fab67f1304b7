//! The way of a value through merges, shared by all values that went the same way.

use std::sync::Arc;

use diag::Step;

/// The places that a value travelled, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The latest stop.
    pub step: Step,
    /// The stops before it.
    pub next: Option<Arc<Trail>>,
}

impl Trail {
    /// A trail of `step` after those of `next`.
    pub fn new(step: Step, next: Option<Arc<Self>>) -> Arc<Self> {
        Arc::new(Self { step, next })
    }

    /// All steps, the latest first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(Some(self), |trail| trail.next.as_deref()).map(|trail| &trail.step)
    }
}

impl Drop for Trail {
    // The derived drop recurses once per step; a long way must not end the program.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut trail) = next.and_then(Arc::into_inner) {
            next = trail.next.take();
        }
    }
}
