//! What `plimsoll resolve` makes of every kind of Compose project, below `fixtures/compose`. The same folders are compared
//! with Docker Compose itself by `tools/compose-diff`.
//!
//! `BLESS=1 cargo test --test compose` writes the snapshots; read the difference before it is kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot do its work fails")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use assert_cmd::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/compose").canonicalize().unwrap()
}

fn projects() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let projects: BTreeSet<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    projects.into_iter().collect()
}

/// The model, or why there is none.
fn resolve(project: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["resolve", "--root", "."]).current_dir(project).env_clear();
    let output = command.env("HOME", "/home/me").output().unwrap();
    assert_eq!(output.status.success(), output.stderr.is_empty(), "{}", project.display());
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let text = text.replace(&*project.to_string_lossy(), "/project");
    text.replace(&*folder().to_string_lossy(), "/projects")
}

#[test]
fn every_project_resolves_as_its_snapshot() {
    let mut wrong = Vec::new();
    for project in projects() {
        let snapshot = project.with_extension("out");
        let said = resolve(&project);
        if env::var_os("BLESS").is_some() {
            fs::write(&snapshot, said).unwrap();
        } else if fs::read_to_string(&snapshot).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", snapshot.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_snapshot_outlives_its_project() {
    let snapshots = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    for path in snapshots.filter(|path| path.is_file()) {
        assert!(path.with_extension("").is_dir(), "{} belongs to no project", path.display());
    }
}
