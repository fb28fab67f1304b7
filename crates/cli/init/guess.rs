//! Which environments a repository seems to have, by the names of its files, folders, profiles, stages and namespaces.

use std::collections::{BTreeMap, BTreeSet};

use diag::SubjectKind;
use model::{FileKind, Subject};
use rules::profiles::ENVIRONMENTS;

/// Words that name an environment wherever they stand, in the order of the environments that ship.
const PLAIN: [&[&str]; 4] = [
    &["development", "devel", "dev"],
    &["testing", "qa"],
    &["staging", "stg", "uat", "preprod"],
    &["production", "prod", "prd"],
];

/// Words that name one only as the whole name of something: as folders they hold other things too.
const NAMES: [&[&str]; 4] = [&["local"], &["test", "tests", "ci", "e2e"], &["stage"], &["live"]];

/// What seems to belong to an environment, by the key of the configuration that would say so.
pub(super) type Selected = BTreeMap<&'static str, BTreeSet<String>>;

/// What seems to belong to each environment; those to which nothing does are left out.
#[derive(Debug, Default)]
pub(super) struct Guesses([Selected; 4]);

impl Guesses {
    /// Takes in what the names of a subject say.
    pub(super) fn take(&mut self, subject: &Subject<'_>) {
        let scope = &subject.scope;
        for profile in &scope.profiles {
            self.add(whole(profile), "compose-profiles", profile);
        }
        match subject.kind() {
            SubjectKind::Service => self.add(plain(&scope.name), "services", &scope.name),
            SubjectKind::Stage | SubjectKind::Image => {
                self.add(whole(&scope.name), "stages", &scope.name);
            }
            _ => {}
        }
        if let Some(overlay) = &scope.overlay {
            let last = overlay.rsplit('/').next().unwrap_or_default();
            let environment = whole(last).or_else(|| overlay.split('/').rev().find_map(plain));
            self.add(environment, "overlays", &globset::escape(overlay));
            return;
        }
        if let Some(namespace) = &scope.namespace {
            self.add(part(namespace), "namespaces", namespace);
        }
        self.add_path(&scope.path);
    }

    /// The environments with what seems to belong to them.
    pub(super) fn found(&self) -> impl Iterator<Item = (&'static str, Selected)> {
        let all = ENVIRONMENTS.iter().copied().zip(&self.0);
        all.map(|(name, selected)| (name, without_repetition(selected)))
            .filter(|(_, selected)| !selected.is_empty())
    }

    fn add(&mut self, environment: Option<usize>, key: &'static str, value: &str) {
        if let Some(at) = environment {
            self.0[at].entry(key).or_default().insert(value.to_owned());
        }
    }

    fn add_path(&mut self, path: &str) {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(at) = of_file(name) {
            return self.add(Some(at), "paths", &globset::escape(path));
        }
        let ends = folders.match_indices('/').map(|(at, _)| at).chain([folders.len()]);
        let folder = ends.map(|end| &folders[..end]).find_map(|folder| {
            plain(folder.rsplit('/').next().unwrap_or_default()).map(|at| (at, folder))
        });
        if let Some((at, folder)) = folder {
            self.add(Some(at), "paths", &format!("/{}/", globset::escape(folder)));
        }
    }
}

/// Files that share a name are named once, without their folders, and overlays once, as what they are.
fn without_repetition(selected: &Selected) -> Selected {
    let mut selected = selected.clone();
    let overlays = selected.get("overlays").cloned().unwrap_or_default();
    if let Some(paths) = selected.get_mut("paths") {
        paths.retain(|path| !overlays.contains(path.trim_matches('/')));
        let name = |path: &String| path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for file in paths.iter().filter(|path| !path.ends_with('/')).map(name) {
            *counts.entry(file).or_default() += 1;
        }
        let short = |path: &String| {
            let name = name(path);
            if counts.get(&name).is_some_and(|n| *n > 1) { name } else { path.clone() }
        };
        *paths = paths.iter().map(short).collect();
    }
    selected.retain(|_, names| !names.is_empty());
    selected
}

/// The environment that a word names wherever it stands.
fn plain(word: &str) -> Option<usize> {
    among(&PLAIN, word)
}

/// The environment that a whole name names.
fn whole(name: &str) -> Option<usize> {
    plain(name).or_else(|| among(&NAMES, name))
}

/// The environment that a part of a name names, such as `shop-prod`.
fn part(name: &str) -> Option<usize> {
    whole(name).or_else(|| name.split(['-', '_']).find_map(plain))
}

/// The environment that a file is for: `compose.prod.yaml`, `Dockerfile-dev`, `test.Dockerfile`. Other files are named
/// after what is in them, so that only the plainest words count.
fn of_file(name: &str) -> Option<usize> {
    let is_ours = matches!(FileKind::of_name(name), Some(FileKind::Dockerfile | FileKind::Compose));
    let lower = name.to_ascii_lowercase();
    lower.split('.').find_map(|part| {
        let starts = ["docker-compose", "compose", "dockerfile", "containerfile"];
        let rest = starts.iter().find_map(|start| part.strip_prefix(start)).unwrap_or(part);
        let rest = rest.trim_start_matches(['-', '_']);
        if is_ours { self::part(rest) } else { rest.split(['-', '_']).find_map(plain) }
    })
}

fn among(words: &[&[&str]; 4], word: &str) -> Option<usize> {
    words.iter().position(|words| words.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_what_they_are_for() {
        for (name, expected) in [
            ("docker-compose.prod.yml", Some("production")),
            ("compose.staging.yaml", Some("staging")),
            ("docker-compose-dev.yml", Some("development")),
            ("compose.prod-gpu.yaml", Some("production")),
            ("Dockerfile.test", Some("testing")),
            ("dev.Dockerfile", Some("development")),
            ("Dockerfile.multi-stage", None),
            ("Dockerfile", None),
            ("docker-compose.yml", None),
            ("product.yaml", None),
            ("test.example.com_things.yaml", None),
            ("issuer-prod.yaml", Some("production")),
        ] {
            assert_eq!(of_file(name).map(|at| ENVIRONMENTS[at]), expected, "{name}");
        }
    }

    #[test]
    fn a_folder_of_tests_is_no_environment() {
        let mut guesses = Guesses::default();
        for path in ["tests/pod.yaml", "deploy/prod/a/pod.yaml", "prod/pod.yaml"] {
            guesses.add_path(path);
        }
        let found: Vec<_> = guesses.found().collect();
        assert_eq!(found.len(), 1);
        let paths: Vec<_> = found[0].1["paths"].iter().map(String::as_str).collect();
        assert_eq!((found[0].0, paths), ("production", vec!["/deploy/prod/", "/prod/"]));
    }

    #[test]
    fn files_that_share_a_name_are_named_once_and_folders_are_not() {
        let mut guesses = Guesses::default();
        for path in
            ["a/Dockerfile.dev", "b/Dockerfile.dev", "c/compose.dev.yaml", "a/dev/x", "b/dev/x"]
        {
            guesses.add_path(path);
        }
        let found: Vec<_> = guesses.found().collect();
        let paths: Vec<_> = found[0].1["paths"].iter().map(String::as_str).collect();
        assert_eq!(paths, ["/a/dev/", "/b/dev/", "Dockerfile.dev", "c/compose.dev.yaml"]);
    }
}
