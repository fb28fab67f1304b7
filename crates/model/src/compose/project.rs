//! From a group of files to the projects that Compose would run.

use std::collections::BTreeSet;
use std::sync::Arc;

use diag::{Source, SourceId};
use smol_str::SmolStr;
use syntax::yaml::Node;

use super::group::{Group, Set};
use super::resolve::{Environment, Loader, Place, Variable, section};
use super::{File, Project, builds, env_files};
use crate::files::{folder, join};
use crate::load::Options;
use crate::{Files, Unavailable};

/// Resolves the projects of a group.
pub(crate) fn projects(group: Group, files: &dyn Files, options: &Options) -> Vec<Project> {
    let given = Environment::given(&options.variables);
    let mut environment = given.clone();
    let beside = join(&group.folder, ".env").and_then(|path| files.read(&path).ok());
    let mut ignored = super::resolve::Notes::default();
    environment.add_files(&beside.into_iter().collect::<Vec<_>>(), &mut ignored);
    let sets = group.sets(files, &environment);
    sets.into_iter()
        .filter(|set| !set.files.is_empty())
        .map(|set| project(set, files, &given, options))
        .collect()
}

fn project(set: Set, files: &dyn Files, given: &Environment, options: &Options) -> Project {
    let first = &set.files[0];
    let home = folder(&first.path).to_owned();
    let mut loader = Loader::new(files);
    let mut environment = given.clone();
    let env_files = env_sources(&set, &home, &mut loader, files);
    environment.add_files(&env_files, &mut loader.notes);
    name_project(&set.files, &home, &mut environment, options);
    let place = Place { folder: &home, prefix: "" };
    let root = loader.model(&set.files, &environment, place);
    let mut notes = std::mem::take(&mut loader.notes);
    let known: Vec<File> = set.files.iter().chain(&notes.files).cloned().collect();
    let builds = builds::links(&root, &home, &environment, files, &known, &mut notes);
    let env_files = env_files::read(&root, &home, &environment, files, &mut notes);
    notes.problems.sort();
    notes.problems.dedup();
    let focus = set.is_overlay.then(|| mentioned(set.files.last()));
    let main = if set.is_overlay { set.files.len() - 1 } else { 0 };
    let mut project = Project {
        source: set.files[main].source,
        path: set.files[main].path.clone(),
        folder: home,
        judged: set.files.iter().any(|file| file.judged),
        focus,
        profiles: set.profiles,
        is_fragment: set.is_fragment,
        root,
        doubts: notes.doubts,
        problems: notes.problems,
        partial: notes.partial,
        unseen: notes.unseen,
        gaps: notes.gaps,
        env_files,
        builds: builds.links,
        dockerfiles: builds.dockerfiles,
        wanted: builds.wanted,
        files: set.files,
    };
    project.files.swap(0, main);
    project.files.extend(notes.files);
    project
}

/// The files that variables come from: those that are named, else `.env` beside the base.
fn env_sources(
    set: &Set,
    home: &str,
    loader: &mut Loader<'_>,
    files: &dyn Files,
) -> Vec<(SourceId, Arc<Source>)> {
    let Some(named) = &set.env_files else {
        let path = join(home, ".env");
        return path.and_then(|path| files.read(&path).ok()).into_iter().collect();
    };
    let mut sources = Vec::new();
    for path in named {
        match files.read(path) {
            Ok(source) => sources.push(source),
            Err(why) => {
                let span = diag::Span::file(set.files[0].source);
                let why = match why {
                    Unavailable::NotFound => "is not there".to_owned(),
                    Unavailable::OutsideRoot => "lies outside the root".to_owned(),
                    Unavailable::Unreadable(why) => format!("cannot be read: {why}"),
                };
                let message = format!("the environment file `{path}` {why}");
                loader.notes.problem(span, message).of_environment();
            }
        }
    }
    sources
}

/// Compose sets one variable itself: the name of the project.
fn name_project(files: &[File], home: &str, environment: &mut Environment, options: &Options) {
    const NAME: &str = "COMPOSE_PROJECT_NAME";
    if environment.get(NAME).is_some_and(|name| !name.value.is_empty()) {
        return;
    }
    let value = name(files, home, environment, options).to_string();
    let doubt =
        value.is_empty().then(|| "the name of the project's folder is not known".to_owned());
    environment.set(NAME, Variable { value, doubt, step: None });
}

/// The name of a project: what the last file says, or the name of its folder.
pub(super) fn name(
    files: &[File],
    home: &str,
    environment: &Environment,
    options: &Options,
) -> SmolStr {
    let roots = files.iter().flat_map(|file| &file.stream.documents);
    let names = roots.filter_map(|document| document.root.as_ref()?.get("name")?.as_str());
    let written = names.rev().find(|name| !name.is_empty());
    let expanded = written.and_then(|text| {
        let mut lookup = |name: &str| Some(environment.get(name)?.value.clone());
        syntax::template::expand(text, &mut lookup).ok()
    });
    let from_folder = || home.rsplit('/').next().filter(|name| !name.is_empty());
    let text = expanded.as_deref().or_else(from_folder).or(options.root_name.as_deref());
    normal_name(text.unwrap_or_default())
}

/// Lower case, without what no name may hold.
fn normal_name(text: &str) -> SmolStr {
    let lower = text.to_lowercase();
    let kept: String = lower
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).into()
}

/// The services that a file names.
fn mentioned(file: Option<&File>) -> BTreeSet<String> {
    let documents = file.map_or(&[][..], |file| &file.stream.documents);
    let roots = documents.iter().filter_map(|document| document.root.as_ref());
    let services = roots.flat_map(|root: &Node| section(root, "services"));
    services.filter_map(|entry| entry.key.as_str()).map(str::to_owned).collect()
}
