//! What a text holds: commands in source order, and the constructs they stand in.

use smol_str::SmolStr;

use super::{Command, HereDoc, HereDocId, Link, Part, Redirect, Shell, ShellOptions, Span, Word};

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub(super) commands: Vec<Command>,
    pub(super) scopes: Vec<Scope>,
    pub(super) here_docs: Vec<HereDoc>,
    /// Where each pipeline begins: first an offset, in a finished script the index of a command.
    pub(super) pipelines: Vec<u32>,
    /// What a shell would refuse; at most 64.
    pub errors: Vec<ShellError>,
}

/// Where a command stands in a pipeline.
#[derive(Clone, Copy)]
struct Place {
    position: u32,
    /// Its output goes into the pipe, not into a word.
    writes: bool,
}

/// Something that a shell would refuse, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellError {
    /// The place.
    pub span: Span,
    /// What is wrong, lower case, without a final period.
    pub message: &'static str,
}

/// Index of a scope in its script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub(super) u32);

/// A construct that holds commands: the script itself, a loop, a substitution, a string given to `sh -c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Which construct.
    pub kind: ScopeKind,
    /// The one around it; none for the script.
    pub parent: Option<ScopeId>,
    /// How it follows its neighbours. Inside a command (a substitution) it is that command's.
    pub link: Link,
    /// The construct as written.
    pub span: Span,
    /// A function's name or a loop's variable.
    pub name: Option<SmolStr>,
    /// A loop's values, a `case` subject or an arm's patterns.
    pub words: Vec<Word>,
    /// Redirections of the construct as a whole.
    pub redirects: Vec<Redirect>,
    /// The shell that reads it, if another one does (`bash -e -c …`).
    pub shell: Option<Shell>,
    /// Number of scopes around it.
    pub depth: u32,
}

/// Which construct a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The whole text.
    Script,
    /// `( … )`.
    Subshell,
    /// `{ …; }`.
    Group,
    /// `if … fi`; holds conditions and branches.
    If,
    /// `while … done` or `until … done`; holds a condition and a branch.
    While,
    /// `for … done` or `select … done`.
    For,
    /// `case … esac`; holds arms.
    Case,
    /// What `if`, `elif`, `while` or `until` tests.
    Condition,
    /// What runs only as the construct around it decides: `then`, `else`, `do`.
    Branch,
    /// `pattern) … ;;`.
    Arm,
    /// The body of a function.
    Function,
    /// `$(…)` or backticks.
    CommandSubstitution,
    /// `<(…)`.
    ProcessInput,
    /// `>(…)`.
    ProcessOutput,
    /// A string that another shell runs: `sh -c`, `su -c`, `echo … | sh`, `sh <<< …`.
    ShellString,
    /// A here-document that a shell runs.
    ShellInput,
    /// What `eval` runs.
    Eval,
    /// What `find -exec` runs.
    Exec,
}

impl ScopeKind {
    /// Whether it runs in a process of its own, so that `cd` and variables do not outlive it.
    pub fn forks(self) -> bool {
        self.is_substitution()
            || matches!(self, Self::Subshell | Self::ShellString | Self::ShellInput | Self::Exec)
    }

    /// Whether it is a substitution inside a word.
    pub fn is_substitution(self) -> bool {
        matches!(self, Self::CommandSubstitution | Self::ProcessInput | Self::ProcessOutput)
    }

    /// Whether its commands run under a condition, or not exactly once.
    pub fn is_conditional(self) -> bool {
        matches!(self, Self::Branch | Self::Arm | Self::For | Self::Function | Self::Exec)
    }
}

impl Script {
    /// Every simple command in source order, those in constructs, substitutions and nested shells included.
    pub fn commands(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.commands.iter()
    }

    /// The commands that stand in a scope or anywhere inside it.
    pub fn commands_in(&self, scope: ScopeId) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |it| self.within(it.scope, scope))
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// All scopes; the first is the script.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        self.scopes
            .iter()
            .enumerate()
            .map(|(index, scope)| (ScopeId(super::source::offset(index)), scope))
    }

    /// A here-document.
    pub fn here_doc(&self, id: HereDocId) -> &HereDoc {
        &self.here_docs[id.0 as usize]
    }

    /// The scopes around a command, innermost first, the script last.
    pub fn ancestors(&self, scope: ScopeId) -> impl Iterator<Item = &Scope> {
        let mut next = Some(scope);
        std::iter::from_fn(move || {
            let scope = self.scope(next?);
            next = scope.parent;
            Some(scope)
        })
    }

    /// Whether `scope` is `outer` or lies in it.
    pub fn within(&self, scope: ScopeId, outer: ScopeId) -> bool {
        let mut next = Some(scope);
        while let Some(id) = next {
            if id == outer {
                return true;
            }
            next = self.scope(id).parent;
        }
        false
    }

    /// Whether a command runs inside `$(…)`, backticks, `<(…)` or `>(…)`.
    pub fn in_substitution(&self, command: &Command) -> bool {
        self.ancestors(command.scope).any(|it| it.kind.is_substitution())
    }

    /// The commands whose output flows into `command` through a pipe, at any distance, constructs included.
    pub fn upstream<'s>(&'s self, command: &'s Command) -> impl Iterator<Item = &'s Command> {
        let links =
            std::iter::once(command.link).chain(self.ancestors(command.scope).map(|it| it.link));
        links.filter(|link| link.position > 0).flat_map(|link| self.before(link))
    }

    fn before(&self, link: Link) -> impl Iterator<Item = &Command> {
        let first = self.pipelines[link.pipeline as usize] as usize;
        // Earlier members stand first, so the walk ends where the member itself begins.
        let members = self.commands[first..]
            .iter()
            .map(move |it| (it, self.position_in(it, link.pipeline)))
            .take_while(move |(_, place)| place.is_some_and(|it| it.position < link.position));
        members.filter(|(_, place)| place.is_some_and(|it| it.writes)).map(|(command, _)| command)
    }

    fn position_in(&self, command: &Command, pipeline: u32) -> Option<Place> {
        let mut place = Place { position: command.link.position, writes: true };
        if command.link.pipeline == pipeline {
            return Some(place);
        }
        for scope in self.ancestors(command.scope) {
            place.writes &= !scope.kind.is_substitution();
            place.position = scope.link.position;
            if scope.link.pipeline == pipeline {
                return Some(place);
            }
        }
        None
    }

    /// The shell options in force at each command, in the order of [`Script::commands`], begun with `base`.
    pub fn options(&self, base: ShellOptions) -> Vec<ShellOptions> {
        let mut current: Vec<Option<ShellOptions>> = vec![None; self.scopes.len()];
        let mut found = Vec::with_capacity(self.commands.len());
        for command in &self.commands {
            let options = self.scope_options(command.scope, base, &mut current);
            found.push(options);
            let changed = command.apply_options(options);
            if changed != options {
                self.set_options(command.scope, changed, &mut current);
            }
        }
        found
    }

    fn scope_options(
        &self,
        scope: ScopeId,
        base: ShellOptions,
        current: &mut [Option<ShellOptions>],
    ) -> ShellOptions {
        let mut path = Vec::new();
        let mut next = Some(scope);
        while let Some(id) = next.filter(|id| current[id.0 as usize].is_none()) {
            path.push(id);
            next = self.scope(id).parent;
        }
        let mut options = next.and_then(|id| current[id.0 as usize]).unwrap_or(base);
        for id in path.into_iter().rev() {
            options = self.scope(id).shell.map_or(options, |shell| shell.options);
            current[id.0 as usize] = Some(options);
        }
        options
    }

    fn set_options(
        &self,
        scope: ScopeId,
        options: ShellOptions,
        current: &mut [Option<ShellOptions>],
    ) {
        let mut next = Some(scope);
        while let Some(id) = next {
            current[id.0 as usize] = Some(options);
            let scope = self.scope(id);
            next = if scope.kind.forks() || scope.kind == ScopeKind::Function {
                None
            } else {
                scope.parent
            };
        }
    }

    /// Moves every span, as when the text was put together from lines of a file.
    pub fn relocate(&mut self, map: &mut dyn FnMut(Span) -> Span) {
        for command in &mut self.commands {
            command.span = map(command.span);
            command
                .name
                .iter_mut()
                .chain(&mut command.args)
                .for_each(|word| relocate_word(word, map));
            for assignment in &mut command.assignments {
                assignment.span = map(assignment.span);
                relocate_word(&mut assignment.value, map);
                assignment.array.iter_mut().for_each(|word| relocate_word(word, map));
            }
            relocate_redirects(&mut command.redirects, map);
        }
        for scope in &mut self.scopes {
            scope.span = map(scope.span);
            scope.words.iter_mut().for_each(|word| relocate_word(word, map));
            relocate_redirects(&mut scope.redirects, map);
        }
        self.here_docs.iter_mut().for_each(|it| relocate_word(&mut it.body, map));
        self.errors.iter_mut().for_each(|it| it.span = map(it.span));
    }
}

fn relocate_redirects(redirects: &mut [Redirect], map: &mut dyn FnMut(Span) -> Span) {
    for redirect in redirects {
        redirect.span = map(redirect.span);
        relocate_word(&mut redirect.target, map);
    }
}

fn relocate_word(word: &mut Word, map: &mut dyn FnMut(Span) -> Span) {
    let length = word.span.end - word.span.start;
    word.span = map(word.span);
    word.exact &= word.span.end - word.span.start == length;
    for part in word.parts_mut() {
        match part {
            Part::Literal { .. } => {}
            Part::Variable(variable) => {
                variable.span = map(variable.span);
                variable.operand.iter_mut().for_each(|operand| relocate_word(operand, map));
            }
            Part::Substitution(substitution) => substitution.span = map(substitution.span),
            Part::Arithmetic(span) | Part::Opaque(span) => *span = map(*span),
        }
    }
}
