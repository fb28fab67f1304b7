//! `include`: another model, loaded whole with its own folder and variables, and then shared by name.

use std::sync::Arc;

use diag::{Source, SourceId, Span, Step};
use smol_str::SmolStr;
use syntax::yaml::{Data, Entry, Map, Node};

use super::super::grammar::TOP;
use super::super::{File, plain};
use super::environment::Environment;
use super::{Loader, Place, merge, paths, remove, section_mut};
use crate::files::{folder, join};
use crate::{Unavailable, budget};

/// How many files a project may include, however often each.
pub(super) const MAX_INCLUDES: usize = 1_000;

/// What is shared between a model and those that it includes.
const SHARED: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// An entry of `include:`.
#[derive(Default)]
struct Include {
    paths: Vec<Node>,
    project_directory: Option<Node>,
    env_files: Vec<Node>,
}

impl Loader<'_> {
    /// Takes in every model that a document includes.
    pub(super) fn include(
        &mut self,
        document: &mut Node,
        environment: &Environment,
        place: Place<'_>,
        removals: &[Vec<SmolStr>],
    ) {
        let Data::Map(map) = &mut document.data else { return };
        let Some(list) = map.remove("include").map(|entry| entry.value) else { return };
        if list.is_null() {
            return;
        }
        let Data::Seq(items) = list.data else {
            self.notes.problem(list.span, "`include` is a list");
            return;
        };
        for item in items {
            let span = item.span;
            if self.notes.budget.is_broken() {
                return;
            }
            if let Some(wrong) = misfit(&item) {
                self.notes.problem(wrong.target().span, "`include` takes paths here");
                continue;
            }
            let model = self.load(&read(item), environment, place, span);
            // Whoever includes it looks at all of it once more.
            let size =
                |model: &Node| model.expanded_size(self.notes.budget.left()).unwrap_or(usize::MAX);
            let cost = model.as_ref().map_or(0, size);
            if let Some(model) = model.filter(|_| self.notes.spend(cost, span)) {
                self.import(document, model, span, removals);
            }
        }
    }

    fn load(
        &mut self,
        include: &Include,
        environment: &Environment,
        place: Place<'_>,
        span: Span,
    ) -> Option<Node> {
        let first = include.paths.first()?;
        let mut files = Vec::new();
        for path in &include.paths {
            files.push(self.open(path, place)?);
        }
        if self.stack.contains(&files[0].path) {
            self.notes.problem(first.span, format!("`{}` includes itself", files[0].path));
            return None;
        }
        let Some(left) = self.includes_left.checked_sub(files.len()) else {
            self.notes.problem(span, format!("more than {MAX_INCLUDES} files are included"));
            return None;
        };
        self.includes_left = left;
        let home = match &include.project_directory {
            Some(folder) => self.inside(folder, place)?,
            None => folder(&files[0].path).to_owned(),
        };
        if !self.notes.spend(environment.len(), span) {
            return None;
        }
        let mut environment = environment.clone();
        let sources = self.variables(include, &home, place);
        environment.add_files(&sources, &mut self.notes);
        self.notes.files.extend(files.iter().cloned());
        let prefix = paths::relative(place.folder, &home);
        let depth = self.stack.len();
        let model = self.model(&files, &environment, Place { folder: &home, prefix: &prefix });
        self.stack.truncate(depth);
        Some(model)
    }

    fn open(&mut self, path: &Node, place: Place<'_>) -> Option<File> {
        let target = self.inside(path, place)?;
        match self.read(&target) {
            // It is parsed once more each time.
            Ok((source, text)) if self.notes.spend(budget::of_parsing(&text.text), path.span) => {
                Some(File::parse(source, &text, false))
            }
            Ok(_) => None,
            Err(Unavailable::OutsideRoot) => {
                self.unseen(path, place, "which lies outside the root,")
            }
            Err(why) => {
                let why = match why {
                    Unavailable::Unreadable(why) => format!("`{target}` cannot be read: {why}"),
                    _ => format!("there is no file `{target}` to include"),
                };
                self.notes.lost(path.target().span, &target, why.as_str());
                self.notes.problem_at(path, why);
                self.notes.unseen = Some(format!("`{target}` is not there"));
                None
            }
        }
    }

    /// A path relative to the root, if it can be followed.
    fn inside(&mut self, path: &Node, place: Place<'_>) -> Option<String> {
        let text = plain::string(path)?;
        if let Some(why) = self.notes.doubts.get(&path.span).cloned() {
            let message = format!("what is included here is not read: {why}");
            self.gap(place.folder, path.span, message, "");
            self.notes.unseen = Some(why);
            return None;
        }
        if paths::is_remote(text) {
            return self.unseen(path, place, "which is remote,");
        }
        match join(place.folder, text) {
            Some(path) => Some(path),
            None => self.unseen(path, place, "which lies outside the root,"),
        }
    }

    fn unseen<T>(&mut self, path: &Node, place: Place<'_>, which: &str) -> Option<T> {
        let what = format!("`{}`, {which} is not read", plain::print(path));
        self.gap(place.folder, path.span, what.clone(), "check what it includes by itself");
        self.notes.unseen = Some(what);
        None
    }

    /// The files of variables that an entry names, else `.env` in its folder.
    fn variables(
        &mut self,
        include: &Include,
        home: &str,
        place: Place<'_>,
    ) -> Vec<(SourceId, Arc<Source>)> {
        if include.env_files.is_empty() {
            let path = join(home, ".env");
            return path.and_then(|path| self.read(&path).ok()).into_iter().collect();
        }
        let mut sources = Vec::new();
        for file in &include.env_files {
            let text = plain::print(file);
            if text == "/dev/null" {
                continue;
            }
            let found = join(place.folder, &text).map(|path| (self.read(&path), path));
            match found {
                Some((Ok(source), _)) => sources.push(source),
                missing => {
                    if let Some((Err(why), path)) = missing {
                        self.notes.missed(file.target().span, &path, &why, self.files);
                    }
                    let message = format!("there is no environment file `{text}`");
                    self.notes.problem_at(file, message).of_environment();
                }
            }
        }
        sources
    }

    /// What a name stands for already is merged over what is included.
    fn import(&mut self, document: &mut Node, model: Node, span: Span, removals: &[Vec<SmolStr>]) {
        let Data::Map(model) = model.data else { return };
        for mut section in model.entries {
            let Some(name) = SHARED.iter().find(|name| section.key.as_str() == Some(name)) else {
                continue;
            };
            let Data::Map(resources) =
                std::mem::replace(&mut section.value.data, Map::default().into())
            else {
                continue;
            };
            let Data::Map(map) = &mut document.data else { return };
            if map.get(name).is_none() {
                map.push(section.key, section.value);
            }
            let Some(slot) = section_mut(document, name) else { continue };
            for mut resource in resources.entries {
                resource.value.travel(Step::at(span, "included here"));
                self.share(slot, resource, name, removals);
            }
        }
    }

    fn share(
        &mut self,
        slot: &mut Map,
        mut resource: Entry,
        section: &str,
        removals: &[Vec<SmolStr>],
    ) {
        let name = SmolStr::new(resource.key.as_str().unwrap_or_default());
        let Some(own) = slot.entry_mut(&name) else {
            slot.entries.push(resource);
            return;
        };
        for path in removals.iter().filter(|path| path.len() > 2) {
            if path[0] == section && path[1] == name {
                remove(&mut resource.value, &path[2..]);
            }
        }
        let key = TOP.child(section).child(&name);
        let local = std::mem::replace(&mut own.value, Node::null(own.key.span));
        own.value = merge::merge(resource.value, local, key, &mut self.notes);
    }
}

/// What Compose cannot decode in an entry: anything but a path, or a mapping of paths.
fn misfit(item: &Node) -> Option<&Node> {
    let is_text = |node: &&Node| plain::string(node).is_some() || node.is_null();
    if item.as_map().is_none() {
        return Some(item).filter(|item| !is_text(item));
    }
    let lists = ["path", "env_file"].into_iter().filter_map(|key| item.get(key));
    let mut wrong = lists.filter_map(|list| match list.as_seq() {
        Some(items) => items.iter().find(|item| plain::string(item).is_none()),
        None => Some(list).filter(|list| !is_text(list)),
    });
    let folder = item.get("project_directory").filter(|folder| !is_text(folder));
    wrong.next().or(folder)
}

/// What an entry says.
fn read(item: Node) -> Include {
    if plain::string(&item).is_some() {
        return Include { paths: vec![item], ..Include::default() };
    }
    let list = |key: &str| match item.get(key) {
        Some(value) if plain::string(value).is_some() => vec![value.clone()],
        Some(value) => value.items().to_vec(),
        None => Vec::new(),
    };
    let project_directory = item.get("project_directory");
    let project_directory = project_directory.filter(|it| plain::string(it) != Some("")).cloned();
    Include { paths: list("path"), project_directory, env_files: list("env_file") }
}
