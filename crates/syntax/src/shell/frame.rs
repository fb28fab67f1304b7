//! What every part of the parser stands on: bytes ahead, errors, limits, scopes.

use super::command::{Command, Link};
use super::parser::Parser;
use super::script::{Scope, ScopeId, ScopeKind, Script, ShellError};
use super::source::{Span, offset};

const MAX_DEPTH: u32 = 64;
const MAX_COMMANDS: usize = 1 << 18;
const MAX_WORDS: u32 = 1 << 20;
const MAX_ERRORS: usize = 64;

/// What the reading of a text, and of the strings in it, adds up to.
pub(super) struct Output {
    pub(super) script: Script,
    /// Bytes of strings that may still be read again; keeps nested `eval` linear.
    pub(super) budget: usize,
    pub(super) depth: u32,
    words: u32,
    stopped: bool,
}

impl Output {
    pub(super) fn new(length: usize) -> Self {
        let script = Script {
            commands: Vec::new(),
            scopes: Vec::new(),
            here_docs: Vec::new(),
            pipelines: Vec::new(),
            errors: Vec::new(),
        };
        Self { script, budget: 4 * length + 4096, depth: 0, words: 0, stopped: false }
    }

    /// Puts the commands into source order.
    pub(super) fn finish(mut self) -> Script {
        let commands = &mut self.script.commands;
        commands.sort_by_key(|it| it.span.start);
        for (index, command) in commands.iter_mut().enumerate() {
            command.index = offset(index);
        }
        for start in &mut self.script.pipelines {
            *start = offset(commands.partition_point(|it| it.span.start < *start));
        }
        self.script
    }
}

impl Parser<'_, '_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.bytes[self.at..].starts_with(text.as_bytes())
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.map.span(start, end)
    }

    pub(super) fn error(&mut self, start: usize, end: usize, message: &'static str) {
        if self.output.script.errors.len() < MAX_ERRORS && !self.output.stopped {
            let whole = (end..self.text.len()).find(|at| self.text.is_char_boundary(*at));
            let end = whole.unwrap_or(self.text.len());
            let span = self.span(start.min(end), end);
            self.output.script.errors.push(ShellError { span, message });
        }
    }

    /// Ends the reading, of outer texts too.
    fn stop(&mut self, message: &'static str) {
        self.error(self.at, self.text.len(), message);
        self.output.stopped = true;
        self.at = self.text.len();
    }

    /// Goes one level down; false if that is too deep.
    pub(super) fn enter(&mut self) -> bool {
        self.output.depth += 1;
        if self.output.depth > MAX_DEPTH {
            self.stop("nested too deep: the rest is not read");
        }
        if self.output.script.scopes.len() > MAX_COMMANDS {
            self.stop("too many constructs: the rest is not read");
        }
        !self.output.stopped
    }

    pub(super) fn leave(&mut self) {
        self.output.depth -= 1;
        if self.output.stopped {
            self.at = self.text.len();
        }
    }

    pub(super) fn push(&mut self, command: Command) {
        self.output.script.commands.push(command);
        if self.output.script.commands.len() >= MAX_COMMANDS {
            self.stop("too many commands: the rest is not read");
        }
    }

    /// Counts a word or a part of one.
    pub(super) fn count_word(&mut self) {
        self.output.words += 1;
        if self.output.words >= MAX_WORDS {
            self.stop("too many words: the rest is not read");
        }
    }

    pub(super) fn new_pipeline(&mut self) -> u32 {
        let id = offset(self.output.script.pipelines.len());
        let start = self.map.span(self.at, self.at).start;
        self.output.script.pipelines.push(start);
        id
    }

    pub(super) fn open(&mut self, kind: ScopeKind, link: Link) -> ScopeId {
        let depth = self.output.script.scopes[self.scope.0 as usize].depth + 1;
        let mut scope = Scope::new(kind, Some(self.scope), link, depth);
        scope.span = self.span(self.at, self.at);
        let id = ScopeId(offset(self.output.script.scopes.len()));
        self.output.script.scopes.push(scope);
        self.scope = id;
        id
    }

    /// Ends the innermost scope, which began at `start`, here.
    pub(super) fn close(&mut self, start: usize) {
        let written = &self.text[start..self.at];
        let start = start + (written.len() - written.trim_start().len());
        let span = self.span(start, start + written.trim().len());
        let scope = self.scope_mut();
        scope.span = span;
        let parent = scope.parent;
        self.scope = parent.unwrap_or(ScopeId(0));
    }

    pub(super) fn scope_mut(&mut self) -> &mut Scope {
        &mut self.output.script.scopes[self.scope.0 as usize]
    }
}

impl Scope {
    pub(super) fn new(kind: ScopeKind, parent: Option<ScopeId>, link: Link, depth: u32) -> Self {
        Self {
            kind,
            parent,
            link,
            depth,
            span: Span::default(),
            name: None,
            words: Vec::new(),
            redirects: Vec::new(),
            shell: None,
        }
    }
}
