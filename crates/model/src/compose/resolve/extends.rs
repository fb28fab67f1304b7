//! `extends`: a service is merged over another one, of the same file or of another.

use diag::{Span, Step};
use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Document, Map, Node};

use super::super::canonical::lengthen;
use super::super::grammar::{SERVICE, TOP};
use super::super::{File, plain};
use super::document::{Decoded, decode};
use super::environment::Environment;
use super::{Loader, Place, merge, paths, remove, trail, unique};
use crate::budget;
use crate::files::{folder, join};

/// How many services may extend one another in a row.
const MAX_CHAIN: usize = 128;

/// The services of one document, and those of the files that they extend.
pub(super) struct Sheets<'l, 'a, 'e> {
    loader: &'l mut Loader<'a>,
    environment: &'e Environment,
    place: Place<'e>,
    opened: Vec<Sheet>,
}

/// Services that may extend each other.
struct Sheet {
    /// Path of the file relative to the root; empty for the document itself.
    path: String,
    services: Map,
    /// How many services each one extends in a row, once it is finished.
    depths: Vec<usize>,
    removals: Vec<Vec<SmolStr>>,
}

/// What `extends:` names.
struct Reference {
    service: SmolStr,
    file: Option<(SmolStr, Node)>,
    span: Span,
    name_span: Span,
}

impl<'l, 'a, 'e> Sheets<'l, 'a, 'e> {
    pub(super) fn new(
        loader: &'l mut Loader<'a>,
        environment: &'e Environment,
        place: Place<'e>,
    ) -> Self {
        Self { loader, environment, place, opened: Vec::new() }
    }

    /// Merges every service of a document over what it extends.
    pub(super) fn apply(mut self, document: &mut Node, removals: &[Vec<SmolStr>]) {
        let services = document.get("services");
        let extends = |entry: &syntax::yaml::Entry| entry.value.get("extends").is_some();
        if !services.is_some_and(|services| services.entries().iter().any(extends)) {
            return;
        }
        let Some(slot) = super::section_mut(document, "services") else { return };
        let services = std::mem::take(slot);
        let count = services.entries.len();
        let depths = vec![0; count];
        self.opened.push(Sheet {
            path: String::new(),
            services,
            depths,
            removals: removals.to_vec(),
        });
        for at in 0..count {
            self.finish(0, at, &mut Vec::new());
        }
        *slot = self.opened.swap_remove(0).services;
    }

    /// Merges one service over what it extends, that first.
    fn finish(&mut self, sheet: usize, at: usize, chain: &mut Vec<(usize, usize)>) {
        let entry = &self.opened[sheet].services.entries[at];
        let name = SmolStr::new(entry.key.as_str().unwrap_or_default());
        let Some(reference) = reference(&entry.value) else { return };
        if self.loader.notes.budget.is_broken() {
            return;
        }
        if chain.contains(&(sheet, at)) || chain.len() > MAX_CHAIN {
            let message = format!("`{name}` extends itself");
            self.loader.notes.problem(reference.span, message);
            return;
        }
        chain.push((sheet, at));
        let base = self.base(sheet, &name, &reference, chain);
        chain.pop();
        let Some((base_key, mut base, depth)) = base else { return };
        self.opened[sheet].depths[at] = depth + 1;
        if let Some(why) = self.loader.notes.partial.get(&*reference.service).cloned() {
            self.loader.notes.partial.insert(name.to_string(), why);
        }
        let text = format!("extends `{}` here", reference.service);
        trail::mark(&mut base, Step::at(reference.span, text));
        let sheet = &mut self.opened[sheet];
        let mut is_whole = true;
        for path in sheet.removals.iter().filter(|path| path.len() > 2) {
            if path[0] == "services" && path[1] == name {
                remove(&mut base, &path[2..]);
                is_whole = false;
            }
        }
        let entry = &mut sheet.services.entries[at];
        if is_whole && reference.file.is_some() {
            self.loader.notes.bases.insert(entry.key.span, (base_key, reference.span));
        }
        let own = std::mem::replace(&mut entry.value, Node::null(reference.span));
        entry.value = merge::merge(base, own, &SERVICE, &mut self.loader.notes);
        if let Data::Map(map) = &mut entry.value.data {
            map.remove("extends");
        }
    }

    /// The key of the service that a reference names, the service, itself finished, and how many it extends in a row.
    fn base(
        &mut self,
        sheet: usize,
        name: &str,
        reference: &Reference,
        chain: &mut Vec<(usize, usize)>,
    ) -> Option<(Span, Node, usize)> {
        let there = match &reference.file {
            Some((file, node)) => self.open(file, node, name)?,
            None => sheet,
        };
        let services = &self.opened[there].services.entries;
        let at = services.iter().rposition(|it| it.key.as_str() == Some(&reference.service));
        let Some(at) = at else {
            let message = format!("there is no service `{}` to extend", reference.service);
            let known = services.iter().filter_map(|it| it.key.as_str());
            let help = plain::nearest(&reference.service, known)
                .map(|near| format!("did you mean `{near}`?"));
            self.loader.notes.problem(reference.name_span, message).help = help;
            let why = format!("there is no service `{}` to extend", reference.service);
            self.loader.notes.partial.insert(name.to_owned(), why);
            return None;
        };
        self.finish(there, at, chain);
        let Sheet { services, depths, .. } = &self.opened[there];
        let (base, depth) = (&services.entries[at], depths[at]);
        base.value.as_map()?;
        let notes = &mut self.loader.notes;
        let size = base.value.expanded_size(notes.budget.left()).unwrap_or(usize::MAX);
        // Each one that is extended makes the trails of all values longer.
        let cost = size.saturating_mul(1 + depth);
        let is_enough = notes.spend(cost, reference.span);
        is_enough.then(|| (base.key.span, base.value.clone(), depth))
    }

    /// The services of another file.
    fn open(&mut self, file: &str, node: &Node, service: &str) -> Option<usize> {
        let span = node.target().span;
        let partial = |sheets: &mut Self, why: String| {
            sheets.loader.notes.partial.insert(service.to_owned(), why);
        };
        if let Some(why) = self.loader.notes.doubts.get(&span).cloned() {
            let message = format!("what `{service}` extends is not read: {why}");
            self.loader.gap(self.place.folder, span, message, "");
            self.loader.notes.partial.insert(service.to_owned(), why);
            return None;
        }
        if paths::is_remote(file) {
            self.unread(span, &format!("the remote file `{file}`"), service);
            return None;
        }
        let Some(path) = join(self.place.folder, file) else {
            self.unread(span, &format!("`{file}`, which lies outside the root,"), service);
            return None;
        };
        if let Some(known) = self.opened.iter().position(|sheet| sheet.path == path) {
            return Some(known);
        }
        let (source, text) = match self.loader.read(&path) {
            Ok(read) => read,
            Err(crate::Unavailable::NotFound) => {
                let message = format!("there is no file `{path}` to extend a service of");
                self.loader.notes.lost(span, &path, message.as_str());
                self.loader.notes.problem_at(node, message);
                partial(self, format!("`{path}` is not there"));
                return None;
            }
            Err(crate::Unavailable::OutsideRoot) => {
                self.unread(span, &format!("`{file}`, which lies outside the root,"), service);
                return None;
            }
            Err(crate::Unavailable::Unreadable(why)) => {
                let message = format!("`{path}` cannot be read: {why}");
                self.loader.notes.lost(span, &path, message.as_str());
                self.loader.notes.problem_at(node, message);
                partial(self, format!("`{path}` cannot be read"));
                return None;
            }
        };
        if !self.loader.notes.spend(budget::of_parsing(&text.text), span) {
            return None;
        }
        let file = File::parse(source, &text, false);
        let sheet = self.sheet(&file);
        self.loader.notes.files.push(file);
        self.opened.push(sheet);
        Some(self.opened.len() - 1)
    }

    fn unread(&mut self, span: Span, what: &str, service: &str) {
        let path = self.place.folder.to_owned();
        let message = format!("{what} is not read, so `{service}` is only known in part");
        self.loader.gap(&path, span, message, "");
        self.loader.notes.partial.insert(service.to_owned(), format!("{what} is not read"));
    }

    /// The services of a file as they are before anything is extended.
    fn sheet(&mut self, file: &File) -> Sheet {
        let mut model = Node::new(Map::default(), Span::file(file.source));
        let mut removals = Vec::new();
        // Its services are others than those of the project, whatever they are called.
        let resets = std::mem::take(&mut self.loader.notes.resets);
        for document in &file.stream.documents {
            model = self.add(model, document, &mut removals);
        }
        self.loader.notes.resets = resets;
        let there = folder(&file.path);
        paths::relocate(&mut model, &paths::relative(self.place.folder, there), None);
        let services = super::section_mut(&mut model, "services").map(std::mem::take);
        let services = services.unwrap_or_default();
        let depths = vec![0; services.entries.len()];
        Sheet { path: file.path.clone(), services, depths, removals }
    }

    fn add(
        &mut self,
        mut model: Node,
        document: &Document,
        all_removals: &mut Vec<Vec<SmolStr>>,
    ) -> Node {
        let notes = &mut self.loader.notes;
        document.errors.iter().for_each(|error| notes.refuse(error));
        let Some(Decoded { root, removals }) = decode(document, self.environment, notes) else {
            return model;
        };
        for path in &removals {
            remove(&mut model, path);
        }
        *all_removals = removals;
        let mut merged = merge::mappings(model, root, &TOP, notes);
        unique::unique(&mut merged, &TOP, notes);
        lengthen(&mut merged, &TOP, notes);
        unique::unique(&mut merged, &TOP, notes);
        merged
    }
}

fn reference(service: &Node) -> Option<Reference> {
    let extends = service.get("extends")?;
    let span = extends.target().span;
    if let Some(name) = plain::string(extends) {
        return Some(Reference { service: name.into(), file: None, span, name_span: span });
    }
    let name = extends.get("service").filter(|name| plain::string(name).is_some())?;
    let file = extends.get("file").filter(|file| !file.is_null());
    Some(Reference {
        service: format_smolstr!("{}", plain::print(name)),
        file: file.map(|file| (plain::print(file), file.clone())),
        span,
        name_span: name.target().span,
    })
}
