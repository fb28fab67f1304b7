//! Prints what a chart renders, file by file, for comparisons. usage: render CHART [VALUES...]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its user")]

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use diag::{Source, SourceId, Sources};
use helm::chart::{self, Files};
use helm::origin::Origins;
use helm::render::{Failure, Release, render};
use helm::value::Map;

/// The files of a directory of the disk.
struct Disk {
    root: PathBuf,
    sources: RefCell<Sources>,
}

impl Files for Disk {
    fn list(&self, directory: &str) -> Vec<String> {
        let mut paths = Vec::new();
        walk(&self.root.join(directory), &mut String::new(), &mut paths);
        paths.sort();
        paths
    }

    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        let bytes = std::fs::read(self.root.join(path)).ok()?;
        let text: Arc<str> = String::from_utf8_lossy(&bytes).into();
        Some((self.add(path, Arc::clone(&text))?, text))
    }

    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.root.join(path)).ok()
    }

    fn add(&self, path: &str, text: Arc<str>) -> Option<SourceId> {
        Some(self.sources.borrow_mut().add(Source::new(path, text)))
    }
}

fn walk(directory: &Path, prefix: &mut String, paths: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let before = prefix.len();
        prefix.push_str(&name);
        if entry.path().is_dir() {
            prefix.push('/');
            walk(&entry.path(), prefix, paths);
        } else {
            paths.push(prefix.clone());
        }
        prefix.truncate(before);
    }
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(root) = args.next() else { return ExitCode::from(2) };
    let disk = Disk { root: root.into(), sources: RefCell::default() };
    let mut origins = Origins::default();
    let user = Map::new();
    for path in args {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let documents = helm::yaml::values_file(SourceId(0), &text, &mut origins);
        for map in documents.unwrap_or_default().iter().filter_map(|it| it.as_map()) {
            chart::overlay(&user, map);
        }
    }
    let done = chart::load("", &disk, &mut origins).map_err(Failure::Chart);
    match done.and_then(|chart| render(chart, &user, &Release::default(), origins)) {
        Ok(rendering) => match rendering.documents() {
            Ok(documents) => {
                for document in documents {
                    let text = &document.file.text.as_str()[document.range];
                    let text = text.trim_start_matches(['\n', '\r']);
                    let end = if text.ends_with('\n') { "" } else { "\n" };
                    print!("---\n# Source: {}\n{text}{end}", document.file.name);
                }
                ExitCode::SUCCESS
            }
            Err(refused) => {
                eprintln!("{}: {}", refused.file, refused.message);
                ExitCode::FAILURE
            }
        },
        Err(Failure::Chart(problem)) => {
            eprintln!("{}", problem.message);
            ExitCode::FAILURE
        }
        Err(Failure::Template(error)) => {
            let sources = disk.sources.borrow();
            let place = error.span.map(|span| {
                let source = sources.get(span.source);
                format!("{}:{}: ", source.path, source.position(span.start()).line)
            });
            eprintln!("{}{}", place.unwrap_or_default(), error.message);
            ExitCode::FAILURE
        }
    }
}
