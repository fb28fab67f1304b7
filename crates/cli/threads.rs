//! The threads of a run: as many as were asked for, or fewer where the system does not give them.

use std::sync::mpsc;
use std::thread;

/// More threads than this gain nothing, whatever is asked for, unless there are more cores.
const MOST: usize = 64;

/// Runs on threads with stacks that hold the deepest tree. One thread is the one that is already there.
pub(crate) fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 8 << 20;
    let many = n_threads(threads);
    let here = || rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    let pool = if many == 1 {
        here()
    } else {
        rayon::ThreadPoolBuilder::new()
            .num_threads(many)
            .stack_size(STACK)
            .build()
            .or_else(|_| here())
    };
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// As many as were asked for, or as there are cores; one if the system does not give so many to the walk and the pool
/// together. Both would wait for ever for threads that never start.
pub(crate) fn n_threads(threads: Option<usize>) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let wanted = threads.filter(|n| *n > 0).unwrap_or(cores).min(cores.max(MOST));
    if wanted == 1 || can_start(2 * wanted) { wanted } else { 1 }
}

/// Whether so many threads can run at once: a container may be allowed a handful of processes.
fn can_start(many: usize) -> bool {
    const STACK: usize = 64 << 10;
    let mut started = Vec::with_capacity(many);
    for _ in 0..many {
        let (release, wait) = mpsc::channel::<()>();
        let waiter = thread::Builder::new().stack_size(STACK).spawn(move || wait.recv().is_err());
        match waiter {
            Ok(waiter) => started.push((release, waiter)),
            Err(_) => break,
        }
    }
    let could = started.len() == many;
    for (release, waiter) in started {
        drop(release);
        // It ends as soon as its channel does, and returns nothing that matters.
        let _ = waiter.join();
    }
    could
}

#[cfg(test)]
mod tests {
    use super::{MOST, n_threads};

    #[test]
    fn no_more_threads_than_gain_something() {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(n_threads(Some(1_000_000)) <= cores.max(MOST));
        assert_eq!(n_threads(Some(1)), 1);
    }
}
