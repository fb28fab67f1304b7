//! The stage graph: what every stage starts from, and what it ends up with, for one set of build arguments.

use std::collections::HashMap;
use std::sync::Arc;

use diag::{Spanned, Step};
use syntax::SyntaxError;
use syntax::dockerfile::{Instruction, Kind, Word};
use syntax::words::Template;

use super::refused;
use super::scope::Scope;
use super::state::{Base, StageState};
use super::{Build, BuildContext, BuiltImages, Dockerfile};
use crate::budget::{self, Budget};
use crate::{ImageRef, Origin, Setting, Value};

/// How many values a stage counts for by itself: rules ask much about each.
const STAGE: usize = 20;

/// How many looks at a stage count as one value.
const LOOKS: usize = 8;

/// All stages of a Dockerfile as one build sees them.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// In file order.
    pub stages: Vec<StageState>,
    /// What this build refuses although it can be parsed.
    pub errors: Vec<SyntaxError>,
    /// What the build calls by names.
    pub contexts: Vec<BuildContext>,
    /// Images that the project builds.
    pub built: Arc<BuiltImages>,
    /// The last stage of each name, in lower case.
    by_name: HashMap<String, usize>,
}

impl Graph {
    /// Evaluates the stages with the arguments of a build.
    pub fn evaluate(file: &Dockerfile, build: &Build) -> Self {
        let mut graph = Self { contexts: build.contexts.clone(), ..Self::default() };
        let mut globals = Scope::global(build);
        let mut budget = Budget::new(budget::DOCKERFILE);
        for (at, instruction) in file.tree.instructions.iter().enumerate() {
            let scope = graph.stages.last().map_or(&globals, |stage| &stage.scope);
            if !graph.pays(instruction, scope, file, &mut budget) {
                return Self::oversized(instruction);
            }
            refused::look(instruction, scope, file.tree.escape, &mut graph.errors);
            match (&instruction.kind, graph.stages.last_mut()) {
                (Kind::From(from), _) => {
                    graph.close(file, at, &globals);
                    let stage = graph.open(file, instruction, at, &globals, &mut budget);
                    if budget.is_broken() {
                        return Self::oversized(instruction);
                    }
                    if matches!(stage.base, Base::Image(_)) {
                        let wrong = refused::no_image(&from.image, &globals, file.tree.escape);
                        graph.errors.extend(wrong);
                    }
                    if let Some(name) = stage.stored_name() {
                        graph.by_name.insert(name, graph.stages.len());
                    }
                    graph.stages.push(stage);
                }
                (Kind::Arg(pairs), None) => {
                    for pair in pairs {
                        globals.declare(pair, file.tree.escape, None);
                    }
                }
                (_, Some(stage)) => stage.apply(instruction, file.tree.escape, &globals),
                _ => {}
            }
        }
        graph.close(file, file.tree.instructions.len(), &globals);
        graph
    }

    /// Whether there is room for what an instruction makes of the variables that it names.
    fn pays(
        &self,
        instruction: &Instruction,
        scope: &Scope,
        file: &Dockerfile,
        budget: &mut Budget,
    ) -> bool {
        let mut cost = 0;
        refused::each_word(&instruction.kind, &mut |word| {
            if word.text.contains('$')
                && let Value::Known(text) = scope.expand(&word.text, file.tree.escape).value
            {
                cost += budget::of_text(&text) - 1;
            }
        });
        let folder = self.stages.last().and_then(|stage| stage.workdir.as_ref()?.known());
        if let (Kind::Workdir(_), Some(folder)) = (&instruction.kind, folder) {
            cost += budget::of_text(folder) - 1;
        }
        budget.spend(cost)
    }

    /// No stages, and why.
    fn oversized(instruction: &Instruction) -> Self {
        let message =
            "the stages of this file are too large from here on, with all that they inherit";
        let error = SyntaxError::new(instruction.span, message)
            .with_help("let fewer stages stand on each other, or set fewer and shorter variables");
        Self { errors: vec![error], ..Self::default() }
    }

    /// Ends the last stage before an instruction.
    fn close(&mut self, file: &Dockerfile, end: usize, globals: &Scope) {
        let Some(index) = self.stages.len().checked_sub(1) else { return };
        self.stages[index].instructions.end = end;
        let stage = &self.stages[index];
        if triggers(file, stage).next().is_some() {
            let mut child = stage.child();
            child.run_triggers(triggers(file, stage), file.tree.escape, globals);
            self.stages[index].deferred = Some(Box::new(child));
        }
    }

    /// The stage that a name or number means to `COPY --from`, `--mount` and `--target`: any case.
    pub fn find(&self, name: &str) -> Option<usize> {
        let by_name = self.by_name.get(&name.to_lowercase()).copied();
        by_name.or_else(|| name.parse().ok().filter(|index| *index < self.stages.len()))
    }

    /// The stage a build ends with: its target, or the last one.
    pub fn target(&self, build: &Build) -> Option<usize> {
        match &build.target {
            Some(target) => self.find(target),
            None => self.stages.len().checked_sub(1),
        }
    }

    fn open(
        &self,
        file: &Dockerfile,
        instruction: &Instruction,
        at: usize,
        globals: &Scope,
        budget: &mut Budget,
    ) -> StageState {
        let Kind::From(from) = &instruction.kind else {
            return StageState::new(instruction.span, at, Base::Scratch, None);
        };
        let (base, version) = self.base(&from.image, globals, file.tree.escape);
        let name =
            from.alias.as_ref().map(|alias| Spanned::new(alias.text.to_string(), alias.span));
        let mut stage = StageState::new(instruction.span, at, base, name);
        stage.base_version = version;
        stage.scope = Scope::stage(globals, matches!(stage.base, Base::Image(_)));
        let parents = stage.base.parents();
        // Whoever may be the parent is looked at, and all that the first one leaves is copied.
        let looked_at = if from.image.text.contains('$') { self.stages.len() / LOOKS } else { 0 };
        let inherited = parents.iter().map(|parent| self.stages[*parent].weight()).sum::<usize>();
        let deferred = parents.first().map_or(0, |parent| {
            let triggers = triggers(file, &self.stages[*parent]).count();
            if triggers == 0 { 0 } else { triggers + self.stages[*parent].weight() }
        });
        if !budget.spend(STAGE + looked_at + inherited + deferred) {
            return stage;
        }
        if let Some((first, others)) = parents.split_first() {
            let first = &self.stages[*first];
            let ambiguous = others.iter().map(|parent| &self.stages[*parent]);
            stage.inherit(first, ambiguous);
            stage.run_triggers(triggers(file, first), file.tree.escape, globals);
        }
        stage
    }

    /// What a FROM means, and the version of an image of which only that is known. Stage names are stored in lower case
    /// and compared with the name as written.
    fn base(&self, image: &Word, globals: &Scope, escape: u8) -> (Base, Option<ImageRef>) {
        let expanded = globals.expand(&image.text, escape);
        let stage_named = |name: &str| {
            // Names are stored in lower case, and an image is compared as it is written.
            self.by_name.get(name).copied()
        };
        match &expanded.value {
            Value::Known(name) if name == "scratch" => return (Base::Scratch, None),
            Value::Known(name) => {
                if let Some(parent) = stage_named(name) {
                    return (Base::Stages(vec![parent]), None);
                }
                if let Some(context) = self.contexts.iter().find(|it| it.name == *name) {
                    return (Base::Image(named(context, image)), None);
                }
            }
            _ => {
                let candidates = expanded
                    .template
                    .as_ref()
                    .map(|template| self.candidates(template))
                    .unwrap_or_default();
                if !candidates.is_empty() {
                    return (Base::Stages(candidates), None);
                }
            }
        }
        let ending = expanded.template.as_ref().and_then(|template| template.literals().last());
        let version = ending.and_then(|ending| ImageRef::of_ending(&image.text, ending));
        let (blame, trail) = match &expanded.given {
            Some(given) => (*given, vec![Step::at(image.span, "used here")]),
            None => (image.span, expanded.steps),
        };
        let reference = Setting { value: expanded.value, origin: Origin::Written, blame, trail };
        (Base::Image(reference.map(|text| ImageRef::parse(&text))), version)
    }

    /// Stages that `base-${ARCH}` may mean. A word without literal text could mean anything, so it means none of them.
    fn candidates(&self, template: &Template) -> Vec<usize> {
        if template.literals().all(str::is_empty) {
            return Vec::new();
        }
        let named = self.stages.iter().enumerate();
        let fitting = named
            .filter(|(_, stage)| stage.stored_name().is_some_and(|name| template.could_be(&name)));
        fitting.map(|(index, _)| index).collect()
    }
}

/// The image that a build gives under a name.
// BuildKit frontend/dockerui/namedcontext.go: a name that no stage has is looked up among the contexts of the build
// before it is taken for an image.
fn named(context: &BuildContext, image: &Word) -> Setting<ImageRef> {
    let step = Step::at(image.span, format!("`{}` is used here", context.name));
    let value = context.image.clone();
    Setting::new(value, Origin::Written, context.span).via([step]).map(|it| ImageRef::parse(&it))
}

/// What ONBUILD of a stage defers, in order.
// BuildKit convert.go resolveStages: they run in the stages that start from it, before what is written there, and no
// further (dispatchState.init forgets them).
fn triggers<'f>(
    file: &'f Dockerfile,
    stage: &StageState,
) -> impl Iterator<Item = &'f Instruction> + use<'f> {
    let own = &file.tree.instructions[stage.instructions.clone()];
    own.iter().filter_map(|instruction| match &instruction.kind {
        Kind::Onbuild(deferred) => Some(&**deferred),
        _ => None,
    })
}
