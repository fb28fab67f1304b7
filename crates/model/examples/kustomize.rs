//! Prints what a kustomization renders, one JSON object a line, to be compared with `kubectl kustomize`.
//!
//! Usage: `kustomize ROOT FOLDER`. The folder is relative to the root. Problems go before the objects, each after a `#`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use diag::{Source, SourceId, Sources};
use model::kube::Manifest;
use model::load::{Input, Options, link, parse, plan, resolve};
use model::{FileKind, Files, Unavailable, files};

/// The files below a root, each read once.
struct Disk {
    root: PathBuf,
    read: Mutex<(Sources, BTreeMap<String, SourceId>)>,
}

impl Files for Disk {
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (sources, known) = &mut *read;
        if let Some(id) = known.get(path) {
            return Ok((*id, Arc::clone(sources.get(*id))));
        }
        let text =
            std::fs::read_to_string(self.root.join(path)).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Unavailable::NotFound,
                _ => Unavailable::Unreadable(error.to_string()),
            })?;
        let id = sources.add(Source::new(path, text));
        known.insert(path.to_owned(), id);
        Ok((id, Arc::clone(sources.get(id))))
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(root), Some(folder)) = (arguments.next(), arguments.next()) else {
        return say("usage: kustomize ROOT FOLDER", ExitCode::from(2));
    };
    let disk = Disk { root: root.into(), read: Mutex::default() };
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let mut paths = names.iter().filter_map(|name| files::join(&folder, name));
    let Some((source, text)) = paths.find_map(|path| disk.read(&path).ok()) else {
        return say("there is no kustomization", ExitCode::from(2));
    };
    say(&render(&disk, source, &text), ExitCode::SUCCESS)
}

fn render(disk: &Disk, source: SourceId, text: &Source) -> String {
    let options = Options::default();
    let input = Input { source, kind: FileKind::Kustomization, judged: true };
    let mut plan = plan(vec![parse(input, text, &options)], &options);
    let jobs = std::mem::take(&mut plan.jobs);
    let resolved = jobs.into_iter().map(|job| resolve(job, disk, &options)).collect();
    let sources = disk.read.lock().unwrap_or_else(PoisonError::into_inner).0.clone();
    let project = link(plan, resolved, sources, Vec::new());
    let mut out = String::new();
    for gap in &project.gaps {
        let _ = writeln!(out, "# {}", gap.message);
    }
    for object in project.manifests.iter().flat_map(Manifest::to_json) {
        let _ = writeln!(out, "{object}");
    }
    out
}

fn say(text: &str, code: ExitCode) -> ExitCode {
    use std::io::Write as _;
    let written = write!(std::io::stdout(), "{text}");
    if written.is_ok() { code } else { ExitCode::from(2) }
}
