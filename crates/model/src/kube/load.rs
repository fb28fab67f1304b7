//! From a text to objects, as `kubectl` finds them: documents, lists, merge keys, and what it would refuse.

use std::sync::OnceLock;

use diag::{Gap, Source, SourceId, Span};
use memchr::memmem;
use smol_str::{SmolStr, format_smolstr};
use syntax::SyntaxError;
use syntax::yaml::{self, Document, Duplicate, Node};

use super::object::{Address, ObjectFacts};
use super::operators::{self, Described};
use super::{Field, definition, refused, unread, workload};

/// A text as trees without merge keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// One root per document; `None` for an empty one.
    pub(super) roots: Vec<Option<Node>>,
    /// Every comment.
    pub(super) comments: Vec<Span>,
    /// How many bytes of the text it was made from.
    pub(super) read: usize,
    errors: Vec<SyntaxError>,
    duplicates: Vec<Duplicate>,
    /// Documents that end early, by position.
    broken: Vec<usize>,
    /// The pods that resources of operators describe by themselves.
    described: OnceLock<Vec<(Address, Vec<Described>)>>,
}

/// What a file came to.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) objects: Vec<ObjectFacts>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) gaps: Vec<Gap>,
}

impl Tree {
    /// Reads a text.
    pub(super) fn parse(source: SourceId, text: &str) -> Self {
        let stream = yaml::parse_heads(source, text, definition::head);
        let (comments, read) = (stream.comments, stream.read);
        let mut tree = Self { comments, read, ..Self::default() };
        for document in stream.documents {
            tree.add(document);
        }
        tree
    }

    /// Trees that are made rather than read.
    pub(super) fn of(roots: Vec<Node>) -> Self {
        Self { roots: roots.into_iter().map(Some).collect(), ..Self::default() }
    }

    /// The node of an object.
    pub(super) fn node(&self, address: &Address) -> Option<&Node> {
        let root = self.roots.get(address.document)?.as_ref()?;
        address.items.iter().try_fold(root, |node, item| node.get("items")?.items().get(*item))
    }

    /// The pods that an object describes outside a pod template, if it is a resource of an operator that is known.
    pub(super) fn described(&self, facts: &ObjectFacts) -> &[Described] {
        if !operators::may_describe(facts) {
            return &[];
        }
        let all = self.described.get_or_init(|| {
            let objects = objects(self).into_iter().filter(operators::may_describe);
            let pods = |facts: ObjectFacts| {
                let root = self.node(&facts.address)?;
                Some((facts.address.clone(), operators::described(&facts, root)))
            };
            objects.filter_map(pods).collect()
        });
        let own = all.iter().find(|(address, _)| *address == facts.address);
        own.map_or(&[], |(_, pods)| pods)
    }

    /// Whether some document ends early.
    pub(super) fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    fn add(&mut self, mut document: Document) {
        if document.truncated {
            self.broken.push(self.roots.len());
        }
        self.errors.append(&mut document.errors);
        self.duplicates.append(&mut document.duplicates);
        let root = document.root.map(|root| {
            if !document.has_merge_keys {
                return root;
            }
            let merged = yaml::merge_keys(root, yaml::Dialect::Kubernetes);
            self.errors.extend(merged.errors);
            merged.root
        });
        self.roots.push(root);
    }
}

/// Finds the objects of a tree. What is wrong with a text that was read to its end and holds none is nobody's business
/// here; of one that breaks off, nobody knows what it would have held.
pub(super) fn load(tree: &mut Tree, id: SourceId, source: &Source) -> Loaded {
    let mut loaded = Loaded { objects: objects(tree), ..Loaded::default() };
    let is_ours = !loaded.objects.is_empty() || tree.is_broken();
    if !is_ours && !starts_an_object(&source.text) {
        loaded.gaps = array(tree, source);
        return loaded;
    }
    name_templates(&mut loaded.objects, tree, &source.text);
    mark_patches(&mut loaded.objects, tree, &source.path);
    let (templates, errors) = std::mem::take(&mut tree.errors)
        .into_iter()
        .partition(|error| is_templated(&source.text, error.span));
    loaded.errors = errors;
    loaded.errors.extend(refused::find(id, &source.text));
    if !loaded.objects.is_empty() {
        loaded.errors.extend(tree.roots.iter().flatten().filter_map(half_an_object));
    }
    loaded.gaps = gaps(&templates, source);
    loaded.gaps.extend(unread::gaps(&loaded.objects, tree, source));
    loaded.duplicates = std::mem::take(&mut tree.duplicates);
    loaded
}

/// A document among objects that says one half of what it is, so that nobody takes it for one.
fn half_an_object(root: &Node) -> Option<SyntaxError> {
    let says = |key| root.get(key).and_then(Node::as_str).is_some_and(|text| !text.is_empty());
    let (said, missing) = match (says("apiVersion"), says("kind")) {
        (true, false) => ("apiVersion", "kind"),
        (false, true) => ("kind", "apiVersion"),
        _ => return None,
    };
    let place = root.entry(said)?.key.span;
    let message = format!("the document has no `{missing}`, so `kubectl` refuses it");
    Some(SyntaxError::new(place, message).with_help(format!("add `{missing}`")))
}

/// A workload that lacks its selector is no whole one; in a file that is called a patch, it is one.
fn mark_patches(objects: &mut [ObjectFacts], tree: &Tree, path: &str) {
    let name = path.rsplit('/').next().unwrap_or_default();
    for object in objects.iter_mut().filter(|_| name.contains("patch")) {
        let root = tree.node(&object.address).map(Field::root);
        object.is_partial |= root.is_some_and(|root| workload::lacks_selector(object, &root));
    }
}

/// Reads the `# Source: chart/templates/x.yaml` that Helm writes above each document.
fn name_templates(objects: &mut [ObjectFacts], tree: &Tree, text: &str) {
    let comments = tree.comments.iter().filter_map(|comment| {
        let (start, end) = comment.range?;
        let path = text.get(start as usize..end as usize)?.strip_prefix("# Source: ")?;
        Some((start, path.trim()))
    });
    let comments: Vec<(u32, &str)> = comments.collect();
    let mut before = 0;
    for object in objects.iter_mut().filter(|_| !comments.is_empty()) {
        let above = comments.partition_point(|(start, _)| *start < object.extent.start());
        let comment = above.checked_sub(1).map(|at| comments[at]);
        let own = comment.filter(|(start, _)| *start >= before);
        object.template = own.map(|(_, path)| SmolStr::new(path));
        before = object.extent.end();
    }
}

/// The objects of a tree, those in lists included.
pub(super) fn objects(tree: &Tree) -> Vec<ObjectFacts> {
    let mut objects = Vec::new();
    for (document, root) in tree.roots.iter().enumerate() {
        let Some(root) = root else { continue };
        let address = Address { document, items: Vec::new() };
        let first = objects.len();
        collect(root, address, &Inherited::default(), &mut objects);
        // What is missing from the rest of a torn document nobody knows.
        let is_torn = tree.broken.contains(&document);
        objects[first..].iter_mut().for_each(|object| object.is_torn = is_torn);
    }
    objects
}

/// What the items of a typed list need not repeat.
#[derive(Clone, Default)]
struct Inherited {
    api_version: SmolStr,
    kind: SmolStr,
}

/// Lists may stand in lists; `kubectl` refuses to go so deep.
const MAX_LISTS: usize = 8;

fn collect(node: &Node, address: Address, inherited: &Inherited, into: &mut Vec<ObjectFacts>) {
    let text = |key| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let api_version = text("apiVersion").map_or(inherited.api_version.clone(), SmolStr::new);
    let kind = text("kind").map_or(inherited.kind.clone(), SmolStr::new);
    if node.as_map().is_none() || api_version.is_empty() || kind.is_empty() {
        return;
    }
    let items = node.get("items").and_then(Node::as_seq);
    if let (Some(item_kind), Some(items)) = (kind.strip_suffix("List"), items)
        && address.items.len() < MAX_LISTS
    {
        // The items of a plain `List` say themselves what they are.
        let typed = !item_kind.is_empty();
        let inherited = Inherited {
            api_version: if typed { api_version } else { SmolStr::default() },
            kind: SmolStr::new(item_kind),
        };
        for (position, item) in items.iter().enumerate() {
            let mut address = address.clone();
            address.items.push(position);
            collect(item, address, &inherited, into);
        }
        return;
    }
    into.push(facts(node, address, api_version, kind));
}

fn facts(node: &Node, address: Address, api_version: SmolStr, kind: SmolStr) -> ObjectFacts {
    let metadata = node.get("metadata");
    let named = |key| {
        let value = metadata?.get(key)?;
        value.as_str().filter(|text| !text.is_empty()).map(|text| (text, value.target().span))
    };
    let generated = || named("generateName").map(|(text, span)| (format_smolstr!("{text}*"), span));
    let name = named("name").map(|(text, span)| (SmolStr::new(text), span)).or_else(generated);
    let extent = node.target().span;
    let kind_span = node.get("kind").map_or(extent, |kind| kind.target().span);
    let (name, span) = name.unwrap_or((SmolStr::default(), kind_span));
    let namespace = named("namespace").map(|(text, _)| SmolStr::new(text));
    let mut facts = ObjectFacts {
        api_version,
        kind,
        name,
        namespace,
        span,
        extent,
        is_torn: false,
        is_partial: false,
        template: None,
        address,
    };
    facts.is_partial = workload::is_partial(&facts, &Field::root(node));
    facts
}

/// A list of objects at the top is nothing that `kubectl` reads.
fn array(tree: &Tree, source: &Source) -> Vec<Gap> {
    let is_object = |item: &Node| item.get("apiVersion").is_some() && item.get("kind").is_some();
    let arrays = tree.roots.iter().flatten().filter(|root| root.items().iter().any(is_object));
    let gap = |root: &Node| Gap {
        about: None,
        path: source.path.to_string(),
        span: Some(root.span),
        message: "a plain list of objects is no manifest, so it is not judged".into(),
        help: Some("put the objects into the `items` of an object of `kind: List`".into()),
    };
    arrays.map(gap).collect()
}

/// Whether a line at the margin begins an object, though no document with one could be read.
fn starts_an_object(text: &str) -> bool {
    text.starts_with("apiVersion:") || memmem::find(text.as_bytes(), b"\napiVersion:").is_some()
}

/// Whether a template engine's action stands near an error, so that it is no error of a manifest.
fn is_templated(text: &str, span: Span) -> bool {
    let at = (span.start() as usize).min(text.len());
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at])
        .and_then(|line| memchr::memrchr(b'\n', &bytes[..line]))
        .unwrap_or_default();
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
    let near = &bytes[start..end];
    [&b"{{"[..], b"{%", b"${"].iter().any(|mark| memmem::find(near, mark).is_some())
}

fn gaps(templates: &[SyntaxError], source: &Source) -> Vec<Gap> {
    let Some(first) = templates.first() else { return Vec::new() };
    vec![Gap { about: None,
        path: source.path.to_string(),
        span: Some(first.span),
        message: "a template is not judged before it is rendered".into(),
        help: Some("render it and check the result: `... | plimsoll check --stdin-filename rendered.yaml -`".into()),
    }]
}
