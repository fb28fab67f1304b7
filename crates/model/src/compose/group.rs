//! Which files make one project, as Docker Compose finds them.

use std::collections::{BTreeMap, BTreeSet};

use syntax::yaml::Node;

use super::resolve::Environment;
use super::{File, Selection};
use crate::Files;
use crate::files::{folder, join};

/// Names of a base file, the first one found counts.
const BASES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Names of the one file that is merged over the base without being asked for.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// The Compose files of a folder, or a project that the configuration puts together.
#[derive(Debug)]
pub struct Group {
    /// The folder relative to the root.
    pub folder: String,
    /// The files that are known already.
    pub files: Vec<File>,
    /// What the configuration says, if it does.
    pub selection: Option<Selection>,
}

/// Files that are loaded together.
#[derive(Debug)]
pub(super) struct Set {
    /// The files, base first.
    pub(super) files: Vec<File>,
    /// Environment files for interpolation; `None` for `.env` beside the base.
    pub(super) env_files: Option<Vec<String>>,
    /// Profiles that are active; empty means all.
    pub(super) profiles: Vec<String>,
    /// Whether the last file is an overlay, so that only the services it names are judged.
    pub(super) is_overlay: bool,
    /// Whether nothing says what the files are to be merged over.
    pub(super) is_fragment: bool,
}

/// Sorts files by what they belong to: one group per folder, and one per project of the configuration.
pub(crate) fn groups(files: Vec<File>, selections: &[Selection]) -> Vec<Group> {
    let selected: BTreeSet<&str> =
        selections.iter().flat_map(|it| &it.files).map(String::as_str).collect();
    let mut by_path: BTreeMap<String, File> = BTreeMap::new();
    let mut by_folder: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for file in files {
        if selected.contains(file.path.as_str()) {
            by_path.insert(file.path.clone(), file);
        } else {
            by_folder.entry(folder(&file.path).to_owned()).or_default().push(file);
        }
    }
    let chosen = selections.iter().filter_map(|selection| {
        let files: Vec<_> =
            selection.files.iter().filter_map(|path| by_path.get(path).cloned()).collect();
        let first = selection.files.first()?;
        (!files.is_empty()).then(|| Group {
            folder: folder(first).to_owned(),
            files,
            selection: Some(selection.clone()),
        })
    });
    let chosen: Vec<Group> = chosen.collect();
    let found =
        by_folder.into_iter().map(|(folder, files)| Group { folder, files, selection: None });
    chosen.into_iter().chain(found).collect()
}

impl Group {
    /// The sets of files that Compose would load. `environment` holds what `.env` beside them says.
    pub(super) fn sets(self, files: &dyn Files, environment: &Environment) -> Vec<Set> {
        match self.selection {
            Some(selection) => {
                let mut pool = Pool { files, folder: self.folder, known: self.files };
                vec![Set {
                    files: selection.files.iter().filter_map(|path| pool.take(path)).collect(),
                    env_files: (!selection.env_files.is_empty()).then_some(selection.env_files),
                    profiles: selection.profiles,
                    is_overlay: false,
                    is_fragment: false,
                }]
            }
            None => Pool { files, folder: self.folder, known: self.files }.sets(environment),
        }
    }
}

/// The files that Compose loads in a folder when none is named: those that `COMPOSE_FILE` in `.env` names, else the base
/// file and the override beside it. `None` if there is no base.
pub fn found(at: &str, files: &dyn Files) -> Option<Selection> {
    let environment = Environment::default().beside(at, files);
    let mut pool = Pool { files, folder: at.to_owned(), known: Vec::new() };
    let main = pool.composed(&environment).unwrap_or_else(|| pool.found());
    let home = folder(&main.first()?.path);
    // Variables of the folder go before those beside the base.
    let both = [home, at].into_iter().filter(|_| home != at).filter_map(|it| join(it, ".env"));
    let env_files = both.filter(|path| files.read(path).is_ok()).collect();
    let files = main.iter().map(|file| file.path.clone()).collect();
    Some(Selection { files, env_files, profiles: Vec::new() })
}

/// The files of a folder, those included that nobody asked to judge.
struct Pool<'a> {
    files: &'a dyn Files,
    folder: String,
    known: Vec<File>,
}

impl Pool<'_> {
    fn sets(mut self, environment: &Environment) -> Vec<Set> {
        let main = self.composed(environment).unwrap_or_else(|| self.found());
        let mut sets = Vec::new();
        let rest: Vec<File> = std::mem::take(&mut self.known)
            .into_iter()
            .filter(|file| !main.iter().any(|other| other.path == file.path))
            .collect();
        let base = main.first().cloned();
        if main.iter().any(|file| file.judged) {
            sets.push(set(main));
        }
        for file in rest {
            sets.push(match &base {
                _ if stands_alone(&file) => set(vec![file]),
                None if extends(&file) => set(vec![file]),
                Some(base) => Set { is_overlay: true, ..set(vec![base.clone(), file]) },
                None => Set { is_fragment: true, ..set(vec![file]) },
            });
        }
        sets
    }

    /// The files that `COMPOSE_FILE` in `.env` names.
    fn composed(&mut self, environment: &Environment) -> Option<Vec<File>> {
        let list = environment.get("COMPOSE_FILE").filter(|list| list.step.is_some())?;
        let separator = environment.get("COMPOSE_PATH_SEPARATOR").map(|it| it.value.as_str());
        let separator = separator.filter(|it| !it.is_empty()).unwrap_or(":");
        let paths = list.value.split(separator).filter_map(|path| join(&self.folder, path));
        let paths: Vec<String> = paths.collect();
        let files: Vec<File> = paths.iter().filter_map(|path| self.take(path)).collect();
        (!files.is_empty()).then_some(files)
    }

    /// The base and the override beside it.
    fn found(&mut self) -> Vec<File> {
        let first = |pool: &mut Self, names: &[&str]| {
            let paths = names.iter().filter_map(|name| join(&pool.folder, name));
            paths.collect::<Vec<_>>().iter().find_map(|path| pool.take(path))
        };
        let Some(base) = first(self, &BASES) else { return Vec::new() };
        [base].into_iter().chain(first(self, &OVERRIDES)).collect()
    }

    fn take(&mut self, path: &str) -> Option<File> {
        if let Some(file) = self.known.iter().find(|file| file.path == path) {
            return Some(file.clone());
        }
        let (source, text) = self.files.read(path).ok()?;
        Some(File::parse(source, &text, false))
    }
}

fn set(files: Vec<File>) -> Set {
    Set { files, env_files: None, profiles: Vec::new(), is_overlay: false, is_fragment: false }
}

/// Documents of a file.
fn roots(file: &File) -> impl Iterator<Item = &Node> {
    file.stream.documents.iter().filter_map(|document| document.root.as_ref())
}

/// Its services.
fn services(file: &File) -> impl Iterator<Item = &Node> {
    let entries = roots(file).filter_map(|root| root.get("services")).flat_map(Node::entries);
    entries.map(|entry| &entry.value)
}

/// Whether some service extends another: such a file is a project, and no layer over one.
fn extends(file: &File) -> bool {
    services(file).any(|service| service.get("extends").is_some())
}

/// Whether every service says what it runs, or where that is written.
fn stands_alone(file: &File) -> bool {
    let services: Vec<&Node> = services(file).collect();
    let includes = roots(file).any(|root| root.get("include").is_some());
    let says = |service: &&Node| {
        let keys = ["image", "build", "extends", "provider", "<<"];
        keys.iter().any(|key| service.get(key).is_some())
    };
    includes || !services.is_empty() && services.iter().all(says)
}
