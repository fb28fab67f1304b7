//! The instructions of a stage as rules see them: variables expanded, flags by name.

use diag::{Span, Spanned};
use syntax::dockerfile::{Instruction, Keyword, Kind, Pair, TransferSource};
use syntax::dockerignore;

use super::{Dockerfile, Scope, StageView, Variable};
use crate::Value;

/// COPY or ADD.
#[derive(Clone, Debug)]
pub struct TransferView {
    /// The instruction.
    pub span: Span,
    /// The keyword.
    pub keyword: Span,
    /// Whether it is ADD.
    pub is_add: bool,
    /// Paths, patterns or URLs; written-out files (heredocs) are left out.
    pub sources: Vec<Spanned<Value<String>>>,
    /// Whether a file is written out in the instruction.
    pub has_heredoc: bool,
    /// Where to.
    pub destination: Spanned<Value<String>>,
    /// Its flags.
    pub flags: Vec<FlagView>,
    /// Whether ONBUILD defers it to images that are built on this one.
    pub deferred: bool,
}

/// A flag of an instruction.
#[derive(Clone, Debug)]
pub struct FlagView {
    /// Name without dashes.
    pub name: String,
    /// Value; empty for a switch.
    pub value: Value<String>,
    /// The whole flag.
    pub span: Span,
}

/// A RUN flag or mount that rules look at.
#[derive(Clone, Debug)]
pub struct RunView<'a> {
    /// The instruction.
    pub span: Span,
    /// `--network`, `--security`, ... without mounts.
    pub flags: Vec<FlagView>,
    /// Its mounts: options by name, in lower case.
    pub mounts: Vec<RunMount<'a>>,
}

/// A `--mount` of RUN.
#[derive(Clone, Debug)]
pub struct RunMount<'a> {
    /// The whole flag.
    pub span: Span,
    /// `bind`, `cache`, `secret`, ...
    pub kind: &'a str,
    tree: &'a syntax::dockerfile::Mount,
}

impl<'a> RunMount<'a> {
    /// Where it stands in the file system of the step, if it says so.
    pub fn target(&self) -> Option<&'a str> {
        let option = self.tree.get(&["target", "dst", "destination"])?;
        Some(option.value.as_ref()?.value.as_str())
    }

    /// The value of an option, by any of its names.
    pub fn get(&self, names: &[&str]) -> Option<Spanned<&str>> {
        let value = self.tree.get(names)?.value.as_ref()?;
        Some(Spanned::new(value.value.as_str(), value.span))
    }
}

/// ARG: a build argument.
#[derive(Clone, Debug)]
pub struct ArgView {
    /// Its name.
    pub name: Spanned<String>,
    /// Its default, as written.
    pub default: Option<Spanned<String>>,
}

impl TransferView {
    /// A flag by name.
    pub fn flag(&self, name: &str) -> Option<&FlagView> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Whether its `--exclude` leaves out a path of what it copies; a pattern that is not known may do so.
    pub fn excludes(&self, path: &str) -> bool {
        let mut patterns = String::new();
        for flag in self.flags.iter().filter(|flag| flag.name == "exclude") {
            let Value::Known(pattern) = &flag.value else { return true };
            patterns.extend([pattern, "\n"]);
        }
        !patterns.is_empty() && dockerignore::parse(self.span.source, &patterns).ignores(path)
    }
}

/// An instruction of a stage, or what ONBUILD defers to images that are built on it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The instruction that counts: the deferred one of ONBUILD.
    pub(super) instruction: &'a Instruction,
    /// What is written, ONBUILD included.
    pub(super) span: Span,
    /// Whether it is deferred.
    pub(super) deferred: bool,
    scope: &'a Scope,
    escape: u8,
}

impl Place<'_> {
    /// The value of a word of it.
    pub(super) fn expand(&self, word: &str) -> Value<String> {
        self.scope.expand(word, self.escape).value
    }

    fn flags(&self) -> Vec<FlagView> {
        let view = |flag: &syntax::dockerfile::Flag| FlagView {
            name: flag.name.value.to_string(),
            value: flag
                .value
                .as_ref()
                .map_or(Value::Known(String::new()), |word| self.expand(&word.text)),
            span: flag.span,
        };
        self.instruction.flags.iter().map(view).collect()
    }
}

impl<'a> StageView<'a> {
    pub(super) fn instructions(&self) -> &'a [Instruction] {
        &self.dockerfile.tree.instructions[self.state().instructions.clone()]
    }

    /// Its instructions, those that ONBUILD defers included, each with the variables that it sees.
    pub(super) fn places(&self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let (state, escape) = (self.state(), self.dockerfile.tree.escape);
        let later = state.deferred.as_deref().unwrap_or(state);
        self.instructions().iter().map(move |outer| match &outer.kind {
            Kind::Onbuild(inner) => Place {
                instruction: inner,
                span: outer.span,
                deferred: true,
                scope: &later.scope,
                escape,
            },
            _ => Place {
                instruction: outer,
                span: outer.span,
                deferred: false,
                scope: &state.scope,
                escape,
            },
        })
    }

    /// Whether something stands in what ONBUILD defers to images that are built on this one.
    pub fn defers(&self, span: Span) -> bool {
        let instructions = self.instructions();
        let after = instructions.partition_point(|it| it.span.start() <= span.start());
        let around = after.checked_sub(1).map(|at| &instructions[at]);
        self.state().deferred.is_some()
            && around.is_some_and(|it| matches!(it.kind, Kind::Onbuild(_)) && holds(it.span, span))
    }

    fn scope(&self) -> &'a Scope {
        &self.state().scope
    }

    /// COPY and ADD that the stage itself runs, in order.
    pub fn own_transfers(&self) -> impl Iterator<Item = &'a TransferView> + use<'a> {
        self.transfers().iter().filter(|transfer| !transfer.deferred)
    }

    /// COPY and ADD, in order, those that ONBUILD defers included.
    pub fn transfers(&self) -> &'a [TransferView] {
        let all = || self.places().filter_map(|place| transfer(&place)).collect();
        self.state().transfers.get_or_init(all)
    }

    /// RUN, in order, those that ONBUILD defers included.
    pub fn runs(&self) -> Vec<RunView<'a>> {
        let runs = self.places().filter_map(|place| match &place.instruction.kind {
            Kind::Run(run) => Some(RunView {
                span: place.span,
                flags: place.flags().into_iter().filter(|flag| flag.name != "mount").collect(),
                mounts: run
                    .mounts
                    .iter()
                    .map(|tree| RunMount { span: tree.span, kind: tree.kind(), tree })
                    .collect(),
            }),
            _ => None,
        });
        runs.collect()
    }

    /// The platform that its FROM names for good, without a variable.
    pub fn constant_platform(&self) -> Option<Spanned<&'a str>> {
        let from = self.instructions().first()?;
        let platform = from.flags.iter().find(|flag| flag.name.value == "platform")?;
        let word = platform.value.as_ref().filter(|word| !word.text.contains('$'))?;
        Some(Spanned::new(word.text.as_str(), platform.span))
    }

    /// A flag of the HEALTHCHECK that counts, its own or an inherited one.
    pub fn healthcheck_flag(&self, name: &str) -> Option<FlagView> {
        self.ancestry().iter().find_map(|stage| {
            let own = stage.places().filter(|place| !place.deferred);
            let last =
                own.filter(|it| it.instruction.keyword.value == Keyword::Healthcheck).last()?;
            Some(last.flags().into_iter().find(|flag| flag.name == name))
        })?
    }

    /// Variables that the stage itself sets or declares, or defers by ONBUILD, with what they end up as.
    pub fn own_variables(&self) -> impl Iterator<Item = (&'a str, &'a Variable)> {
        let state = self.state();
        let start = state.span.start();
        let later = state.deferred.as_deref().into_iter().flat_map(|later| later.scope.iter());
        let later = later.filter(|(name, it)| state.scope.get(name).is_none_or(|own| own != *it));
        let all = self.scope().iter().chain(later);
        all.filter(move |(_, variable)| variable.name.start() >= start)
    }

    /// ARG, in order, those that ONBUILD defers included.
    pub fn args(&self) -> Vec<ArgView> {
        self.places().flat_map(|place| args_of(place.instruction)).collect()
    }
}

impl Dockerfile {
    /// ARG before the first stage.
    pub fn global_args(&self) -> Vec<ArgView> {
        let head = self
            .graph
            .stages
            .first()
            .map_or(self.tree.instructions.len(), |stage| stage.instructions.start);
        self.tree.instructions[..head].iter().flat_map(args_of).collect()
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start() <= inner.start() && inner.end() <= outer.end()
}

fn transfer(place: &Place<'_>) -> Option<TransferView> {
    let instruction = place.instruction;
    let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { return None };
    let sources = transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(Spanned::new(place.expand(&word.text), word.span)),
        TransferSource::Heredoc { .. } => None,
    });
    let sources: Vec<_> = sources.collect();
    let destination = &transfer.destination;
    Some(TransferView {
        span: place.span,
        keyword: instruction.keyword.span,
        is_add: instruction.keyword.value == Keyword::Add,
        has_heredoc: sources.len() < transfer.sources.len(),
        sources,
        destination: Spanned::new(place.expand(&destination.text), destination.span),
        flags: place.flags(),
        deferred: place.deferred,
    })
}

fn args_of(instruction: &Instruction) -> Vec<ArgView> {
    let Kind::Arg(pairs) = &instruction.kind else { return Vec::new() };
    let view = |pair: &Pair| ArgView {
        name: Spanned::new(pair.key.text.to_string(), pair.key.span),
        default: pair.value.as_ref().map(|value| {
            let text = value.text.trim_matches(['"', '\'']);
            Spanned::new(text.to_owned(), value.span)
        }),
    };
    pairs.iter().map(view).collect()
}
