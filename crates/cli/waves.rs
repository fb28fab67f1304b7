//! Jobs of a run in waves, so that what they come to together has a limit that does not depend on the number of threads.

use diag::Trouble;
use model::budget;
use model::load::{Job, Resolved};
use rayon::prelude::*;

use crate::paths;

/// How many jobs go together at least, and at most.
const WAVE: (usize, usize) = (2, 1024);

/// Does all jobs in order, as long as there is something left of `values`: the others are errors. A wave is as large as can
/// be if every job in it comes to as much as the largest one so far.
pub(crate) fn resolve(
    jobs: Vec<Job>,
    values: usize,
    work: impl Fn(Job) -> Result<Resolved, Trouble> + Sync,
) -> Vec<Result<Resolved, Trouble>> {
    let mut done = Vec::with_capacity(jobs.len());
    let mut jobs = jobs.into_iter();
    let (mut left, mut most) = (values, budget::RUN);
    loop {
        let size = (left / most.max(1)).clamp(WAVE.0, WAVE.1);
        let wave: Vec<Job> = jobs.by_ref().take(size).collect();
        if wave.is_empty() {
            return done;
        }
        if left == 0 {
            done.extend(wave.iter().map(|job| Err(refused(job))));
            continue;
        }
        if done.is_empty() {
            most = 0;
        }
        let results: Vec<_> = wave.into_par_iter().map(&work).collect();
        for result in &results {
            let spent = result.as_ref().map_or(0, Resolved::spent);
            most = most.max(spent);
            left = left.saturating_sub(spent);
        }
        done.extend(results);
    }
}

fn refused(job: &Job) -> Trouble {
    paths::trouble(
        job.path(),
        "it is not resolved: the projects before it come to all that one run can hold",
        "check it by itself",
    )
}
