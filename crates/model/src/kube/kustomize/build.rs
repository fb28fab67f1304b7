//! From a kustomization to the objects it renders: bases first, then what each layer does to them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use diag::{Source, SourceId, Span};
use syntax::yaml::Node;

use super::resource::Resource;
use super::spec::{Config, Spec, read_list};
use super::transform::Affix;
use super::{Definitions, Lost};
use super::{check, generate, hash};
use super::{patch, plugins, references, replace, text, transform, tree, variables};
use crate::budget::{self, Budget};
use crate::kube::Field;
use crate::{Files, Unavailable, files};

/// Names that a kustomization may have.
pub const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// How many kustomizations may stand on each other.
const MAX_LAYERS: usize = 64;
/// How many values an earlier name of an object counts for.
const IDENTITY: usize = 4;
/// How many looks at an object count as one value.
const LOOKS: usize = 2;
/// How many places that refer to other objects count as one value when they are looked for.
const SPECS: usize = 64;
/// How many values a label or annotation counts for: it stands in several places of an object.
const PAIR: usize = 4;

/// A rendering under way.
pub(super) struct Build<'f> {
    files: &'f dyn Files,
    /// How much of definitions of custom resources is read.
    pub(super) definitions: Definitions<'f>,
    /// Everything that was read as YAML: objects, patches, kustomizations.
    pub(super) sources: BTreeMap<SourceId, Arc<Source>>,
    /// What could not be done, and where it is asked for.
    pub(super) problems: Vec<(Span, String)>,
    /// What is named and cannot be had.
    pub(super) lost: Vec<Lost>,
    /// How much more the rendering may ask for.
    pub(super) budget: Budget,
    layers: Vec<String>,
}

/// What a layer hands to the one above it.
#[derive(Default)]
pub(super) struct Accumulated {
    pub(super) resources: Vec<Resource>,
    /// Roots of configuration files.
    configurations: Vec<Arc<Node>>,
    pub(super) variables: Vec<variables::Variable>,
}

impl Accumulated {
    fn config(&self) -> Cow<'static, Config> {
        static BUILT_IN: LazyLock<Config> = LazyLock::new(Config::built_in);
        let mut config = Cow::Borrowed(&*BUILT_IN);
        for root in &self.configurations {
            config.to_mut().extend(&Field::root(root));
        }
        config
    }
}

impl<'f> Build<'f> {
    pub(super) fn new(files: &'f dyn Files, definitions: Definitions<'f>) -> Self {
        Self {
            files,
            definitions,
            sources: BTreeMap::new(),
            problems: Vec::new(),
            lost: Vec::new(),
            budget: Budget::new(budget::OVERLAY),
            layers: Vec::new(),
        }
    }

    /// Everything that a folder's kustomization renders.
    pub(super) fn render(&mut self, folder: &str, span: Span) -> Vec<Resource> {
        let mut all = Accumulated::default();
        self.accumulate(folder, span, &mut all);
        for resource in all.resources.iter_mut().filter(|resource| resource.hashed) {
            let name = format!("{}-{}", resource.id().name, hash::of(&resource.node));
            resource.remember();
            let span = resource.node.path(&["metadata", "name"]).map_or(span, |name| name.span);
            resource.rename(tree::string(&name, span));
        }
        if !self.budget.spend(all.resources.len().saturating_mul(budget::OBJECT)) {
            return Vec::new();
        }
        let config = all.config();
        let specs = config.references.iter().map(|reference| reference.specs.len()).sum::<usize>();
        if !self.budget.spend(all.resources.len().saturating_mul(1 + specs / SPECS)) {
            return Vec::new();
        }
        references::fix(&mut all.resources, &config.references);
        let problems = variables::resolve(&mut all, &config.variables, &mut self.budget);
        self.problems.extend(problems);
        if self.budget.is_broken() {
            return Vec::new();
        }
        all.resources.retain(|resource| !is_local(&resource.node));
        all.resources.iter_mut().for_each(|resource| tidy(&mut resource.node));
        all.resources
    }

    /// Takes out of the budget that every object is looked at once, and that so many values are left in each.
    pub(super) fn pass(&mut self, resources: &[Resource], values: usize) -> bool {
        let looks = 1 + resources.len() / LOOKS;
        self.budget.spend(resources.len().saturating_mul(values).saturating_add(looks))
    }

    fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push((span, message.into()));
    }

    /// Adds what a folder's kustomization renders, or lets a component change what is there.
    fn accumulate(&mut self, folder: &str, span: Span, into: &mut Accumulated) {
        if self.layers.len() >= MAX_LAYERS || self.layers.iter().any(|layer| layer == folder) {
            return self.problem(span, format!("the kustomization `{folder}` stands on itself"));
        }
        if !self.budget.spend(1) {
            return;
        }
        let Some(root) = self.kustomization(folder, span) else { return };
        self.layers.push(folder.to_owned());
        let root_field = Field::root(&root);
        if root_field.str_at("kind") == "Component" {
            self.layer(&root_field, folder, into);
        } else {
            let mut own = Accumulated::default();
            self.layer(&root_field, folder, &mut own);
            into.resources.append(&mut own.resources);
            into.configurations.append(&mut own.configurations);
            into.variables.append(&mut own.variables);
        }
        self.layers.pop();
    }

    fn layer(&mut self, root: &Field<'_>, folder: &str, into: &mut Accumulated) {
        for entry in root.list("resources").iter().chain(&root.list("bases")) {
            self.resource(entry, folder, into);
        }
        for entry in root.list("configurations") {
            for node in self.yaml(folder, &entry).unwrap_or_default() {
                self.problems.extend(check::wrong_configuration(&Field::root(&node)));
                into.configurations.push(Arc::new(node));
            }
        }
        self.generators(root, folder, into);
        for entry in root.list("components") {
            self.folder(&entry, folder, into);
        }
        self.unique(root.span(), &mut into.resources);
        self.unsupported(root);
        let config = into.config();
        self.transform(root, folder, &config, &mut into.resources);
        into.variables.extend(root.list("vars").iter().map(variables::Variable::read));
    }

    fn transform(
        &mut self,
        root: &Field<'_>,
        folder: &str,
        config: &Config,
        resources: &mut Vec<Resource>,
    ) {
        patch::apply_all(self, root, folder, resources);
        if let Some(namespace) = root.get("namespace")
            && self.pass(resources, IDENTITY + of_field(&namespace))
        {
            let how = transform::Namespacing::default();
            transform::namespace(resources, &namespace, &config.namespace, how);
        }
        if let Some(prefix) = root.get("namePrefix")
            && self.pass(resources, IDENTITY + config.prefixes.len() + of_field(&prefix))
        {
            transform::affix(resources, &Affix::prefix(&prefix), &config.prefixes);
        }
        if let Some(suffix) = root.get("nameSuffix")
            && self.pass(resources, IDENTITY + config.suffixes.len() + of_field(&suffix))
        {
            transform::affix(resources, &Affix::suffix(&suffix), &config.suffixes);
        }
        for label in root.list("labels") {
            if let Some(pairs) = label.get("pairs")
                && self.pass(resources, of_pairs(&pairs))
            {
                transform::pairs(resources, &pairs, &label_specs(&label, config));
            }
        }
        if let Some(labels) = root.get("commonLabels")
            && self.pass(resources, of_pairs(&labels))
        {
            transform::pairs(resources, &labels, &config.common_labels);
        }
        if let Some(annotations) = root.get("commonAnnotations")
            && self.pass(resources, of_pairs(&annotations))
        {
            transform::pairs(resources, &annotations, &config.annotations);
        }
        patch::apply_json(self, root, folder, resources);
        for replicas in root.list("replicas") {
            self.replicas(&replicas, resources, &config.replicas);
        }
        for image in root.list("images") {
            if self.pass(resources, of_image(&image)) {
                transform::images(resources, &image, &config.images);
            }
        }
        replace::apply_all(self, root, folder, resources);
        plugins::run(self, root, folder, resources);
    }

    /// Sets the number of replicas of an object, which has to be there.
    pub(super) fn replicas(
        &mut self,
        wanted: &Field<'_>,
        resources: &mut [Resource],
        specs: &[Spec],
    ) {
        if self.pass(resources, 0) && !transform::replicas(resources, wanted, specs) {
            let name = wanted.str_at("name");
            self.problem(wanted.span(), format!("nothing named `{name}` has replicas to set"));
        }
    }

    fn generators(&mut self, root: &Field<'_>, folder: &str, into: &mut Accumulated) {
        let options = root.get("generatorOptions");
        for (key, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
            for generator in root.list(key) {
                self.generate(kind, &generator, options.as_ref(), folder, into);
            }
        }
        plugins::generate(self, root, folder, into);
    }

    /// Adds a generated object.
    pub(super) fn generate(
        &mut self,
        kind: &'static str,
        generator: &Field<'_>,
        options: Option<&Field<'_>>,
        folder: &str,
        into: &mut Accumulated,
    ) {
        if !self.pass(&into.resources, 0) {
            return;
        }
        let made = generate::make(self, kind, generator, options, folder);
        let size = made.node.expanded_size(self.budget.left()).unwrap_or(usize::MAX);
        if !self.budget.spend(size) {
            return;
        }
        if let Err(why) = generate::absorb(&mut into.resources, made, &mut self.budget) {
            self.problem(generator.span(), why);
        }
    }

    /// Two objects of one name are none that could be applied.
    fn unique(&mut self, place: Span, resources: &mut Vec<Resource>) {
        let mut known = BTreeSet::new();
        resources.retain(|resource| {
            let id = resource.id();
            let namespace = id.effective_namespace().map(str::to_owned);
            let title = format!("{} `{}` is there twice", id.kind, id.name);
            let is_new = known.insert((id.group, id.version, id.kind, id.name, namespace));
            if !is_new {
                self.problems.push((place, title));
            }
            is_new
        });
    }

    /// What only plugins or other programs do.
    fn unsupported(&mut self, root: &Field<'_>) {
        for (key, what) in [
            ("helmCharts", "Helm charts are not rendered"),
            ("helmChartInflationGenerator", "Helm charts are not rendered"),
            ("openapi", "its schemas are not read, so patches replace lists of custom resources"),
            (
                "crds",
                "its schemas are not read, so references in custom resources keep their names",
            ),
        ] {
            if let Some(field) = root.get(key) {
                self.problem(field.blame(), what);
            }
        }
    }

    /// Adds what an entry of `resources` names.
    pub(super) fn resource(&mut self, entry: &Field<'_>, folder: &str, into: &mut Accumulated) {
        let Some(path) = entry.str() else { return };
        if is_remote(path) {
            return self.problem(entry.span(), format!("`{path}` is remote and not fetched"));
        }
        if !is_yaml(path) {
            return self.folder(entry, folder, into);
        }
        let Some(documents) = self.yaml(folder, entry) else { return };
        for document in documents {
            self.objects(document, entry, into);
        }
    }

    fn objects(&mut self, document: Node, entry: &Field<'_>, into: &mut Accumulated) {
        let kind = document.get("kind").and_then(Node::as_str).unwrap_or_default();
        if kind.is_empty() {
            return self.problem(entry.span(), "a document of this file is no object");
        }
        if kind.ends_with("List") && document.get("items").is_some_and(|it| it.as_seq().is_some()) {
            let items = document.get("items").map(Node::items).unwrap_or_default().to_vec();
            return items.into_iter().for_each(|item| self.objects(item, entry, into));
        }
        into.resources.push(Resource::new(document));
    }

    fn folder(&mut self, entry: &Field<'_>, folder: &str, into: &mut Accumulated) {
        let Some(path) = entry.str() else { return };
        if is_remote(path) {
            return self.problem(entry.span(), format!("`{path}` is remote and not fetched"));
        }
        match files::join(folder, path) {
            Some(folder) => self.accumulate(&folder, entry.span(), into),
            None => self.problem(entry.span(), format!("`{path}` lies outside the root")),
        }
    }

    fn kustomization(&mut self, folder: &str, span: Span) -> Option<Node> {
        for name in FILE_NAMES {
            let Some(path) = files::join(folder, name) else { continue };
            let Ok((id, source)) = self.files.read(&path) else { continue };
            self.sources.insert(id, Arc::clone(&source));
            if !self.budget.spend(budget::of_parsing(&source.text)) {
                return None;
            }
            let mut roots = text::documents(id, &source.text, &mut self.budget).unwrap_or_default();
            if roots.first().is_none_or(|root| root.as_map().is_none()) {
                let message = format!("`{path}` is no kustomization");
                self.lost.push(Lost { span, path, message, is_error: true });
                return None;
            }
            let root = roots.swap_remove(0);
            self.problems.extend(check::wrong(&Field::root(&root)));
            return Some(root);
        }
        // kustomize api/internal/target/kusttarget.go Load: a root without a kustomization is refused.
        let message = format!("there is no kustomization in `{folder}`");
        self.lost.push(Lost { span, path: folder.to_owned(), message, is_error: true });
        None
    }

    /// The documents of a YAML file that a kustomization names.
    pub(super) fn yaml(&mut self, folder: &str, entry: &Field<'_>) -> Option<Vec<Node>> {
        let path = entry.str()?;
        let (id, source) = self.at((folder, path), entry.span(), true, |it, at| it.read(at))?;
        self.sources.insert(id, Arc::clone(&source));
        if !self.budget.spend(budget::of_parsing(&source.text)) {
            return None;
        }
        let documents = match self.definitions {
            Definitions::Whole => text::documents(id, &source.text, &mut self.budget),
            Definitions::Heads(trees) => match trees.get(id) {
                Some(tree) => text::copied(tree, &mut self.budget),
                None => text::heads(id, &source.text, &mut self.budget),
            },
        };
        if documents.is_none() {
            let message = "this file is no YAML, or too much of it".to_owned();
            let path = source.path.to_string();
            self.lost.push(Lost { span: entry.span(), path, message, is_error: true });
        }
        documents
    }

    /// The text that a ConfigMap or Secret is made from.
    pub(super) fn read(&mut self, folder: &str, entry: &Field<'_>) -> Option<String> {
        let path = entry.str()?;
        let found = self.at((folder, path), entry.span(), false, |it, at| it.read(at));
        found.map(|(_, source)| source.text.to_string())
    }

    /// The bytes that a ConfigMap or Secret is made from.
    pub(super) fn bytes(&mut self, folder: &str, path: &str, span: Span) -> Option<Vec<u8>> {
        self.at((folder, path), span, false, |it, at| it.bytes(at))
    }

    /// What `read` finds at a path; `holds_objects` if objects are lost without it.
    fn at<T>(
        &mut self,
        (folder, path): (&str, &str),
        span: Span,
        holds_objects: bool,
        read: impl FnOnce(&dyn Files, &str) -> Result<T, Unavailable>,
    ) -> Option<T> {
        let Some(joined) = files::join(folder, path) else {
            self.problem(span, Unavailable::OutsideRoot.words(path));
            return None;
        };
        let found = read(self.files, &joined);
        let why = match found {
            Ok(found) => return Some(found),
            Err(why) => why,
        };
        if why == Unavailable::OutsideRoot {
            self.problem(span, why.words(path));
            return None;
        }
        let message = why.words_of(&joined, self.files);
        let is_error = holds_objects || why != Unavailable::NotFound;
        self.lost.push(Lost { span, path: joined, message, is_error });
        None
    }
}

fn of_field(field: &Field<'_>) -> usize {
    budget::of_text(field.str().unwrap_or_default())
}

fn of_pairs(pairs: &Field<'_>) -> usize {
    let each = pairs.entries().map(|(key, value)| budget::of_text(key) + of_field(&value));
    PAIR * each.sum::<usize>()
}

/// How many values it takes to replace an image.
pub(super) fn of_image(image: &Field<'_>) -> usize {
    image
        .entries()
        .map(|(_, value)| budget::of_text(value.str().unwrap_or_default()) - 1)
        .sum::<usize>()
        + 1
}

/// Empty annotations, and nothing else that is empty, are dropped. Others are text whatever they look like, and so are the
/// labels beside them. A label without a value is an empty one.
fn tidy(node: &mut Node) {
    let Some(metadata) = tree::get_mut(node, "metadata") else { return };
    if metadata.get("annotations").is_some_and(|it| it.entries().is_empty()) {
        tree::remove(metadata, "annotations");
    }
    let has_annotations = metadata.get("annotations").is_some();
    for key in ["labels", "annotations"] {
        if let Some(pairs) = tree::get_mut(metadata, key) {
            tree::quote(pairs, &|value| has_annotations || value.is_null());
        }
    }
}

fn label_specs(label: &Field<'_>, config: &Config) -> Vec<Spec> {
    let is = |key: &str| label.str_at(key) == "true";
    let mut specs = read_list(&label.list("fields"));
    specs.extend(config.labels.iter().cloned());
    if is("includeSelectors") {
        specs.extend(config.common_labels.iter().cloned());
        return specs;
    }
    if is("includeTemplates") {
        specs.extend(config.template_labels.iter().cloned());
    }
    specs.extend(config.template_labels.first().cloned());
    specs
}

fn is_yaml(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end))
}

fn is_remote(path: &str) -> bool {
    path.contains("://")
        || path.starts_with("github.com/")
        || path.starts_with("git@")
        || path.contains("?ref=")
}

fn is_local(node: &Node) -> bool {
    let annotation = node.path(&["metadata", "annotations", "config.kubernetes.io/local-config"]);
    annotation.and_then(Node::as_str).is_some_and(|value| value != "false")
}
