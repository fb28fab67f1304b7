//! A simple command: words, assignments, redirections, and how it hangs together with its neighbours.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::peel::{self, Peeled};
use super::{ScopeId, ShellOptions, Span, Word};

/// A simple command. `[[ … ]]` and `((…))` are commands of those names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program, builtin or function; none if there are only assignments or redirections.
    pub name: Option<Word>,
    /// The words after the name.
    pub args: Vec<Word>,
    /// `NAME=value` before the name.
    pub assignments: Vec<Assignment>,
    /// Redirections, in order.
    pub redirects: Vec<Redirect>,
    /// From the first to the last word, here-document bodies excluded.
    pub span: Span,
    /// How it follows its neighbours.
    pub link: Link,
    /// The construct it stands in.
    pub scope: ScopeId,
    /// Its place in [`Script::commands`](super::Script::commands).
    pub index: u32,
}

/// How a command or construct hangs together with the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What stands between it and its predecessor.
    pub connector: Connector,
    /// `!` stands before the pipeline.
    pub negated: bool,
    /// Number of the pipeline; a command alone is a pipeline of one.
    pub pipeline: u32,
    /// Place in the pipeline, from 0.
    pub position: u32,
}

/// What stands between a command and its predecessor in the same list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// Nothing: it is the first.
    First,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `;` or a line break.
    Sequence,
    /// `&`: the predecessor runs in the background.
    Background,
    /// `|`.
    Pipe,
    /// `|&`: standard error too.
    PipeBoth,
}

/// `NAME=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The name, without a subscript.
    pub name: SmolStr,
    /// `+=`.
    pub append: bool,
    /// The value; empty for an array.
    pub value: Word,
    /// The elements of `NAME=(…)`.
    pub array: Vec<Word>,
    /// From the name to the end of the value.
    pub span: Span,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file descriptor before the operator.
    pub fd: Option<u32>,
    /// The operator.
    pub op: RedirectOp,
    /// The file, descriptor or here-string; the delimiter of a here-document.
    pub target: Word,
    /// The here-document's body.
    pub here_doc: Option<HereDocId>,
    /// From the descriptor to the end of the target.
    pub span: Span,
}

/// What a redirection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectOp {
    /// `<`.
    Read,
    /// `>` and `>|`.
    Write,
    /// `>>`.
    Append,
    /// `<>`.
    ReadWrite,
    /// `<&`.
    DuplicateInput,
    /// `>&`.
    DuplicateOutput,
    /// `&>`.
    WriteBoth,
    /// `&>>`.
    AppendBoth,
    /// `<<` and `<<-`.
    HereDoc,
    /// `<<<`.
    HereString,
}

/// Index of a here-document in its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HereDocId(pub(super) u32);

/// The text after a `<<WORD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HereDoc {
    /// The body as written, last line break included.
    pub body: Word,
    /// The delimiter was quoted: nothing is expanded.
    pub quoted: bool,
    /// `<<-`: leading tabs are taken off.
    pub strips_tabs: bool,
    /// A shell reads it: the scope that holds its commands.
    pub script: Option<ScopeId>,
}

impl Command {
    pub(super) fn new(scope: ScopeId, link: Link) -> Self {
        let (name, span) = (None, Span::default());
        Self {
            name,
            args: Vec::new(),
            assignments: Vec::new(),
            redirects: Vec::new(),
            span,
            link,
            scope,
            index: 0,
        }
    }

    /// The real command under `sudo`, `env`, `time`, `xargs` and the like.
    pub fn peeled(&self) -> Peeled<'_> {
        peel::peel(self.name.as_ref(), &self.args)
    }

    /// The name without its folder, if it is known: `curl` for `/usr/bin/curl`.
    pub fn program(&self) -> Option<Cow<'_, str>> {
        self.name.as_ref().and_then(program_name)
    }

    /// The words, name first.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.name.iter().chain(&self.args)
    }

    /// Every word it is made of: assigned values, name, arguments, redirection targets.
    pub fn all_words(&self) -> impl Iterator<Item = &Word> {
        let assigned =
            self.assignments.iter().flat_map(|it| std::iter::once(&it.value).chain(&it.array));
        assigned.chain(self.words()).chain(self.redirects.iter().map(|it| &it.target))
    }

    /// What `set` or `shopt -o` makes of the options; the same options for any other command.
    pub fn apply_options(&self, options: ShellOptions) -> ShellOptions {
        let is_set = self.name.as_ref().is_some_and(|name| name.is("set"));
        let is_shopt = self.name.as_ref().is_some_and(|name| name.is("shopt"));
        if is_set {
            options.after_set(&self.args)
        } else if is_shopt {
            options.after_shopt(&self.args)
        } else {
            options
        }
    }
}

impl Link {
    pub(super) fn first(pipeline: u32) -> Self {
        Self { connector: Connector::First, negated: false, pipeline, position: 0 }
    }
}

impl Redirect {
    /// The descriptor it changes: the written one, else the operator's own.
    pub fn descriptor(&self) -> u32 {
        self.fd.unwrap_or(match self.op {
            RedirectOp::Read
            | RedirectOp::ReadWrite
            | RedirectOp::DuplicateInput
            | RedirectOp::HereDoc
            | RedirectOp::HereString => 0,
            _ => 1,
        })
    }
}

/// The last path component of a known word.
pub(super) fn program_name(word: &Word) -> Option<Cow<'_, str>> {
    Some(match word.literal()? {
        Cow::Borrowed(text) => Cow::Borrowed(base_name(text)),
        Cow::Owned(text) => Cow::Owned(base_name(&text).to_owned()),
    })
}

/// What follows the last slash.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
