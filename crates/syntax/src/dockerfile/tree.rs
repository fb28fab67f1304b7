//! The tree of a Dockerfile. Every piece knows the bytes it comes from.

use std::borrow::Cow;
use std::ops::Range;

use diag::{SourceId, Span, Spanned};
use smol_str::SmolStr;

use super::{Keyword, LogicalText};
use crate::SyntaxError;

/// A Dockerfile as it is written. What BuildKit would refuse is in `errors`; everything else is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dockerfile {
    /// The text it was read from.
    pub source: SourceId,
    /// The lines at its head that set how it is read: `syntax`, `escape`, `check`.
    pub directives: Vec<Directive>,
    /// The escape character: `\` or `` ` ``.
    pub escape: u8,
    /// All instructions in order, those with errors included.
    pub instructions: Vec<Instruction>,
    /// Every comment from `#` to the end of its line, those between continuation lines included, directives excluded.
    pub comments: Vec<Span>,
    /// What BuildKit refuses, in order of place.
    pub errors: Vec<SyntaxError>,
    /// What BuildKit accepts but should not be written.
    pub warnings: Vec<Warning>,
}

impl Dockerfile {
    /// The directive of this lower-case name.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|directive| directive.name.value == name)
    }

    /// The comments between an instruction of this file and the one before it.
    pub fn comments_before(&self, instruction: &Instruction) -> &[Span] {
        let start = instruction.span.start();
        let before = self.instructions.partition_point(|other| other.span.start() < start);
        let from = before.checked_sub(1).map_or(0, |last| self.instructions[last].span.end());
        let first = self.comments.partition_point(|comment| comment.start() < from);
        let end = self.comments.partition_point(|comment| comment.start() < start);
        &self.comments[first..end.max(first)]
    }
}

/// `# name=value` at the head of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The name in lower case.
    pub name: Spanned<SmolStr>,
    /// The value, without blanks around it.
    pub value: Spanned<SmolStr>,
}

/// Something BuildKit accepts but should not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What kind of thing.
    pub kind: WarningKind,
    /// Where.
    pub span: Span,
    /// What is wrong, lower case.
    pub message: String,
}

/// Kinds of warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningKind {
    /// An empty line between continuation lines; to be an error some day.
    EmptyContinuation,
    /// What ONBUILD defers would be refused when it runs.
    DeferredError,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// From the keyword to the last argument, or to the end of the last heredoc.
    pub span: Span,
    /// What it is.
    pub keyword: Spanned<Keyword>,
    /// The keyword as written.
    pub keyword_text: SmolStr,
    /// Its flags in order, unknown ones included.
    pub flags: Vec<Flag>,
    /// All of it on one line, keyword included; the `start` of words counts in here.
    pub text: LogicalText,
    /// What follows the flags, without blanks around it.
    pub args: LogicalText,
    /// Whether the arguments are a JSON array.
    pub json: bool,
    /// What it says.
    pub kind: Kind,
    /// The heredocs that follow it; those of ONBUILD belong to the instruction inside.
    pub heredocs: Vec<Heredoc>,
}

impl Instruction {
    /// The last flag of this name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().rev().find(|flag| flag.name.value == name)
    }

    /// Where a byte range of a word of this instruction is written: exactly, or the whole word where quotes or escapes were resolved.
    pub fn part_span(&self, word: &Word, range: Range<usize>) -> Span {
        let start = word.start as usize;
        let written = self.text.as_str().get(start..start + word.text.len());
        if written == Some(word.text.as_str()) {
            return self.text.source_span(start + range.start..start + range.end);
        }
        word.span
    }
}

/// `--name` or `--name=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The whole flag.
    pub span: Span,
    /// The name without dashes.
    pub name: Spanned<SmolStr>,
    /// The value with quotes and escapes taken off; `None` without `=`.
    pub value: Option<Word>,
}

/// A piece of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its text: as written in most places (quotes and variables included), decoded in JSON arrays and flags.
    pub text: SmolStr,
    /// Where it is written, quotes included.
    pub span: Span,
    /// Byte offset in the instruction's `text`.
    pub start: u32,
}

/// What an instruction says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the instruction of that name")]
pub enum Kind {
    Add(Transfer),
    Arg(Vec<Pair>),
    Cmd(Command),
    Copy(Transfer),
    Entrypoint(Command),
    Env(Vec<Pair>),
    Expose(Vec<Word>),
    From(From),
    Healthcheck(Healthcheck),
    Label(Vec<Pair>),
    Maintainer(Word),
    Onbuild(Box<Instruction>),
    Run(Run),
    Shell(Vec<Word>),
    Stopsignal(Word),
    User(Word),
    Volume(Vec<Word>),
    Workdir(Word),
    /// Too broken to be any of them, or no instruction at all; an error says why.
    Invalid,
}

/// What FROM says; the platform is a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From {
    /// The image or stage that it starts from, as written.
    pub image: Word,
    /// The word `AS`, as written.
    pub as_word: Option<Word>,
    /// The name of the stage, as written; names are compared in lower case.
    pub alias: Option<Word>,
}

/// What RUN says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The command; heredocs are beside it, in the instruction.
    pub command: Command,
    /// Its `--mount` flags.
    pub mounts: Vec<Mount>,
}

/// A command in one of its two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Text for a shell.
    Shell(LogicalText),
    /// A JSON array: a program and its arguments, no shell.
    Exec(Vec<Word>),
}

/// What COPY and ADD say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What is copied, in order.
    pub sources: Vec<TransferSource>,
    /// Where to.
    pub destination: Word,
}

/// Something that is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferSource {
    /// A path, pattern, URL or repository, as written.
    Path(Word),
    /// A file that is written out here.
    Heredoc {
        /// The word that announces it, such as `<<EOF`.
        word: Word,
        /// Index into the instruction's heredocs.
        index: usize,
    },
}

/// What HEALTHCHECK says; the options are flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Healthcheck {
    /// `HEALTHCHECK NONE`.
    None,
    /// `HEALTHCHECK CMD ...`.
    Command(Command),
}

/// A name and its value in ENV, LABEL or ARG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name, as written.
    pub key: Word,
    /// The value, as written; only ARG may lack it.
    pub value: Option<Word>,
    /// How the two are joined.
    pub form: PairForm,
}

/// How a name and its value are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairForm {
    /// `name=value`.
    Equals,
    /// `ENV name value`: the old form, which takes the rest of the line.
    Legacy,
    /// `ARG name`.
    Bare,
}

/// A `--mount` flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The whole flag.
    pub span: Span,
    /// Its options in order.
    pub options: Vec<MountOption>,
}

impl Mount {
    /// The last value of an option, by any of its names. A bare option has an empty value.
    pub fn get(&self, names: &[&str]) -> Option<&MountOption> {
        self.options.iter().rev().find(|option| names.contains(&option.key.value.as_str()))
    }

    /// The type: `bind` if none is written.
    pub fn kind(&self) -> &str {
        self.get(&["type"])
            .and_then(|option| option.value.as_ref())
            .map_or("bind", |value| &value.value)
    }
}

/// One option of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountOption {
    /// The name in lower case.
    pub key: Spanned<SmolStr>,
    /// The value as written; `None` without `=`.
    pub value: Option<Spanned<SmolStr>>,
}

/// A file that is written out after an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The delimiter, without quotes.
    pub name: SmolStr,
    /// The word that announces it, such as `<<-"EOF"`.
    pub opener: Span,
    /// The lines between, the last line ending included; empty if there are none.
    pub body: Span,
    /// Whether variables are expanded: no part of the delimiter is quoted.
    pub expand: bool,
    /// Whether tabs are stripped from the start of each line: `<<-`.
    pub chomp: bool,
    /// The file descriptor before `<<`; 0 if there is none.
    pub fd: u64,
}

impl Heredoc {
    /// The body as the command reads it, out of the text of the whole file.
    pub fn content(&self, file: &str) -> LogicalText {
        let body =
            file.get(self.body.start() as usize..self.body.end() as usize).unwrap_or_default();
        if !self.chomp || !body.contains('\t') {
            return LogicalText::contiguous(self.body.source, self.body.start(), body);
        }
        let mut text = String::with_capacity(body.len());
        let mut jumps = Vec::new();
        let mut at = self.body.start();
        for line in body.split_inclusive('\n') {
            let kept = line.trim_start_matches('\t');
            let stripped = super::text::to_u32(line.len() - kept.len());
            jumps.push((super::text::to_u32(text.len()), at + stripped));
            text.push_str(kept);
            at += super::text::to_u32(line.len());
        }
        LogicalText::scattered(self.body.source, self.body.start(), &text, &jumps)
    }

    /// The text of the body, out of the text of the whole file.
    pub fn text<'a>(&self, file: &'a str) -> Cow<'a, str> {
        let body =
            file.get(self.body.start() as usize..self.body.end() as usize).unwrap_or_default();
        if self.chomp {
            Cow::Owned(self.content(file).as_str().to_owned())
        } else {
            Cow::Borrowed(body)
        }
    }
}
