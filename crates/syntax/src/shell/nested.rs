//! Commands that a command runs itself: `sh -c`, `eval`, `su -c`, `find -exec`, a shell that reads its input.

use super::command::{Command, Link, RedirectOp};
use super::dialect::{Shell, ShellSource};
use super::parser::Parser;
use super::peel::Peeled;
use super::script::ScopeKind;
use super::{ScopeId, Span, Word};

/// What a command makes a shell run.
enum Run {
    Words(ScopeKind, Vec<Word>, Option<Shell>),
    Input(Option<Shell>),
    Exec(Vec<Word>),
}

impl Parser<'_, '_> {
    /// Adds the commands that the command at `index` runs.
    pub(super) fn nested_commands(&mut self, index: usize) {
        let command = &self.output.script.commands[index];
        let link = command.link;
        for run in runs(&command.peeled()) {
            match run {
                Run::Words(kind, words, shell) => self.run_in(kind, link, shell, &words),
                Run::Input(shell) => self.shell_reads_input(index, shell),
                Run::Exec(words) => self.exec(link, words),
            }
        }
    }

    fn run_in(&mut self, kind: ScopeKind, link: Link, shell: Option<Shell>, words: &[Word]) {
        let Some(span) = words.iter().map(|it| it.span).reduce(Span::to) else { return };
        let scope = self.nested_scope(kind, link, shell, span);
        self.run_words(scope, words);
    }

    fn nested_scope(
        &mut self,
        kind: ScopeKind,
        link: Link,
        shell: Option<Shell>,
        span: Span,
    ) -> ScopeId {
        let outer = self.scope;
        let id = self.open(kind, link);
        let scope = self.scope_mut();
        scope.shell = shell;
        scope.span = span;
        self.scope = outer;
        id
    }

    /// A shell without a script reads its here-document or here-string.
    fn shell_reads_input(&mut self, index: usize, shell: Option<Shell>) {
        let command = &self.output.script.commands[index];
        let link = command.link;
        let Some(input) = command.redirects.iter().rev().find(|it| it.descriptor() == 0) else {
            return;
        };
        match (input.here_doc, input.op) {
            (Some(id), _) => {
                let scope = self.nested_scope(ScopeKind::ShellInput, link, shell, Span::default());
                self.output.script.here_docs[id.0 as usize].script = Some(scope);
            }
            (None, RedirectOp::HereString) => {
                let word = input.target.clone();
                self.run_in(ScopeKind::ShellString, link, shell, &[word]);
            }
            _ => {}
        }
    }

    /// Where a pipe feeds a shell, reads what `echo` or a here-document of `cat` put into it.
    pub(super) fn feed_shell(&mut self, writer: Option<usize>, reader: Option<usize>) {
        let (Some(writer), Some(reader)) = (writer, reader) else { return };
        let commands = &self.output.script.commands;
        let (from, to) = (&commands[writer], &commands[reader]);
        let Some(call) = to.peeled().shell_call().filter(|it| it.source == ShellSource::Stdin)
        else {
            return;
        };
        if to.redirects.iter().any(|it| it.descriptor() == 0) {
            return;
        }
        let (link, shell) = (to.link, Some(call.shell));
        match from.program().as_deref() {
            Some("echo") => {
                let words =
                    from.args.iter().skip_while(|it| it.is("-e") || it.is("-n") || it.is("-E"));
                let words: Vec<Word> = words.cloned().collect();
                self.run_in(ScopeKind::ShellString, link, shell, &words);
            }
            Some("cat") if from.args.iter().all(|it| it.is("-")) => {
                self.shell_reads_input(writer, shell);
            }
            _ => {}
        }
    }

    fn exec(&mut self, link: Link, mut words: Vec<Word>) {
        let Some(span) = words.iter().map(|it| it.span).reduce(Span::to) else { return };
        let scope = self.nested_scope(ScopeKind::Exec, link, None, span);
        let args = words.split_off(1);
        let mut command = Command::new(scope, Link::first(self.new_pipeline()));
        command.name = words.pop();
        command.args = args;
        command.span = span;
        let index = self.output.script.commands.len();
        self.push(command);
        let outer = std::mem::replace(&mut self.scope, scope);
        if self.enter() {
            self.nested_commands(index);
        }
        self.leave();
        self.scope = outer;
    }
}

fn runs(peeled: &Peeled<'_>) -> Vec<Run> {
    let Some(program) = peeled.program() else { return Vec::new() };
    match &*program {
        "eval" => vec![Run::Words(ScopeKind::Eval, peeled.args.to_vec(), None)],
        "trap" if peeled.args.len() > 1 => {
            vec![Run::Words(ScopeKind::Eval, peeled.args[..1].to_vec(), None)]
        }
        "find" => find_runs(peeled.args),
        "su" | "runuser" | "sg" | "flock" | "script" => match command_option(peeled.args) {
            Some(word) => vec![Run::Words(ScopeKind::ShellString, vec![word], None)],
            None if matches!(&*program, "su" | "runuser") => vec![Run::Input(None)],
            None => Vec::new(),
        },
        _ => match peeled.shell_call() {
            Some(call) => match call.source {
                ShellSource::Text(word) => {
                    vec![Run::Words(ScopeKind::ShellString, vec![word.clone()], Some(call.shell))]
                }
                ShellSource::Stdin => vec![Run::Input(Some(call.shell))],
                ShellSource::File(_) => Vec::new(),
            },
            None => Vec::new(),
        },
    }
}

/// The value of `-c`, `-lc`, `--command` or `--command=`.
fn command_option(args: &[Word]) -> Option<Word> {
    for (index, word) in args.iter().enumerate() {
        let text = word.prefix();
        if text.starts_with("--command=") {
            return Some(word.skip("--command=".len()));
        }
        let is_bundle = text.starts_with('-') && !text.starts_with("--") && text.ends_with('c');
        if text == "--command" || is_bundle {
            return args.get(index + 1).cloned();
        }
    }
    None
}

fn find_runs(args: &[Word]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut rest = args;
    let is_exec = |it: &Word| ["-exec", "-execdir", "-ok", "-okdir"].iter().any(|name| it.is(name));
    while let Some(start) = rest.iter().position(is_exec) {
        rest = &rest[start + 1..];
        let Some(end) = rest.iter().position(|it| it.is(";") || it.is("+")) else { break };
        runs.push(Run::Exec(rest[..end].to_vec()));
        rest = &rest[end..];
    }
    runs
}
