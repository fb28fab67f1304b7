//! The fixtures on disk: `fixtures/rules/<rule>/{bad,good,review}*`, each a file or a small repository.

use std::fs;
use std::path::{Path, PathBuf};

use super::Repository;

/// What a fixture proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// At least one failure.
    Bad,
    /// Neither failures nor reviews.
    Good,
    /// Reviews, and no failure.
    Review,
}

/// One fixture of a rule.
pub(crate) struct Fixture {
    pub(crate) rule: String,
    /// Where it lies.
    pub(crate) path: PathBuf,
    pub(crate) expectation: Expectation,
    pub(crate) repository: Repository,
}

impl Fixture {
    /// `root-user/bad_quoted.Dockerfile`, for messages.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.rule, file_name(&self.path))
    }

    /// Where its snapshot lies.
    pub(crate) fn snapshot(&self) -> PathBuf {
        self.path.with_file_name(format!("{}.out", file_name(&self.path)))
    }
}

/// The folder of all fixtures of rules.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/rules")
}

/// All fixtures, sorted by rule and name.
pub(crate) fn all() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for rule in entries(&folder()) {
        for path in entries(&rule) {
            let name = file_name(&path);
            if has_extension(&path, "out") {
                continue;
            }
            let expectation = expectation(&name).unwrap_or_else(|| {
                panic!("{}: a fixture is called bad*, good* or review*", path.display())
            });
            let repository = repository(&path, &name);
            fixtures.push(Fixture { rule: file_name(&rule), path, expectation, repository });
        }
    }
    fixtures
}

fn expectation(name: &str) -> Option<Expectation> {
    use Expectation::{Bad, Good, Review};
    [("bad", Bad), ("good", Good), ("review", Review)]
        .into_iter()
        .find_map(|(start, expectation)| name.starts_with(start).then_some(expectation))
}

/// What the ending of a fixture's name stands for: the name under which the file is judged.
const NAMES: [(&str, &str); 8] = [
    (".Dockerfile", "Dockerfile"),
    (".apparmor", "web.apparmor"),
    (".compose.yaml", "compose.yaml"),
    (".daemon.json", "daemon.json"),
    (".k8s.yaml", "k8s.yaml"),
    (".prometheus.yaml", "prometheus.yaml"),
    (".seccomp.json", "seccomp.json"),
    (".workflow.yaml", ".github/workflows/ci.yaml"),
];

/// A folder is a repository; a file is one under the name that its ending stands for.
pub(crate) fn repository(path: &Path, name: &str) -> Repository {
    if path.is_dir() {
        let mut repository = Repository::new();
        collect(path, "", &mut repository);
        return repository;
    }
    let known = NAMES.iter().find(|(ending, _)| name.ends_with(ending));
    let Some((_, inside)) = known else {
        let endings: Vec<_> = NAMES.iter().map(|(ending, _)| *ending).collect();
        panic!("{name}: a fixture ends in one of {}", endings.join(", "));
    };
    Repository::from([((*inside).to_owned(), read(path))])
}

fn collect(folder: &Path, prefix: &str, repository: &mut Repository) {
    for path in entries(folder) {
        let name = format!("{prefix}{}", file_name(&path));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), repository);
        } else {
            repository.insert(name, read(&path));
        }
    }
}

/// What a folder holds, sorted.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let listing =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        listing.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    paths
}

/// The last part of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().expect("it has a name").to_string_lossy().into_owned()
}

/// Whether a path ends in an extension.
pub(crate) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// A file's text.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
