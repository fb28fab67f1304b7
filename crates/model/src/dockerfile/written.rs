//! Instructions and their words as they are written, with variables expanded.

use std::borrow::Cow;

use diag::{Source, Span, Spanned};
use syntax::dockerfile::{Instruction, Keyword, Kind, Pair, PairForm, TransferSource, Word};
use syntax::shell;

use super::views::Place;
use super::{Dockerfile, StageView};
use crate::Value;
use crate::shell::Lookup;

/// An instruction of a stage.
#[derive(Clone, Copy, Debug)]
pub struct InstructionView<'a> {
    /// All of it.
    pub span: Span,
    /// Its keyword.
    pub keyword: Spanned<Keyword>,
    /// Whether its arguments are a JSON array.
    pub is_json: bool,
    /// What follows the flags, on one line.
    pub args: &'a str,
    /// Where that is written.
    pub args_span: Span,
}

/// A name and its value in ENV, ARG or LABEL.
#[derive(Clone, Debug)]
pub struct PairView<'a> {
    /// Which instruction it is.
    pub keyword: Keyword,
    /// The name, as written.
    pub name: &'a str,
    /// The value, as written; empty for a bare ARG.
    pub text: &'a str,
    /// The value, with variables expanded; empty for a bare ARG.
    pub value: Value<String>,
    /// Where the value is written; the name if there is none.
    pub span: Span,
    /// Where the name is written.
    pub name_span: Span,
    /// Whether no value is written.
    pub is_bare: bool,
}

/// A file that COPY or ADD writes out (a heredoc).
#[derive(Clone, Debug)]
pub struct WrittenFile<'s> {
    /// Its text, as it stands in the Dockerfile.
    pub text: &'s str,
    /// Where that is.
    pub span: Span,
    /// Where it goes, if that is known.
    pub destination: Value<String>,
}

impl<'a> StageView<'a> {
    /// Its instructions of some kinds, in order; those that ONBUILD defers are left out.
    pub fn instructions_of(&self, keywords: &[Keyword]) -> Vec<InstructionView<'a>> {
        let all = self.instructions().iter();
        all.filter(|it| keywords.contains(&it.keyword.value)).map(view).collect()
    }

    /// The words of EXPOSE, VOLUME, WORKDIR or USER, in order, those that ONBUILD defers included.
    pub fn words_of(&self, keyword: Keyword) -> Vec<Spanned<Value<String>>> {
        let places = self.places().filter(|it| it.instruction.keyword.value == keyword);
        let words = places.flat_map(|it| words(it.instruction).iter().map(move |word| (it, word)));
        words
            .map(|(place, word)| {
                let value = if place.instruction.json {
                    Value::Known(word.text.to_string())
                } else {
                    place.expand(&word.text)
                };
                Spanned::new(value, word.span)
            })
            .collect()
    }

    /// Names and values of ENV, ARG and LABEL, in order, those that ONBUILD defers included.
    pub fn pairs(&self) -> Vec<PairView<'a>> {
        let mut found = Vec::new();
        for place in self.places() {
            let (Kind::Env(pairs) | Kind::Arg(pairs) | Kind::Label(pairs)) =
                &place.instruction.kind
            else {
                continue;
            };
            found.extend(pairs.iter().map(|pair| pair_view(&place, pair)));
        }
        found
    }

    /// The build argument without a value of its own to which a text refers, if there is one.
    pub fn open_argument_in(&self, text: &'a str) -> Option<&'a str> {
        let names = text.split('$').skip(1).map(|rest| {
            let rest = rest.strip_prefix('{').unwrap_or(rest);
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        });
        let args: Vec<_> = self.ancestry().iter().flat_map(Self::args).collect();
        let is_open = |name: &&str| {
            let arg = args.iter().find(|arg| arg.name.value == **name);
            arg.is_some_and(|arg| arg.default.as_ref().is_none_or(|it| it.value.is_empty()))
                && self
                    .dockerfile
                    .global_args()
                    .iter()
                    .all(|it| it.name.value != **name || it.default.is_none())
        };
        names.into_iter().find(is_open)
    }

    /// Files that COPY and ADD write out.
    pub fn written_files<'s>(&self, source: &'s Source) -> Vec<WrittenFile<'s>> {
        let mut found = Vec::new();
        for place in self.places() {
            let instruction = place.instruction;
            let (Kind::Copy(transfer) | Kind::Add(transfer)) = &instruction.kind else { continue };
            for file in &transfer.sources {
                let TransferSource::Heredoc { index, .. } = file else { continue };
                let Some(heredoc) = instruction.heredocs.get(*index) else { continue };
                let span = heredoc.body;
                found.push(WrittenFile {
                    text: source.slice((span.start(), span.end())),
                    span,
                    destination: place.expand(&transfer.destination.text),
                });
            }
        }
        found
    }

    /// The text of a shell word: variables that the stage sets are replaced, others stay `${NAME}`, and what
    /// commands decide is `$(…)`.
    pub fn shell_text<'w>(&self, word: &'w shell::Word) -> Cow<'w, str> {
        if let Some(text) = word.literal() {
            return text;
        }
        let mut text = String::new();
        for part in word.parts() {
            match part {
                shell::Part::Literal { text: literal, .. } => text.push_str(literal),
                shell::Part::Variable(variable) => {
                    if let Some(value) = variable.expand(&|name| self.shell_variable(name)) {
                        text.push_str(&value);
                    } else {
                        text.extend(["${", &variable.name, "}"]);
                    }
                }
                _ => text.push_str("$(…)"),
            }
        }
        Cow::Owned(text)
    }

    fn shell_variable(&self, name: &str) -> Lookup<'a> {
        match self.state().scope.get(name).map(|variable| &variable.value) {
            Some(Value::Known(value)) => Lookup::Value(Cow::Borrowed(value)),
            _ => Lookup::Unknown,
        }
    }
}

impl Dockerfile {
    /// The frontend image that `# syntax=` names.
    pub fn frontend(&self) -> Option<Spanned<&str>> {
        let value = &self.tree.directive("syntax")?.value;
        Some(Spanned::new(value.value.as_str(), value.span))
    }
}

fn pair_view<'a>(place: &Place<'a>, pair: &'a Pair) -> PairView<'a> {
    let value = pair.value.as_ref();
    PairView {
        keyword: place.instruction.keyword.value,
        name: pair.key.text.as_str(),
        text: value.map_or("", |value| value.text.as_str()),
        value: value.map_or(Value::Known(String::new()), |value| place.expand(&value.text)),
        span: value.map_or(pair.key.span, |value| value.span),
        name_span: pair.key.span,
        is_bare: pair.form == PairForm::Bare,
    }
}

fn view(instruction: &Instruction) -> InstructionView<'_> {
    InstructionView {
        span: instruction.span,
        keyword: instruction.keyword,
        is_json: instruction.json,
        args: instruction.args.as_str(),
        args_span: instruction.args.span(),
    }
}

fn words(instruction: &Instruction) -> &[Word] {
    match &instruction.kind {
        Kind::Expose(words) | Kind::Volume(words) => words,
        Kind::User(word) | Kind::Workdir(word) => std::slice::from_ref(word),
        _ => &[],
    }
}
