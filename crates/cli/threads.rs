//! The threads of a run.

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

/// As many as were asked for, or as there are cores.
pub(crate) fn n_threads(threads: Option<usize>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    threads.filter(|n| *n > 0).unwrap_or_else(cores)
}
