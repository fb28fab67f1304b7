//! The floor that `plimsoll check` is measured against: walks a folder, reads every byte in parallel and adds them up.
//!
//! ```text
//! cargo run --release --example read_floor -- FOLDER
//! ```

use std::path::PathBuf;

use rayon::prelude::*;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let walk = ignore::WalkBuilder::new(folder).hidden(false).git_ignore(false).build();
    let files: Vec<PathBuf> = walk
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .collect();
    let read = |path: &PathBuf| std::fs::read(path).unwrap_or_default();
    let (n_bytes, sum) = files
        .par_iter()
        .map(read)
        .map(|bytes| (bytes.len(), bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>()))
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    report(files.len(), n_bytes, sum)
}

fn report(n_files: usize, n_bytes: usize, sum: u64) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{n_files} files, {n_bytes} bytes, sum {sum}")
}
