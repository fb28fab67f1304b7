//! What a text holds: commands in source order, and the constructs they stand in.

use smol_str::SmolStr;

use super::{Command, HereDoc, HereDocId, Link, Redirect, Shell, Span, Word};

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub(super) commands: Vec<Command>,
    pub(super) scopes: Vec<Scope>,
    pub(super) here_docs: Vec<HereDoc>,
    /// Where each pipeline begins: first an offset, in a finished script the index of a command.
    pub(super) pipelines: Vec<u32>,
    /// What a shell would refuse or warn of, in strings that it reads again too; at most 64.
    pub errors: Vec<ShellError>,
}

/// Something that a shell would refuse or warn of, and where.
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
}
