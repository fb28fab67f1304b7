//! A line on a terminal that says what a long run is busy with.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, Thread};
use std::time::{Duration, Instant};

use crate::output;

/// Shorter runs draw nothing.
const PATIENCE: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(100);

/// What a run is busy with.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    phase: Mutex<(&'static str, usize)>,
    done: AtomicUsize,
    over: AtomicBool,
}

impl Progress {
    /// Begins a phase with so many things to do.
    pub(crate) fn start(&self, phase: &'static str, total: usize) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = (phase, total);
        self.done.store(0, Ordering::Relaxed);
    }

    /// Does one thing and counts it.
    pub(crate) fn count<T>(&self, work: impl FnOnce() -> T) -> T {
        let result = work();
        self.done.fetch_add(1, Ordering::Relaxed);
        result
    }

    /// Draws until [`Progress::finish`], on a thread of its own, which is returned.
    pub(crate) fn draw<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) -> Thread {
        let drawing = scope.spawn(|| {
            let start = Instant::now();
            let mut drawn = false;
            while !self.over.load(Ordering::Acquire) {
                std::thread::park_timeout(STEP);
                if start.elapsed() > PATIENCE {
                    let (phase, total) = *self.phase.lock().unwrap_or_else(PoisonError::into_inner);
                    let done = self.done.load(Ordering::Relaxed);
                    output::status(&format!("\r\u{1b}[K{phase} {done}/{total}"));
                    drawn = true;
                }
            }
            if drawn {
                output::status("\r\u{1b}[K");
            }
        });
        drawing.thread().clone()
    }

    /// Ends the drawing, at once.
    pub(crate) fn finish(&self, drawing: &Thread) {
        self.over.store(true, Ordering::Release);
        drawing.unpark();
    }
}
