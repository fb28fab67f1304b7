//! From a group of files to the projects that Compose would run.

use std::collections::BTreeSet;
use std::sync::Arc;

use diag::{Source, SourceId, Span};
use smol_str::SmolStr;
use syntax::yaml::{Map, Node};

use super::grammar::TOP;
use super::group::{Group, Set};
use super::resolve::{Environment, Loader, Notes, Place, Variable, pass_on, section};
use super::values::verify;
use super::{File, Project, builds, consistency, env_files, mounts, plain, profiles};
use crate::budget::Budget;
use crate::files::{folder, join};
use crate::load::Options;
use crate::{Files, Unavailable, budget, secret};

/// Resolves the projects of a group.
pub(crate) fn projects(group: Group, files: &dyn Files, options: &Options) -> Vec<Project> {
    let given = Environment::given(&options.variables);
    let environment = given.clone().beside(&group.folder, files);
    let sets = group.sets(files, &environment);
    let read = |file: &File| files.read(&file.path).map_or(0, |(_, source)| source.text.len());
    let bytes = sets.iter().flat_map(|set| &set.files).map(read).sum::<usize>();
    // Files of one directory may be as many projects that all include each other.
    let mut all = Budget::new(budget::RUN + bytes);
    let mut projects = Vec::with_capacity(sets.len());
    for set in sets.into_iter().filter(|set| !set.files.is_empty()) {
        let outer = if set.env_files.is_none() { &environment } else { &given };
        let own = Budget::new(all.left().min(budget::PROJECT));
        let project = project(set, files, outer, own, options);
        all.spend(project.spent.max(1));
        projects.push(project);
    }
    projects
}

/// Resolves one project. Variables of `outer` go before those of its own files.
fn project(
    set: Set,
    files: &dyn Files,
    outer: &Environment,
    own: Budget,
    options: &Options,
) -> Project {
    let first = &set.files[0];
    let home = folder(&first.path).to_owned();
    let mut loader = Loader::new(files);
    loader.notes.budget = own;
    let mut environment = outer.clone();
    let env_files = env_sources(&set, &home, &mut loader, files);
    environment.add_files(&env_files, &mut loader.notes);
    let name = name_project(&set, &home, &mut environment, options, &mut loader.notes);
    let place = Place { folder: &home, prefix: "" };
    let mut root = loader.model(&set.files, &environment, place);
    let mut notes = std::mem::take(&mut loader.notes);
    let is_empty = root.entries().iter().all(|entry| entry.key.as_str() == Some("version"));
    if is_empty && notes.problems.is_empty() && notes.oversized.is_empty() {
        notes.problem(Span::new(first.source, 0, 0), "the file says nothing");
    }
    notes.spend(section(&root, "services").len() * budget::SERVICE, root.span);
    mounts::charge(&root, &mut notes);
    if notes.budget.is_broken() {
        root = Node::new(Map::default(), root.span);
    }
    pass_on(&mut root, &environment, &mut notes);
    verify(&root, &TOP, &mut notes);
    consistency::check(&root, set.is_fragment, &mut notes);
    let known: Vec<File> = set.files.iter().chain(&notes.files).cloned().collect();
    let mut builds = builds::links(&root, &home, &environment, files, &known, &mut notes);
    builds.gaps.extend(profiles::look_up(&root, &home, files, &mut notes));
    let source = env_files::Reader { home: &home, environment: &environment, files };
    let env_files = source.read(&root, "env_file", &mut notes);
    let label_files = source.read(&root, "label_file", &mut notes);
    if notes.budget.is_broken() {
        root = Node::new(Map::default(), root.span);
    }
    notes.problems.sort();
    notes.problems.dedup();
    let focus = set.is_overlay.then(|| mentioned(set.files.last()));
    let main = if set.is_overlay { set.files.len() - 1 } else { 0 };
    let mut project = Project {
        source: set.files[main].source,
        path: set.files[main].path.clone(),
        name,
        folder: home,
        judged: set.files.iter().any(|file| file.judged),
        focus,
        profiles: set.profiles,
        is_fragment: set.is_fragment,
        root,
        doubts: notes.doubts,
        beginnings: notes.beginnings,
        pieces: notes.pieces,
        variables: notes.variables,
        resets: notes.resets,
        credentials: telling(notes.credentials.into_values().flatten()),
        problems: notes.problems,
        spent: notes.budget.spent(),
        oversized: notes.oversized,
        partial: notes.partial,
        bases: notes.bases,
        unseen: notes.unseen,
        gaps: builds.gaps,
        unread: notes.gaps,
        errors: notes.errors,
        env_files: env_files.variables,
        env_texts: env_files.texts,
        label_files: label_files.variables,
        label_texts: label_files.texts,
        builds: builds.links,
        ignores: builds.ignores,
        dockerfiles: builds.dockerfiles,
        wanted: builds.wanted,
        files: set.files,
    };
    project.files.swap(0, main);
    project.files.extend(notes.files);
    project
}

/// The credentials that can be told by themselves, each once.
fn telling(credentials: impl Iterator<Item = SmolStr>) -> Vec<SmolStr> {
    let telling = credentials.filter(|credential| secret::is_unmistakable(credential));
    telling.collect::<BTreeSet<_>>().into_iter().collect()
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
                loader.notes.missed(span, path, &why, files);
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

/// What Compose calls a project: what the environment says, or the last file, or the name of the folder. Values may
/// use it as a variable.
fn name_project(
    set: &Set,
    home: &str,
    environment: &mut Environment,
    options: &Options,
    notes: &mut Notes,
) -> String {
    const NAME: &str = "COMPOSE_PROJECT_NAME";
    let start = Span::new(set.files[0].source, 0, 0);
    let given = environment.get(NAME).map(|name| name.value.clone()).filter(|it| !it.is_empty());
    if let Some(given) = given {
        if normal_name(&given) != given {
            notes.problem(start, format!("`{given}` cannot be the name of a project"));
        }
        return given;
    }
    let folder = home.rsplit('/').next().filter(|name| !name.is_empty());
    let (text, span) = match written_name(&set.files, environment) {
        Some(written) => written,
        None => (folder.or(options.root_name.as_deref()).unwrap_or_default().to_owned(), start),
    };
    let name = normal_name(&text);
    let is_known = span != start || folder.is_some() || options.root_name.is_some();
    if name.is_empty() && is_known {
        notes.problem(span, format!("nothing of `{text}` can be in the name of a project"));
    }
    let doubt = (!is_known).then(|| "the name of the project's folder is not known".to_owned());
    environment.set(NAME, Variable { value: name.to_string(), doubt, step: None, written: None });
    name.to_string()
}

/// The name that the last file gives the project, with its variables replaced.
fn written_name(files: &[File], environment: &Environment) -> Option<(String, Span)> {
    let roots = files.iter().flat_map(|file| &file.stream.documents);
    let names = roots.filter_map(|document| document.root.as_ref()?.get("name"));
    let written = names.rev().find(|name| !plain::print(name).is_empty() && !name.is_null())?;
    let mut lookup = |name: &str| Some(environment.get(name)?.value.clone());
    let text = syntax::template::expand(&plain::print(written), &mut lookup).ok()?;
    Some((text, written.target().span))
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
