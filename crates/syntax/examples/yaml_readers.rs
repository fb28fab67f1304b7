//! Reads every YAML and JSON file below some directories with our reader and with granit-parser, and prints where they
//! differ; with `--time` it only reads, five times, and prints how long our reader took.
//!
//!     cargo run --release -p plimsoll-syntax --example yaml_readers [--time] DIRECTORY...

#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use diag::SourceId;
use syntax::yaml;

#[path = "../src/yaml/tests/oracle.rs"]
mod oracle;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let times = arguments.iter().position(|it| it == "--time");
    let is_timed = times.map(|at| arguments.remove(at)).is_some();
    let mut files = Vec::new();
    for directory in &arguments {
        collect(Path::new(directory), &mut files);
    }
    let texts: Vec<(PathBuf, String)> = files
        .into_iter()
        .filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?)))
        .collect();
    if is_timed { time(&texts) } else { compare(&texts) }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if kind.is_dir() {
            collect(&path, files);
        } else if kind.is_file() && matches!(extension, "yaml" | "yml" | "json") {
            files.push(path);
        }
    }
}

fn time(texts: &[(PathBuf, String)]) {
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    for _ in 0..5 {
        let start = Instant::now();
        let documents: usize =
            texts.iter().map(|(_, text)| yaml::parse(SourceId(0), text).documents.len()).sum();
        println!("{documents} documents, {bytes} bytes: {:?}", start.elapsed());
    }
}

fn compare(texts: &[(PathBuf, String)]) {
    let mut refused = 0;
    for (path, text) in texts {
        let documents = yaml::parse(SourceId(0), text).documents;
        refused += usize::from(documents.iter().any(|it| !it.errors.is_empty()));
        if let Some(it) = oracle::difference(text) {
            let same = it.ours.bytes().zip(it.theirs.bytes()).take_while(|(a, b)| a == b).count();
            let from = |text: &str| -> String {
                String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(20)..])
                    .chars()
                    .take(100)
                    .collect()
            };
            println!(
                "{}\n  ours: {}\n  theirs: {}",
                path.display(),
                from(&it.ours),
                from(&it.theirs)
            );
        }
    }
    println!("{} files, {refused} with errors", texts.len());
}
