//! The instructions of a stage as rules see them: variables expanded, flags by name.

use diag::{Span, Spanned};
use syntax::dockerfile::{Instruction, Keyword, Kind, Pair, TransferSource};

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

impl RunMount<'_> {
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
}

impl<'a> StageView<'a> {
    pub(super) fn instructions(&self) -> &'a [Instruction] {
        &self.dockerfile.tree.instructions[self.state().instructions.clone()]
    }

    fn scope(&self) -> &'a Scope {
        &self.state().scope
    }

    /// COPY and ADD, in order.
    pub fn transfers(&self) -> &'a [TransferView] {
        let transfer = |instruction| self.transfer(instruction);
        let all = || self.instructions().iter().filter_map(transfer).collect();
        self.state().transfers.get_or_init(all)
    }

    fn transfer(&self, instruction: &Instruction) -> Option<TransferView> {
        let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { return None };
        let escape = self.dockerfile.tree.escape;
        let expand = |text: &str| self.scope().expand(text, escape).value;
        let sources = transfer.sources.iter().filter_map(|source| match source {
            TransferSource::Path(word) => Some(Spanned::new(expand(&word.text), word.span)),
            TransferSource::Heredoc { .. } => None,
        });
        let sources: Vec<_> = sources.collect();
        Some(TransferView {
            span: instruction.span,
            keyword: instruction.keyword.span,
            is_add: instruction.keyword.value == Keyword::Add,
            has_heredoc: sources.len() < transfer.sources.len(),
            sources,
            destination: Spanned::new(
                expand(&transfer.destination.text),
                transfer.destination.span,
            ),
            flags: self.flags(instruction),
        })
    }

    fn flags(&self, instruction: &Instruction) -> Vec<FlagView> {
        let escape = self.dockerfile.tree.escape;
        let view = |flag: &syntax::dockerfile::Flag| FlagView {
            name: flag.name.value.to_string(),
            value: flag.value.as_ref().map_or(Value::Known(String::new()), |word| {
                self.scope().expand(&word.text, escape).value
            }),
            span: flag.span,
        };
        instruction.flags.iter().map(view).collect()
    }

    /// RUN, in order.
    pub fn runs(&self) -> Vec<RunView<'a>> {
        let runs = self.instructions().iter().filter_map(|instruction| match &instruction.kind {
            Kind::Run(run) => Some(RunView {
                span: instruction.span,
                flags: self
                    .flags(instruction)
                    .into_iter()
                    .filter(|flag| flag.name != "mount")
                    .collect(),
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
            let mut instructions = stage.instructions().iter();
            let last = instructions.rfind(|it| it.keyword.value == Keyword::Healthcheck)?;
            Some(stage.flags(last).into_iter().find(|flag| flag.name == name))
        })?
    }

    /// Variables that the stage itself sets or declares, with what they end up as.
    pub fn own_variables(&self) -> impl Iterator<Item = (&'a str, &'a Variable)> {
        let start = self.state().span.start();
        self.scope().iter().filter(move |(_, variable)| variable.name.start() >= start)
    }

    /// ARG, in order.
    pub fn args(&self) -> Vec<ArgView> {
        args_of(self.instructions())
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
        args_of(&self.tree.instructions[..head])
    }
}

fn args_of(instructions: &[Instruction]) -> Vec<ArgView> {
    let pairs = instructions.iter().filter_map(|instruction| match &instruction.kind {
        Kind::Arg(pairs) => Some(pairs),
        _ => None,
    });
    let view = |pair: &Pair| ArgView {
        name: Spanned::new(pair.key.text.to_string(), pair.key.span),
        default: pair.value.as_ref().map(|value| {
            let text = value.text.trim_matches(['"', '\'']);
            Spanned::new(text.to_owned(), value.span)
        }),
    };
    pairs.flatten().map(view).collect()
}
