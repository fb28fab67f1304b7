//! Times the whole program on many copies of the projects under `fixtures/`, against reading the same bytes.
//!
//! ```text
//! cargo bench --bench whole_run
//! ```
//!
//! Prints the median wall time of each and their ratio; on a shared machine only the ratio means something.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

/// Copies of the fixtures, and runs of each program.
const COPIES: usize = 60;
const RUNS: usize = 9;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects");
    for copy in 0..COPIES {
        copy_tree(&projects, &folder.path().join(format!("copy-{copy}")))?;
    }
    let mut checks = Vec::new();
    let mut floors = Vec::new();
    for _ in 0..RUNS {
        floors.push(timed(|| read_all(folder.path()))?);
        checks.push(timed(|| check(folder.path()))?);
    }
    let (floor, check) = (median(floors), median(checks));
    let ratio = check.as_secs_f64() / floor.as_secs_f64();
    writeln!(io::stdout(), "read {floor:.1?}, check {check:.1?}, ratio {ratio:.1}")
}

fn timed(work: impl FnOnce() -> io::Result<()>) -> io::Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn check(folder: &Path) -> io::Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["check", "--no-config", "--exit-zero", "--format", "json"]).arg(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().map(drop)
}

fn read_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            read_all(&entry.path())?;
        } else {
            fs::read(entry.path())?;
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
