//! What the commands of a script do.

use super::path::{Folders, inside, resolve};
use super::tables::{INTERPRETERS, installs, unpacks};
use super::{Download, Effect, EffectKind, verify};
use crate::dockerfile::{StageScript, StageView};
use crate::shell::{Command, FlagSpec, Peeled, RedirectOp, ShellSource, Word, flags};

/// Adds what a script does, command by command.
pub(super) fn of_script(
    stage: &StageView<'_>,
    script: &StageScript<'_>,
    at: usize,
    start: Option<&str>,
    found: &mut Vec<Effect>,
) {
    let mut folders = Folders::new(script.script, start);
    let mut checks = verify::Checks::new(script);
    for command in script.script.commands() {
        let peeled = command.peeled();
        folders.follow(command, &peeled);
        let here = Here { stage, command, peeled, folder: folders.of(command).map(str::to_owned) };
        let mut add = |kind| {
            found.push(Effect::of_command(kind, script.place(command.span), at, command));
        };
        if let Some(download) = Download::of(&here.peeled) {
            let files = here.paths(download.files(stage, command));
            let urls = download.urls();
            for (at, url) in urls.iter().enumerate() {
                // A file for each URL is named after it.
                let own = files.get(at).filter(|_| files.len() == urls.len());
                let files = own.map_or_else(|| files.clone(), |own| vec![own.clone()]);
                let (url, place) = (stage.shell_text(url).into_owned(), script.place(url.span));
                add(EffectKind::Fetches { url, place, files, by_add: false });
            }
        } else if let Some(check) = checks.of(&here) {
            add(check);
        } else {
            here.copies().into_iter().for_each(&mut add);
            here.uses().into_iter().for_each(&mut add);
        }
    }
}

/// Commands that the shell itself runs.
const BUILTINS: [&str; 16] = [
    ":", "[", "[[", "cd", "echo", "eval", "exit", "export", "false", "printf", "read", "return",
    "set", "test", "true", "unset",
];

/// A command in its place.
pub(super) struct Here<'a> {
    pub(super) stage: &'a StageView<'a>,
    pub(super) command: &'a Command,
    pub(super) peeled: Peeled<'a>,
    folder: Option<String>,
}

impl Here<'_> {
    pub(super) fn path(&self, word: &Word) -> String {
        resolve(self.folder.as_deref(), &self.stage.shell_text(word))
    }

    pub(super) fn resolved(&self, path: &str) -> String {
        resolve(self.folder.as_deref(), path)
    }

    fn paths(&self, names: Vec<String>) -> Vec<String> {
        names.into_iter().map(|name| self.resolved(&name)).collect()
    }

    /// Files that get further names.
    fn copies(&self) -> Vec<EffectKind> {
        const SPEC: FlagSpec = FlagSpec {
            short_values: "gmoSt",
            long_values: &["group", "mode", "owner", "suffix", "target-directory"],
            stops_at_operand: false,
        };
        if self.peeled.is_any(&["cat"]) {
            let to = self.command.redirects.iter().find(|it| it.op == RedirectOp::Write);
            let (Some(to), [from]) = (to, self.peeled.args) else { return Vec::new() };
            let (from, to) = (self.path(from), vec![self.path(&to.target)]);
            return vec![EffectKind::Copies { from, to }];
        }
        if !self.peeled.is_any(&["cp", "install", "ln", "mv", "rename"]) {
            return Vec::new();
        }
        let found = flags(self.peeled.args, &SPEC);
        let folder = found.find(&['t'], &["target-directory"]).and_then(|it| it.value.clone());
        let (to, sources) = match (&folder, found.operands.split_last()) {
            (Some(folder), _) => (self.path(folder), found.operands.as_slice()),
            (None, Some((to, sources))) if !sources.is_empty() => (self.path(to), sources),
            _ => return Vec::new(),
        };
        let copies = sources.iter().map(|from| {
            let from = self.path(from);
            let to = vec![to.clone(), inside(&to, &from)];
            EffectKind::Copies { from, to }
        });
        copies.collect()
    }

    /// What it does with files that need trust.
    fn uses(&self) -> Vec<EffectKind> {
        let uses = |verb, words: Vec<&Word>| {
            let files =
                words.into_iter().map(|word| EffectKind::Uses { verb, file: self.path(word) });
            files.collect::<Vec<_>>()
        };
        let peeled = &self.peeled;
        let Some(name) = peeled.name else { return Vec::new() };
        let operands = || flags(peeled.args, &FlagSpec::default()).operands;
        let everything = || {
            let read = self.command.redirects.iter().filter(|it| it.op == RedirectOp::Read);
            let mut named = Vec::new();
            let mut words = peeled.args.iter();
            while let Some(word) = words.next() {
                let text = word.prefix();
                if matches!(text.as_ref(), "-C" | "-d" | "--directory") {
                    words.next();
                } else if !text.starts_with('-') || text.is_empty() {
                    named.push(word);
                }
            }
            named.into_iter().chain(read.map(|it| &it.target)).collect::<Vec<_>>()
        };
        if let Some(call) = peeled.shell_call() {
            return match call.source {
                ShellSource::File(word) => uses("runs", vec![word]),
                _ => Vec::new(),
            };
        }
        match peeled.program().as_deref() {
            Some("chmod") => self.made_executable(),
            Some("install") if self.installs_program() => uses("runs", operands()),
            Some("java") if peeled.args.iter().any(|word| word.is("-jar")) => {
                uses("runs", everything())
            }
            Some(".") => uses("runs", everything()),
            Some(program) if INTERPRETERS.contains(&program) => {
                uses("runs", operands().into_iter().take(1).collect())
            }
            Some(_) if unpacks(peeled) => uses("unpacks", everything()),
            Some(_) if installs(peeled) => uses("installs", everything()),
            _ if self.stage.shell_text(name).contains('/') => uses("runs", vec![name]),
            Some(program) if BUILTINS.contains(&program) => Vec::new(),
            // It may lie anywhere in the search path.
            _ => {
                let file = self.stage.shell_text(name).into_owned();
                vec![EffectKind::Uses { verb: "runs", file }]
            }
        }
    }

    fn made_executable(&self) -> Vec<EffectKind> {
        let mut words = self.peeled.args.iter().filter(|word| !is_option(word));
        let Some(mode) = words.next() else { return Vec::new() };
        if !makes_executable(&self.stage.shell_text(mode)) {
            return Vec::new();
        }
        words.map(|word| EffectKind::Uses { verb: "runs", file: self.path(word) }).collect()
    }

    /// `install` gives the mode 755 unless it is told another one.
    fn installs_program(&self) -> bool {
        const SPEC: FlagSpec = FlagSpec {
            short_values: "gmoSt",
            long_values: &["group", "mode", "owner", "suffix", "target-directory"],
            stops_at_operand: false,
        };
        let found = flags(self.peeled.args, &SPEC);
        let mode = found.find(&['m'], &["mode"]).and_then(|it| it.value.as_ref());
        !found.has(&['d'], &["directory"])
            && mode.is_none_or(|mode| makes_executable(&self.stage.shell_text(mode)))
    }
}

/// `-R`, `--verbose`, but not the modes `-x` and `-w`.
fn is_option(word: &Word) -> bool {
    let text = word.prefix();
    text.starts_with("--") || matches!(text.as_ref(), "-R" | "-v" | "-c" | "-f" | "-h" | "-H")
}

/// Whether a mode of `chmod` lets somebody run a file.
pub(super) fn makes_executable(mode: &str) -> bool {
    if !mode.is_empty() && mode.bytes().all(|it| it.is_ascii_digit()) {
        return mode.bytes().rev().take(3).any(|it| (it - b'0') & 1 == 1);
    }
    let mut clauses = mode.split(',');
    clauses.any(|it| it.split_once(['+', '=']).is_some_and(|(_, bits)| bits.contains(['x', 'X'])))
}
