//! What there is in a repository.

use std::collections::{BTreeMap, BTreeSet};

use model::{Container, Project, Unit};

use super::guess::{Guesses, Selected};
use crate::run::Loaded;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Kinds of files in words, with their paths; in the order in which they are written.
    pub(super) kinds: Vec<(&'static str, Vec<String>)>,
    /// Environments by their names, with what seems to belong to them.
    pub(super) environments: Vec<(&'static str, Selected)>,
    /// Registries that images come from.
    pub(super) registries: BTreeSet<String>,
    /// Folders of code of others, with how many container files are in them.
    pub(super) others: BTreeMap<String, usize>,
}

/// Kinds of files as reports write them, and in words.
const KINDS: [(&str, &str); 5] = [
    ("dockerfile", "Dockerfiles"),
    ("compose", "Compose files"),
    ("kustomization", "kustomizations"),
    ("kubernetes", "files of Kubernetes objects"),
    ("helm template", "Helm templates (not judged before they are rendered)"),
];

/// Names of folders that usually hold what somebody else answers for, or what is meant to be bad.
const OTHERS: [&str; 6] =
    ["vendor", "third_party", "third-party", "node_modules", "testdata", "fixtures"];

impl Survey {
    /// Looks at what was read.
    pub(super) fn of(loaded: &Loaded) -> Self {
        let mut survey = Self::default();
        for (kind, words) in KINDS {
            let files = loaded.files.iter().filter(|file| file.kind == kind);
            let mut paths: Vec<_> = files.map(|file| file.path.clone()).collect();
            paths.sort();
            survey.kinds.push((words, paths));
        }
        survey.kinds.retain(|(_, paths)| !paths.is_empty());
        let mut guesses = Guesses::default();
        survey.look(&loaded.project, &mut guesses);
        survey.environments = guesses.found().collect();
        for path in survey.kinds.iter().flat_map(|(_, paths)| paths) {
            if let Some(folder) = folder_of_others(path) {
                *survey.others.entry(folder.to_owned()).or_default() += 1;
            }
        }
        survey
    }

    fn look(&mut self, project: &Project, guesses: &mut Guesses) {
        for part in Unit::parts(project) {
            for subject in Unit::open(project, part).subjects() {
                if folder_of_others(&subject.scope.path).is_none() {
                    guesses.take(&subject);
                }
                let container = subject.container().filter(|it| !it.is_built());
                if let Some(image) = container.map(Container::image)
                    && let Some(image) = image.known()
                    && image.text != "scratch"
                {
                    self.registries.insert(image.registry.clone());
                }
            }
        }
    }

    /// How many files there are.
    pub(super) fn n_files(&self) -> usize {
        self.kinds.iter().map(|(_, paths)| paths.len()).sum()
    }
}

/// The folder of others that a file is in, if it is in one.
fn folder_of_others(path: &str) -> Option<&str> {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    let name = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_owned();
    folders.into_iter().find(|folder| OTHERS.contains(&name(folder).as_str()))
}
