//! Wrappers: programs whose arguments are another command. The command under them is what really runs.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::Word;
use super::command::program_name;
use super::dialect::{ShellCall, shell_call};

/// A command with its wrappers taken off.
#[derive(Clone, Debug)]
pub struct Peeled<'c> {
    /// The wrappers, outermost first.
    pub wrappers: Vec<Wrapper<'c>>,
    /// The real program; none if a wrapper stands alone.
    pub name: Option<&'c Word>,
    /// The words after it.
    pub args: &'c [Word],
    /// What `env` or `sudo` set for it.
    pub assignments: Vec<(SmolStr, Word)>,
}

/// A program that runs the command in its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapper<'c> {
    /// The program, without its folder.
    pub name: &'static str,
    /// As written.
    pub word: &'c Word,
    /// Its own options and operands.
    pub args: &'c [Word],
}

impl<'c> Peeled<'c> {
    /// The real program's name without its folder, if it is known.
    pub fn program(&self) -> Option<Cow<'c, str>> {
        self.name.and_then(program_name)
    }

    /// Whether the real program is known to be one of these.
    pub fn is_any(&self, names: &[&str]) -> bool {
        self.program().is_some_and(|it| names.contains(&&*it))
    }

    /// Whether it runs under a wrapper of that name.
    pub fn is_under(&self, wrapper: &str) -> bool {
        self.wrappers.iter().any(|it| it.name == wrapper)
    }

    /// How a shell is called, if it is one.
    pub fn shell_call(&self) -> Option<ShellCall<'c>> {
        shell_call(&self.program()?, self.args)
    }
}

/// How a wrapper's own arguments end and the command begins.
pub(super) struct Spec {
    pub(super) name: &'static str,
    /// Short options that take the next word.
    short: &'static str,
    /// Long options that take the next word.
    long: &'static [&'static str],
    /// Operands of its own before the command.
    operands: usize,
    /// `NAME=value` words may stand before the command.
    assigns: bool,
    /// The subcommand that makes it a wrapper; empty if it needs none.
    verb: &'static str,
}

const fn spec(
    name: &'static str,
    short: &'static str,
    long: &'static [&'static str],
    operands: usize,
) -> Spec {
    Spec { name, short, long, operands, assigns: false, verb: "" }
}

const fn assigning(name: &'static str, short: &'static str, long: &'static [&'static str]) -> Spec {
    Spec { name, short, long, operands: 0, assigns: true, verb: "" }
}

const fn verb(
    name: &'static str,
    verb: &'static str,
    short: &'static str,
    long: &'static [&'static str],
) -> Spec {
    Spec { name, short, long, operands: 0, assigns: false, verb }
}

const CONDA_LONG: &[&str] = &["cwd", "name", "prefix"];

const SUDO_LONG: &[&str] = &[
    "chdir",
    "chroot",
    "close-from",
    "command-timeout",
    "group",
    "host",
    "other-user",
    "prompt",
    "role",
    "type",
    "user",
];

const SETPRIV_LONG: &[&str] = &[
    "ambient-caps",
    "apparmor-profile",
    "bounding-set",
    "egid",
    "euid",
    "groups",
    "inh-caps",
    "pdeathsig",
    "regid",
    "reuid",
    "rgid",
    "ruid",
    "securebits",
    "selinux-label",
];

const XARGS_LONG: &[&str] =
    &["arg-file", "delimiter", "max-args", "max-chars", "max-procs", "process-slot-var"];

/// Sorted by name. Options as in the manual pages of sudo 1.9, coreutils 9, findutils 4.10, util-linux 2.40.
pub(super) const WRAPPERS: [Spec; 43] = [
    spec("builtin", "", &[], 0),
    verb("bundle", "exec", "", &[]),
    spec("busybox", "", &[], 0),
    spec("chpst", "/bcdeflmnoprtuU", &[], 0),
    spec("chroot", "", &["groups", "userspec"], 1),
    spec("chrt", "DPT", &["sched-deadline", "sched-period", "sched-runtime"], 1),
    spec("command", "", &[], 0),
    verb("conda", "run", "np", CONDA_LONG),
    spec("coproc", "", &[], 0),
    assigning("doas", "Cu", &[]),
    spec("dumb-init", "r", &["rewrite"], 0),
    spec("eatmydata", "", &[], 0),
    assigning("env", "CSu", &["chdir", "unset"]),
    spec("exec", "a", &[], 0),
    spec("fakeroot", "bils", &["faked", "lib"], 0),
    spec("flock", "Ew", &["conflict-exit-code", "timeout", "wait"], 1),
    spec("gosu", "", &[], 1),
    spec("ionice", "cnpPu", &["class", "classdata"], 0),
    spec("linux32", "", &[], 0),
    spec("linux64", "", &[], 0),
    verb("mamba", "run", "np", CONDA_LONG),
    verb("micromamba", "run", "np", CONDA_LONG),
    spec("nice", "n", &["adjustment"], 0),
    spec("nohup", "", &[], 0),
    verb("pipenv", "run", "", &[]),
    verb("poetry", "run", "", &[]),
    spec("runuser", "gGuwT", &["group", "supp-group", "user", "whitelist-environment"], 0),
    spec("s6-setuidgid", "", &[], 1),
    spec("setpriv", "", SETPRIV_LONG, 0),
    spec("setsid", "", &[], 0),
    spec("ssh-agent", "aEOPt", &[], 0),
    spec("stdbuf", "eio", &["error", "input", "output"], 0),
    spec("su-exec", "", &[], 1),
    assigning("sudo", "CDghpRrTtUu", SUDO_LONG),
    spec("taskset", "", &[], 1),
    spec("time", "fo", &["format", "output"], 0),
    spec("timeout", "ks", &["kill-after", "signal"], 1),
    spec("tini", "ep", &[], 0),
    spec("torsocks", "", &[], 0),
    spec("toybox", "", &[], 0),
    spec("unshare", "GRSw", &["root", "setgid", "setuid", "wd"], 0),
    spec("xargs", "adEILnPs", XARGS_LONG, 0),
    spec(
        "xvfb-run",
        "efnpsw",
        &["auth-file", "error-file", "server-args", "server-num", "wait", "xauth-protocol"],
        0,
    ),
];

/// Whether a program may be a wrapper.
fn wrapper_spec(program: &str) -> Option<&'static Spec> {
    WRAPPERS.binary_search_by(|it| it.name.cmp(program)).ok().map(|index| &WRAPPERS[index])
}

pub(super) fn peel<'c>(name: Option<&'c Word>, args: &'c [Word]) -> Peeled<'c> {
    let mut peeled = Peeled { wrappers: Vec::new(), name, args, assignments: Vec::new() };
    while let Some(word) = peeled.name
        && let Some(spec) = program_name(word).and_then(|it| wrapper_spec(&it))
        && runs_command(spec, peeled.args)
    {
        let args = peeled.args;
        let mut at = own_words(spec, args);
        while spec.assigns
            && let Some(assignment) = args.get(at).and_then(Word::assignment)
        {
            peeled.assignments.push(assignment);
            at += 1;
        }
        at = at.min(args.len());
        peeled.wrappers.push(Wrapper { name: spec.name, word, args: &args[..at] });
        peeled.name = args.get(at);
        peeled.args = args.get(at + 1..).unwrap_or_default();
    }
    peeled
}

/// `command -v` only looks, `runuser` without `-u` is `su`, `flock -c` takes a string.
fn runs_command(spec: &Spec, args: &[Word]) -> bool {
    let starts = |prefix: &str| args.iter().take(8).any(|it| it.prefix().starts_with(prefix));
    match spec.name {
        "command" => !args.first().is_some_and(|it| it.is("-v") || it.is("-V") || it.is("-pv")),
        "runuser" => starts("-u") || starts("--user"),
        "flock" => !args.iter().take(8).any(|it| it.is("-c") || it.is("--command")),
        _ => spec.verb.is_empty() || args.first().is_some_and(|it| it.is(spec.verb)),
    }
}

/// How many words of `args` are the wrapper's own.
fn own_words(spec: &Spec, args: &[Word]) -> usize {
    let mut at = usize::from(!spec.verb.is_empty());
    while let Some(word) = args.get(at) {
        let text = word.prefix();
        if text == "--" {
            at += 1;
            break;
        }
        if !text.starts_with('-') || (text == "-" && spec.name != "env") {
            break;
        }
        at += 1 + usize::from(takes_next(spec, &text, word));
    }
    at + spec.operands
}

fn takes_next(spec: &Spec, text: &str, word: &Word) -> bool {
    if let Some(long) = text.strip_prefix("--") {
        return spec.long.contains(&long);
    }
    let bundle = &text[1..];
    let Some(index) = bundle.find(|it| spec.short.contains(it)) else { return false };
    // Text after the letter is its value: `-n10`, `-u$USER`.
    index + 1 == bundle.len() && word.parts().len() == 1
}
