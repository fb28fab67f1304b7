//! The scripts of a Dockerfile: what RUN, CMD, ENTRYPOINT and HEALTHCHECK hand to a shell, or run themselves.

use std::sync::OnceLock;

use diag::{Source, Span};
use memchr::memmem;
use syntax::dockerfile::{Command, Healthcheck, Heredoc, Instruction, Kind, Word};
use syntax::shell::{self, ExecWord};

use super::grams::Grams;
use super::{Dockerfile, StageView};
use crate::catalogue;
use crate::shell::{Script, Shell};

/// When a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// While the image is built.
    Build,
    /// While an image that is built on this one is built (`ONBUILD`).
    LaterBuild,
    /// When a container starts.
    Start,
    /// While a container runs, to see whether it is well.
    Health,
}

/// A script and what runs it.
#[derive(Clone, Copy, Debug)]
pub struct StageScript<'a> {
    /// When it runs.
    pub moment: Moment,
    /// The instruction.
    pub span: Span,
    /// The commands; spans are byte offsets in the file.
    pub script: &'a Script,
    /// The shell it is written for.
    pub shell: Shell,
    /// Whether the instruction is in exec form, without a shell around it.
    pub is_exec: bool,
    /// Whether it is the body of a heredoc and nothing else.
    pub is_heredoc: bool,
}

impl StageScript<'_> {
    /// A place in the file of a span of the script.
    pub fn place(&self, span: shell::Span) -> Span {
        Span::new(self.span.source, span.start, span.end)
    }
}

/// What is made of the scripts of a file when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    /// Parsed scripts by instruction.
    parsed: Vec<OnceLock<Option<Script>>>,
    grams: OnceLock<Grams>,
}

impl Scripts {
    pub(super) fn new(n_instructions: usize) -> Self {
        let parsed = (0..n_instructions).map(|_| OnceLock::new()).collect();
        Self { parsed, grams: OnceLock::new() }
    }
}

impl<'a> StageView<'a> {
    /// The scripts of this stage that contain one of the words, as text; all of them for no words at all.
    /// Scripts in languages that are not parsed (PowerShell, `cmd`) are left out.
    pub fn scripts(&self, source: &'a Source, words: &[&str]) -> Vec<StageScript<'a>> {
        let Some(finders) = self.present(source, words) else { return Vec::new() };
        let mut shell = self.first_shell();
        let mut found = Vec::new();
        for at in self.state().instructions.clone() {
            let instruction = &self.dockerfile.tree.instructions[at];
            if let Kind::Shell(vector) = &instruction.kind {
                let vector: Vec<&str> = vector.iter().map(|word| word.text.as_str()).collect();
                shell = Shell::from_vector(&vector);
            }
            let text = source.slice((instruction.span.start(), instruction.span.end())).as_bytes();
            if finders.is_empty() || finders.iter().any(|finder| finder.find(text).is_some()) {
                found.extend(script_at(self.dockerfile, at, shell, source));
            }
        }
        found
    }

    /// Finders of the words that the stage holds anywhere; `None` if words are asked for and none is there. Most stages
    /// hold none, and then no instruction is looked at.
    fn present<'w>(&self, source: &Source, words: &'w [&str]) -> Option<Vec<memmem::Finder<'w>>> {
        let instructions = self.instructions();
        let (first, last) = (instructions.first()?, instructions.last()?);
        let text = source.slice((first.span.start(), last.span.end())).as_bytes();
        let grams = self.dockerfile.scripts.grams.get_or_init(|| Grams::of(source.text.as_bytes()));
        let finders: Vec<_> = words
            .iter()
            .filter(|word| grams.may_contain(word.as_bytes()))
            .map(|word| memmem::Finder::new(word.as_bytes()))
            .filter(|it| it.find(text).is_some())
            .collect();
        (words.is_empty() || !finders.is_empty()).then_some(finders)
    }

    /// The shell at the start of the stage: the parent's, the one the base image is known for, or `/bin/sh -c`.
    fn first_shell(&self) -> Shell {
        let parent = self
            .state()
            .base
            .parents()
            .first()
            .and_then(|parent| self.graph.stages[*parent].shell.clone());
        if let Some(vector) = parent {
            return Shell::from_vector(&vector.value);
        }
        let image = self.state().root.as_ref().and_then(|root| root.known());
        let base = image.and_then(catalogue::find);
        let is_windows = base.is_some_and(|entry| entry.shell == Some("cmd"))
            || image.is_some_and(catalogue::is_for_windows)
            || (base.is_none() && self.dockerfile.tree.escape == b'`');
        if is_windows { Shell::from_vector(&["cmd", "/S", "/C"]) } else { Shell::DEFAULT }
    }
}

fn script_at<'a>(
    file: &'a Dockerfile,
    at: usize,
    shell: Shell,
    source: &Source,
) -> Option<StageScript<'a>> {
    let outer = &file.tree.instructions[at];
    let (instruction, later) = match &outer.kind {
        Kind::Onbuild(inner) => (&**inner, true),
        _ => (outer, false),
    };
    let (command, moment) = match &instruction.kind {
        Kind::Run(run) => (&run.command, if later { Moment::LaterBuild } else { Moment::Build }),
        Kind::Cmd(command) | Kind::Entrypoint(command) => (command, Moment::Start),
        Kind::Healthcheck(Healthcheck::Command(command)) => (command, Moment::Health),
        _ => return None,
    };
    let is_exec = matches!(command, Command::Exec(_));
    let body = run_heredoc(instruction, command);
    let shell = body.map_or(shell, |body| heredoc_shell(body, shell, source));
    let script = file.scripts.parsed[at]
        .get_or_init(|| parse(instruction, command, shell, source))
        .as_ref()?;
    Some(StageScript {
        moment,
        span: outer.span,
        script,
        shell,
        is_exec,
        is_heredoc: body.is_some(),
    })
}

/// The heredoc that an instruction runs as its script: its command is nothing but the word that announces it.
fn run_heredoc<'t>(instruction: &'t Instruction, command: &Command) -> Option<&'t Heredoc> {
    let (Command::Shell(text), [only]) = (command, instruction.heredocs.as_slice()) else {
        return None;
    };
    let text = text.as_str();
    (text.starts_with("<<") && !text.trim_end().contains(char::is_whitespace)).then_some(only)
}

/// What runs a heredoc: the program that its first line names, else the shell of the stage.
fn heredoc_shell(heredoc: &Heredoc, shell: Shell, source: &Source) -> Shell {
    let body = source.slice((heredoc.body.start(), heredoc.body.end()));
    let first = body.lines().next().unwrap_or_default().trim_start_matches('\t');
    let Some(line) = first.strip_prefix("#!") else { return shell };
    let words: Vec<&str> = line.split_whitespace().collect();
    Shell::from_vector(&words)
}

fn parse(
    instruction: &Instruction,
    command: &Command,
    shell: Shell,
    source: &Source,
) -> Option<Script> {
    match command {
        Command::Exec(words) => Some(exec(words)),
        Command::Shell(text) => match instruction.heredocs.as_slice() {
            [] if shell.dialect.is_parsed() => {
                let mut script = shell::parse(text.as_str());
                script.relocate(&mut |span| place(text, span));
                Some(script)
            }
            [only] if run_heredoc(instruction, command).is_some() => {
                if !shell.dialect.is_parsed() {
                    return None;
                }
                let body = only.content(&source.text);
                let mut script = shell::parse(body.as_str());
                script.relocate(&mut |span| place(&body, span));
                Some(script)
            }
            [_, ..] if shell.dialect.is_parsed() => Some(with_bodies(instruction, source)),
            _ => None,
        },
    }
}

/// A command line with here-documents is read as it stands in the file.
fn with_bodies(instruction: &Instruction, source: &Source) -> Script {
    let start = instruction.args.span().start();
    let text = source.slice((start, instruction.span.end()));
    let mut script = shell::parse(text);
    script.relocate(&mut |span| shell::Span::new(start + span.start, start + span.end));
    script
}

fn exec(words: &[Word]) -> Script {
    let words: Vec<_> = words
        .iter()
        .map(|word| ExecWord {
            value: &word.text,
            span: shell::Span::new(word.span.start(), word.span.end()),
        })
        .collect();
    shell::parse_exec(&words)
}

fn place(text: &syntax::dockerfile::LogicalText, span: shell::Span) -> shell::Span {
    let written = text.source_span(span.start as usize..span.end as usize);
    shell::Span::new(written.start(), written.end())
}
