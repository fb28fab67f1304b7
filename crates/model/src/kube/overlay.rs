//! Kustomizations on their way through a run: which of them are rendered, and what becomes of the files that they use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use diag::{Gap, Source, SourceId, Sources, Span, Trouble};

use super::kustomize::{Definitions, Lost};
use super::load::{self, Tree};
use super::place;
use super::{Field, Manifest, ObjectFacts, kustomize};
use crate::{Files, files};

/// A `kustomization.yaml`.
#[derive(Debug)]
pub struct Kustomization {
    /// The text it was read from.
    pub source: SourceId,
    /// Its path.
    pub path: Arc<str>,
    /// Whether what it renders is judged.
    pub judged: bool,
    is_component: bool,
    /// Folders of the kustomizations that it stands on.
    stands_on: Vec<String>,
}

impl Kustomization {
    /// Reads a file.
    pub(crate) fn parse(id: SourceId, source: &Source, judged: bool) -> Self {
        let tree = Tree::parse(id, &source.text);
        let folder = files::folder(&source.path);
        let root = tree.roots.iter().flatten().next().map(Field::root);
        let named = root.as_ref().map(|root| {
            let lists = ["resources", "bases", "components"].map(|key| root.list(key));
            lists.concat().iter().filter_map(|it| files::join(folder, it.str()?)).collect()
        });
        Self {
            source: id,
            path: Arc::clone(&source.path),
            judged,
            is_component: root.is_some_and(|root| root.str_at("kind") == "Component"),
            stands_on: named.unwrap_or_default(),
        }
    }
}

/// Trees of manifests that were read already.
#[derive(Debug, Default)]
pub struct Trees<'m>(BTreeMap<SourceId, &'m Tree>);

impl<'m> Trees<'m> {
    /// Those that some manifests kept.
    pub(crate) fn of(manifests: &'m [Manifest]) -> Self {
        let kept = |it: &'m Manifest| Some((it.source, it.kept()?.1));
        Self(manifests.iter().filter_map(kept).collect())
    }

    pub(super) fn get(&self, source: SourceId) -> Option<&'m Tree> {
        self.0.get(&source).copied()
    }
}

/// A kustomization that is to be rendered: no other one stands on it.
#[derive(Debug)]
pub struct Overlay(Kustomization);

/// The kustomizations that are rendered. A component changes what others have and is nothing by itself.
pub(crate) fn overlays(kustomizations: Vec<Kustomization>) -> Vec<Overlay> {
    let folders: BTreeMap<&str, usize> =
        kustomizations.iter().zip(0..).map(|(it, at)| (files::folder(&it.path), at)).collect();
    let below: Vec<Vec<usize>> = kustomizations
        .iter()
        .map(|it| it.stands_on.iter().filter_map(|at| folders.get(at.as_str()).copied()).collect())
        .collect();
    let used: BTreeSet<usize> = below.iter().flatten().copied().collect();
    let mut reached = vec![false; kustomizations.len()];
    let mut tops = BTreeSet::new();
    // Those that nothing stands on, then one of every ring: nothing is left out.
    let first = (0..kustomizations.len()).filter(|at| !used.contains(at));
    for at in first.chain(0..kustomizations.len()) {
        let is_component = kustomizations[at].is_component;
        if !reached[at] && !is_component {
            tops.insert(at);
            reach(at, &below, &mut reached);
        }
    }
    let tops = kustomizations.into_iter().zip(0..).filter(|(_, at)| tops.contains(at));
    tops.map(|(it, _)| it).filter(|it| it.judged).map(Overlay).collect()
}

fn reach(from: usize, below: &[Vec<usize>], reached: &mut [bool]) {
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(&below[at]);
        }
    }
}

/// What an overlay renders.
#[derive(Debug)]
pub struct Rendered {
    pub(super) manifest: Box<Manifest>,
    /// The files that it is made of.
    used: Vec<SourceId>,
    gaps: Vec<Gap>,
    errors: Vec<Trouble>,
    /// How many values it came to.
    pub(crate) spent: usize,
}

impl Overlay {
    /// The path of the kustomization.
    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    /// Renders what is judged of it.
    pub(crate) fn render(self, files: &dyn Files, trees: &Trees<'_>) -> Rendered {
        self.render_with(files, Definitions::Heads(trees))
    }

    fn render_with(self, files: &dyn Files, definitions: Definitions<'_>) -> Rendered {
        let Kustomization { source, path, .. } = self.0;
        let rendering = kustomize::render(&path, source, files, definitions);
        let folder = files::folder(&path);
        let name = if folder.is_empty() { "." } else { folder };
        let gap = |(span, message): (Span, String)| Gap {
            about: None,
            path: path.to_string(),
            span: (span.range.is_some() && span.source == source).then_some(span),
            message: format!("the overlay `{name}` is not rendered completely: {message}"),
            help: Some(format!(
                "run `kubectl kustomize {name} | plimsoll check --stdin-filename rendered.yaml -`"
            )),
        };
        let mut gaps: Vec<Gap> = rendering.problems.into_iter().map(gap).collect();
        let mut errors = Vec::new();
        for Lost { span, path: lost, message, is_error } in rendering.lost {
            if is_error {
                let message = format!("`{name}` cannot be rendered: {message}");
                let (about, path) = (Some(lost), path.to_string());
                errors.push(Trouble { about, path, span: Some(span), message, help: None });
            } else {
                gaps.push(Gap { about: Some(lost), ..gap((span, message)) });
            }
        }
        if rendering.budget.is_broken() {
            // What was noticed on the way to nowhere tells nobody anything.
            gaps.clear();
            errors = vec![Trouble {
                about: None,
                path: path.to_string(),
                span: None,
                message: format!("`{name}` cannot be rendered: it is too large"),
                help: Some("split it, or let fewer layers and patches go over its objects".into()),
            }];
        }
        let spent = rendering.budget.spent();
        let manifest = Manifest::of_overlay(source, name, Tree::of(rendering.objects));
        let manifest = Box::new(manifest);
        Rendered { manifest, used: rendering.used, gaps, errors, spent }
    }
}

/// Renders the kustomization at a path, whoever else stands on it.
pub fn render(path: &str, source: SourceId, files: &dyn Files) -> Rendered {
    let path = Arc::from(path);
    let lone = Kustomization { source, path, judged: true, is_component: false, stands_on: vec![] };
    Overlay(lone).render_with(files, Definitions::Whole)
}

impl Rendered {
    /// What could not be rendered.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Files without which it cannot be rendered.
    pub fn errors(&self) -> &[Trouble] {
        &self.errors
    }

    /// What is rendered.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

/// Adds what overlays render, and marks the files that they are made of: those are judged there.
pub(crate) fn link(
    manifests: &mut Vec<Manifest>,
    (gaps, errors): (&mut Vec<Gap>, &mut Vec<Trouble>),
    rendered: Vec<Rendered>,
    sources: &Sources,
) {
    let mut lost = BTreeSet::new();
    let mut used = BTreeSet::new();
    for overlay in rendered {
        gaps.extend(overlay.gaps);
        // Many overlays stand on one base: what it lacks is said once, where it is named.
        let new = overlay.errors.into_iter().filter(|it| lost.insert((it.span, it.about.clone())));
        errors.extend(new.map(|error| match error.span {
            Some(span) => Trouble { path: sources.get(span.source).path.to_string(), ..error },
            None => error,
        }));
        if !overlay.manifest.objects.is_empty() {
            used.extend(overlay.used);
        }
        manifests.push(*overlay.manifest);
    }
    for manifest in manifests.iter_mut().filter(|manifest| manifest.overlay.is_none()) {
        manifest.is_covered = used.contains(&manifest.source);
        gaps.extend(manifest.unused_patch(sources));
    }
}

impl Manifest {
    /// A patch that no overlay in the run applies.
    fn unused_patch(&self, sources: &Sources) -> Option<Gap> {
        let patch = self.objects.iter().find(|facts| facts.is_partial)?;
        (self.judged && !self.is_covered).then(|| Gap {
            about: None,
            path: sources.get(self.source).path.to_string(),
            span: Some(patch.span),
            message: format!(
                "`{}` is not judged: it lacks an image or a selector, so it is a patch",
                patch.title()
            ),
            help: Some("check the folder of the kustomization that applies it".into()),
        })
    }
}

/// Files that rendered values come from, opened for their places.
#[derive(Debug, Default)]
pub(super) struct Origins(Mutex<BTreeMap<SourceId, Arc<Origin>>>);

/// The objects of a file and its trees.
type Origin = (Vec<ObjectFacts>, Tree);

impl Origins {
    /// The place of a span in the file where it is written.
    pub(super) fn place(&self, span: Span, sources: &Sources) -> String {
        let open = || {
            let source = sources.get(span.source);
            let mut tree = Tree::parse(span.source, &source.text);
            let loaded = load::load(&mut tree, span.source, source);
            Arc::new((loaded.objects, tree))
        };
        let mut origins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = Arc::clone(origins.entry(span.source).or_insert_with(open));
        drop(origins);
        place::of(&origin.0, &origin.1, span)
    }
}
