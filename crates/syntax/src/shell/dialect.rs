//! Which language a shell speaks, and how a shell is called.

use super::command::base_name;
use super::options::ShellOptions;
use super::{Span, Word};

/// The language of a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `sh`, `dash`, `ash`: POSIX with few additions.
    Posix,
    /// `bash`.
    Bash,
    /// `ksh`, `mksh`.
    Ksh,
    /// `zsh`.
    Zsh,
    /// `powershell`, `pwsh`. Not parsed.
    PowerShell,
    /// `cmd`. Not parsed.
    Cmd,
    /// Another program. Not parsed.
    Other,
}

/// A shell and the options it was started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shell {
    /// Its language.
    pub dialect: Dialect,
    /// Its options.
    pub options: ShellOptions,
}

/// A shell as a command calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShellCall<'c> {
    /// The shell and its options.
    pub shell: Shell,
    /// What it runs.
    pub source: ShellSource<'c>,
}

/// What a shell runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShellSource<'c> {
    /// The string after `-c`.
    Text(&'c Word),
    /// A file.
    File(&'c Word),
    /// Its standard input.
    Stdin,
}

const NAMES: [(&str, Dialect); 12] = [
    ("sh", Dialect::Posix),
    ("ash", Dialect::Posix),
    ("dash", Dialect::Posix),
    ("hush", Dialect::Posix),
    ("bash", Dialect::Bash),
    ("ksh", Dialect::Ksh),
    ("ksh93", Dialect::Ksh),
    ("mksh", Dialect::Ksh),
    ("zsh", Dialect::Zsh),
    ("powershell", Dialect::PowerShell),
    ("pwsh", Dialect::PowerShell),
    ("cmd", Dialect::Cmd),
];

impl Dialect {
    /// The language of a program, by its name: `/usr/bin/bash`, `C:\Windows\System32\cmd.exe`.
    pub fn of(program: &str) -> Self {
        let name = base_name(program);
        let name = name.rsplit_once('\\').map_or(name, |(_, name)| name);
        let stem = name.len().saturating_sub(4);
        let has_suffix = name.get(stem..).is_some_and(|it| it.eq_ignore_ascii_case(".exe"));
        let name = if has_suffix { &name[..stem] } else { name };
        let known = NAMES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
        known.map_or(Self::Other, |(_, dialect)| *dialect)
    }

    /// Whether [`parse`](super::parse) reads it.
    pub fn is_parsed(self) -> bool {
        matches!(self, Self::Posix | Self::Bash | Self::Ksh | Self::Zsh)
    }
}

impl Shell {
    /// What Docker runs shell-form instructions with on Linux: `/bin/sh -c`.
    pub const DEFAULT: Self = Self { dialect: Dialect::Posix, options: ShellOptions::NONE };

    /// The shell that the words of a SHELL instruction name, through `env` and `busybox`.
    pub fn from_vector<S: AsRef<str>>(vector: &[S]) -> Self {
        let words: Vec<Word> =
            vector.iter().map(|it| Word::plain(Span::default(), it.as_ref())).collect();
        let peeled = super::peel::peel(words.first(), words.get(1..).unwrap_or_default());
        let dialect = peeled.program().map_or(Dialect::Other, |it| Dialect::of(&it));
        let options = peeled.shell_call().map_or(ShellOptions::NONE, |it| it.shell.options);
        Self { dialect, options }
    }
}

pub(super) fn shell_call<'c>(program: &str, args: &'c [Word]) -> Option<ShellCall<'c>> {
    let dialect = Dialect::of(program);
    if !dialect.is_parsed() {
        return None;
    }
    let (options, operands) = ShellOptions::NONE.after_invocation(args);
    let source = match operands.first() {
        Some(word) if options.command => ShellSource::Text(word),
        _ if options.command || options.stdin => ShellSource::Stdin,
        Some(word) if word.is("-") || word.is("/dev/stdin") || word.is("/proc/self/fd/0") => {
            ShellSource::Stdin
        }
        Some(word) => ShellSource::File(word),
        None => ShellSource::Stdin,
    };
    Some(ShellCall { shell: Shell { dialect, options: options.options }, source })
}
