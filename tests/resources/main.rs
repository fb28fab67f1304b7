//! Every construct that can multiply, each within the budget: the program has to end by itself, with little memory and no
//! panic. Curves over sizes, with CPU time and peak memory, come from `tools/resources`.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot do its work fails")]

mod inputs;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use inputs::Construct;

/// How large the inputs are. What grows with the square of its input breaks the limits at this size already.
const BYTES: usize = 64_000;

/// How many seconds of CPU time the program may take, built without optimisation. Not a clock: a busy machine changes nothing.
const CPU: &str = "--cpu=20";

/// How much address space: some 150 MiB are the program and its stacks.
const MEMORY: &str = "--as=461373440";

/// What only many files break: the limit is on each project, and the files make more than one.
fn run(construct: &Construct, tree: &Path) -> Result<(), String> {
    for (path, text) in (construct.files)(BYTES) {
        let path = tree.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = Command::new("prlimit")
        .args([CPU, MEMORY, env!("CARGO_BIN_EXE_plimsoll"), "check", "-j1", "--root", ".", "."])
        .current_dir(tree)
        // Reserved in small steps, so that the limit is about memory that is used.
        .env("MIMALLOC_ARENA_RESERVE", "16MiB")
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0..=2) if !words.contains("internal error") => Ok(()),
        _ => Err(format!("{}: {} {words}", construct.name, output.status)),
    }
}

#[test]
fn every_construct_stays_within_the_limits() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        return;
    }
    let all: Vec<&Construct> = inputs::all().collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed = Vec::new();
        while let Some(construct) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tree = tempfile::tempdir().unwrap();
            failed.extend(run(construct, tree.path()).err());
        }
        failed
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_construct_has_a_name_of_its_own() {
    let mut names: Vec<&str> = inputs::all().map(|construct| construct.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
