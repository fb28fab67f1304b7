//! The scripts of a Dockerfile: what RUN, CMD, ENTRYPOINT and HEALTHCHECK hand to a shell, or run themselves.

use std::sync::OnceLock;

use diag::{Source, Span};
use smol_str::SmolStr;
use syntax::dockerfile::{Command, Healthcheck, Heredoc, Instruction, Kind, Word};
use syntax::shell::{self, ExecWord};

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

/// What is made of the scripts of a file when it is first asked for, by instruction.
#[derive(Debug, Default)]
pub(super) struct Scripts(Vec<OnceLock<Option<Parsed>>>);

/// A script and what it calls.
#[derive(Debug)]
struct Parsed {
    script: Script,
    /// The programs of its commands and of what they are wrapped in, sorted.
    programs: Box<[SmolStr]>,
}

impl Scripts {
    pub(super) fn new(n_instructions: usize) -> Self {
        Self((0..n_instructions).map(|_| OnceLock::new()).collect())
    }
}

impl Parsed {
    fn new(script: Script) -> Self {
        let mut programs: Vec<SmolStr> = Vec::new();
        for command in script.commands() {
            let peeled = command.peeled();
            programs.extend(peeled.wrappers.iter().map(|it| SmolStr::new_static(it.name)));
            programs.extend(peeled.program().map(SmolStr::new));
        }
        programs.sort_unstable();
        programs.dedup();
        Self { script, programs: programs.into() }
    }

    /// Whether one of its programs has one of these names; `python*` is every name that begins with `python`.
    fn calls(&self, names: &[&str]) -> bool {
        names.iter().any(|name| match name.strip_suffix('*') {
            Some(start) => {
                let at = self.programs.partition_point(|it| it.as_str() < start);
                self.programs.get(at).is_some_and(|it| it.starts_with(start))
            }
            None => self.programs.binary_search_by(|it| it.as_str().cmp(name)).is_ok(),
        })
    }
}

impl<'a> StageView<'a> {
    /// The scripts of this stage. Those in languages that are not parsed (PowerShell, `cmd`) are left out.
    pub fn scripts(&self, source: &'a Source) -> Vec<StageScript<'a>> {
        self.parsed(source).map(|(script, _)| script).collect()
    }

    /// Those that call one of some programs, under wrappers or not; `python*` stands for every name that begins so.
    pub fn scripts_calling(&self, source: &'a Source, programs: &[&str]) -> Vec<StageScript<'a>> {
        let all = self.parsed(source);
        all.filter(|(_, parsed)| parsed.calls(programs)).map(|(script, _)| script).collect()
    }

    /// The same with the positions of their instructions in the file.
    pub(super) fn scripts_by_position<'s>(
        &self,
        source: &'s Source,
    ) -> Vec<(usize, StageScript<'s>)>
    where
        'a: 's,
    {
        let view: StageView<'s> = *self;
        let placed = view.parsed(source).map(|(script, _)| {
            let instructions = &view.dockerfile.tree.instructions;
            let at = instructions.partition_point(|it| it.span.start() < script.span.start());
            (at, script)
        });
        placed.collect()
    }

    fn parsed(
        &self,
        source: &'a Source,
    ) -> impl Iterator<Item = (StageScript<'a>, &'a Parsed)> + use<'a> {
        let mut shell = self.first_shell();
        let file = self.dockerfile;
        self.state().instructions.clone().filter_map(move |at| {
            if let Kind::Shell(vector) = &file.tree.instructions[at].kind {
                let vector: Vec<&str> = vector.iter().map(|word| word.text.as_str()).collect();
                shell = Shell::from_vector(&vector);
            }
            script_at(file, at, shell, source)
        })
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

/// The shell in force at each instruction of a stage.
pub(super) fn shells(stage: &StageView<'_>) -> Vec<Shell> {
    let mut shell = stage.first_shell();
    let each = stage.instructions().iter().map(|instruction| {
        if let Kind::Shell(vector) = &instruction.kind {
            let vector: Vec<&str> = vector.iter().map(|word| word.text.as_str()).collect();
            shell = Shell::from_vector(&vector);
        }
        shell
    });
    each.collect()
}

fn script_at<'a>(
    file: &'a Dockerfile,
    at: usize,
    shell: Shell,
    source: &Source,
) -> Option<(StageScript<'a>, &'a Parsed)> {
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
    let parsed = file.scripts.0[at]
        .get_or_init(|| parse(instruction, command, shell, source).map(Parsed::new))
        .as_ref()?;
    let (span, script, is_heredoc) = (outer.span, &parsed.script, body.is_some());
    Some((StageScript { moment, span, script, shell, is_exec, is_heredoc }, parsed))
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
