//! From files to the one mapping that Docker Compose would run: documents are decoded, included, extended and merged
//! in its order.

mod credentials;
mod document;
mod environment;
mod extends;
mod include;
mod interpolate;
mod legacy;
mod merge;
mod notes;
mod passed;
mod paths;
mod places;
mod schema;
mod trail;
mod unique;
mod validate;

use std::sync::Arc;

use diag::{Gap, Source, SourceId, Span};
use smol_str::SmolStr;
use syntax::yaml::{Data, Document, Map, Node};

pub(super) use environment::{Environment, Variable, unset_words};
pub(super) use merge::mappings;
pub(super) use notes::Notes;
pub(super) use passed::pass_on;
pub(super) use paths::{is_local_context, is_remote, joined, relocate};
pub(super) use unique::unique;

use super::canonical::lengthen;
use super::grammar::TOP;
use super::{File, plain};
use crate::{Files, Unavailable, budget};
use document::{Decoded, decode};
use extends::Sheets;

/// Loads the files of one project.
pub(super) struct Loader<'a> {
    files: &'a dyn Files,
    /// What is noticed on the way.
    pub(super) notes: Notes,
    /// Files that are being loaded, outermost first.
    stack: Vec<String>,
    includes_left: usize,
}

/// Where the files of a model are.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The folder that paths are relative to, itself relative to the root.
    pub(super) folder: &'a str,
    /// The same folder relative to the folder of whoever includes the model; empty for the project itself.
    pub(super) prefix: &'a str,
}

impl<'a> Loader<'a> {
    /// A loader that has seen nothing.
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            notes: Notes::default(),
            stack: Vec::new(),
            includes_left: include::MAX_INCLUDES,
        }
    }

    /// The model of files that are merged in order, with defaults.
    pub(super) fn model(
        &mut self,
        files: &[File],
        environment: &Environment,
        place: Place<'_>,
    ) -> Node {
        let span = Span::file(files.first().map_or(SourceId(0), |file| file.source));
        let mut model = Node::new(Map::default(), span);
        for file in files {
            self.stack.push(file.path.clone());
            for document in &file.stream.documents {
                if !file.judged {
                    document.errors.iter().for_each(|error| self.notes.refuse(error));
                }
                model = self.add(model, document, environment, place);
            }
        }
        if self.notes.budget.is_broken() {
            return Node::new(Map::default(), span);
        }
        paths::defaults(&mut model);
        validate::validate(&model, &mut self.notes);
        paths::relocate(&mut model, place.prefix, None);
        passed::items(&mut model, environment, &mut self.notes);
        model
    }

    fn add(
        &mut self,
        mut model: Node,
        document: &Document,
        environment: &Environment,
        place: Place<'_>,
    ) -> Node {
        // Everything that is there already is merged and looked at once more.
        let places = model.entries().iter().map(|section| 1 + section.value.entries().len()).sum();
        if !self.notes.spend(places, document.span) {
            return model;
        }
        let Some(Decoded { root: mut later, removals }) =
            decode(document, environment, &mut self.notes)
        else {
            return model;
        };
        legacy::lift(&mut later, &mut self.notes);
        legacy::rename(&mut later);
        self.include(&mut later, environment, place, &removals);
        for path in &removals {
            remove(&mut model, path);
        }
        Sheets::new(self, environment, place).apply(&mut later, &removals);
        let mut merged = self.over(model, later);
        if section(&merged, "services").len() > budget::SERVICES {
            self.notes.spend(usize::MAX, merged.span);
        }
        if self.notes.budget.is_broken() {
            return merged;
        }
        unique::unique(&mut merged, &TOP, &mut self.notes);
        schema::check(&merged, &TOP, "", &mut self.notes);
        lengthen(&mut merged, &TOP, &mut self.notes);
        unique::unique(&mut merged, &TOP, &mut self.notes);
        merged
    }

    /// Merges a document over the model. Services, networks and the like keep the key of the file that came first.
    fn over(&mut self, model: Node, later: Node) -> Node {
        if model.entries().is_empty() {
            return later;
        }
        let keys = names(&model);
        let mut merged = merge::mappings(model, later, &TOP, &mut self.notes);
        restore_names(&mut merged, keys);
        merged
    }

    /// A file that another one names, by its path relative to the root.
    fn read(&self, path: &str) -> Result<(SourceId, Arc<Source>), Unavailable> {
        self.files.read(path)
    }

    fn gap(&mut self, path: &str, span: Span, message: String, help: &str) {
        let gap = Gap {
            about: None,
            path: path.to_owned(),
            span: Some(span),
            message,
            help: (!help.is_empty()).then(|| help.to_owned()),
        };
        self.notes.gaps.push(gap);
    }
}

/// Takes away what stands at the end of a path.
fn remove(node: &mut Node, path: &[SmolStr]) {
    let Data::Map(map) = &mut node.data else { return };
    match path {
        [] => {}
        [last] => drop(map.remove(last)),
        [first, rest @ ..] => {
            if let Some(entry) = map.entry_mut(first) {
                remove(&mut entry.value, rest);
            }
        }
    }
}

/// The keys of the top level and of the names below it.
fn names(model: &Node) -> Vec<(Node, Vec<Node>)> {
    let inner = |section: &Node| section.entries().iter().map(|entry| entry.key.clone()).collect();
    model.entries().iter().map(|entry| (entry.key.clone(), inner(&entry.value))).collect()
}

/// A merge keeps the order of the earlier side, so the old keys stand first.
fn restore_names(model: &mut Node, keys: Vec<(Node, Vec<Node>)>) {
    let Data::Map(map) = &mut model.data else { return };
    for (entry, (key, inner)) in map.entries.iter_mut().zip(keys) {
        entry.key = key;
        let Data::Map(section) = &mut entry.value.data else { continue };
        for (entry, key) in section.entries.iter_mut().zip(inner) {
            entry.key = key;
        }
    }
}

/// A mapping at a key of the top level.
pub(super) fn section<'n>(model: &'n Node, name: &str) -> &'n [syntax::yaml::Entry] {
    model.get(name).map_or(&[], Node::entries)
}

/// The mapping at a key of the top level, to be changed.
pub(super) fn section_mut<'n>(model: &'n mut Node, name: &str) -> Option<&'n mut Map> {
    let Data::Map(map) = &mut model.data else { return None };
    match &mut map.entry_mut(name)?.value.data {
        Data::Map(section) => Some(section),
        _ => None,
    }
}

/// A null or text value as a scalar with another text and the same place.
pub(super) fn retext(node: &mut Node, text: impl Into<SmolStr>) {
    let trail = node.trail.take();
    *node = plain::text(text, node.span);
    node.trail = trail;
}
