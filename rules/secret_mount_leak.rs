//! Secrets that are mounted into one step and still end up in its layer or its log.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::StageScript;
use model::shell::{Command, RedirectOp, Script, ShellOptions, Word};

use crate::mounted_secrets::{Layer, Secrets};
use crate::runs::scripts;
use crate::secret_stores::{forgets, stores};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-mount-leak",
    summary: "a mounted secret ends up in a layer or the log",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Programs that hand on what they read or are told, as it is or in another spelling.
const CARRIERS: [&str; 17] = [
    "awk", "base64", "cat", "cut", "echo", "env", "envsubst", "export", "gpg", "head", "jq",
    "printenv", "printf", "sed", "tail", "tee", "tr",
];
/// Programs that print all variables, or put them into a text.
const DUMPERS: [&str; 4] = ["env", "envsubst", "export", "printenv"];
/// Programs that print their words, not the files that these name.
const SPEAKERS: [&str; 3] = ["echo", "export", "printf"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let runs: Vec<_> = stage.runs();
    let with_secrets = runs.iter().filter(|run| run.mounts.iter().any(|it| it.kind == "secret"));
    let with_secrets: Vec<_> = with_secrets.collect();
    if with_secrets.is_empty() {
        return;
    }
    let scripts = scripts(stage, cx.project(), &[]);
    for run in with_secrets {
        let step = Step { secrets: Secrets::of(&run.mounts), layer: Layer::of(&run.mounts) };
        for script in scripts.iter().filter(|script| script.span == run.span) {
            step.judge(script, cx);
        }
    }
}

/// What a step is given, and what of its files is no part of the layer.
struct Step<'a> {
    secrets: Secrets,
    layer: Layer<'a>,
}

/// How a secret gets out.
struct Leak {
    what: &'static str,
    /// The file that it is written to, if that is known.
    file: Option<String>,
    /// Whether it stays in a file rather than in the log.
    is_file: bool,
}

impl Leak {
    fn into(file: &Word, what: &'static str) -> Self {
        Self { what, file: Some(file.prefix().into_owned()), is_file: true }
    }
}

impl Step<'_> {
    fn judge(&self, script: &StageScript<'_>, cx: &mut Cx<'_>) {
        let options = script.script.options(script.shell.options);
        for (command, options) in script.script.commands().zip(options) {
            if script.script.in_substitution(command) {
                continue;
            }
            let Some(leak) = self.leak(script.script, command, options) else { continue };
            if leak.is_file && is_removed(script.script, command, leak.file.as_deref()) {
                continue;
            }
            cx.fail(script.place(command.span), format!("a mounted secret {}", leak.what))
                .evidence(command.peeled().program().unwrap_or_default())
                .help("read the secret where it is mounted, in the program that needs it");
        }
    }

    fn leak(&self, script: &Script, command: &Command, options: ShellOptions) -> Option<Leak> {
        let peeled = command.peeled();
        let holds = peeled.args.iter().any(|word| self.secrets.is_in(word, script));
        if options.xtrace && holds {
            return Some(Leak { what: "is printed by `set -x`", file: None, is_file: false });
        }
        if let Some((sources, to)) = copied(&peeled) {
            let copies = sources.iter().any(|word| self.secrets.is_under(word));
            let kept = to.is_none_or(|to| self.layer.keeps(to));
            return (copies && kept).then(|| Leak {
                what: "is copied into the layer",
                file: to.map(|to| to.prefix().into_owned()),
                is_file: true,
            });
        }
        if let Some(kept) = stores(&peeled) {
            let words = kept.words.iter();
            let is_told = words
                .into_iter()
                .any(|word| self.secrets.is_in(word, script) || self.secrets.is_path(word));
            let is_told = is_told || (kept.reads_input && self.flows_into(script, command));
            let to_layer =
                kept.folder.is_none_or(|it| self.layer.keeps(it)) && !self.layer.has_home();
            return (is_told && to_layer).then(|| Leak {
                what: kept.what,
                file: kept.folder.map(|it| it.prefix().into_owned()),
                is_file: true,
            });
        }
        self.written(script, command, holds)
    }

    /// What is written by a redirection or `tee`, or printed.
    fn written(&self, script: &Script, command: &Command, holds: bool) -> Option<Leak> {
        const WRITTEN: &str = "is written into the layer";
        let peeled = command.peeled();
        // `env` without a command prints.
        let program = peeled.program().or_else(|| command.program()).unwrap_or_default();
        let is_carrier = CARRIERS.contains(&program.as_ref()) || command.name.is_none();
        let has_variables = !self.secrets.variables.is_empty();
        let dumps = has_variables
            && DUMPERS.contains(&program.as_ref())
            && (program == "envsubst"
                || peeled.args.iter().all(|word| word.prefix().starts_with('-')));
        let names = !SPEAKERS.contains(&program.as_ref())
            && peeled.args.iter().any(|word| self.secrets.is_path(word));
        let reads = holds || names || dumps || self.flows_into(script, command);
        if !reads || !is_carrier {
            return None;
        }
        let out = |op| {
            matches!(
                op,
                RedirectOp::Write
                    | RedirectOp::Append
                    | RedirectOp::WriteBoth
                    | RedirectOp::AppendBoth
            )
        };
        if let Some(file) = command.redirects.iter().find(|it| out(it.op) && it.descriptor() == 1) {
            return self.layer.keeps(&file.target).then(|| Leak::into(&file.target, WRITTEN));
        }
        if program == "tee" {
            let files = peeled.args.iter().filter(|word| !word.prefix().starts_with('-'));
            let kept = files.into_iter().find(|word| self.layer.keeps(word))?;
            return Some(Leak::into(kept, WRITTEN));
        }
        let is_shown = (holds || names || (dumps && program != "export"))
            && matches!(
                program.as_ref(),
                "cat" | "echo" | "printf" | "head" | "tail" | "env" | "printenv"
            )
            && !feeds_pipe(script, command);
        is_shown.then_some(Leak {
            what: "is printed into the log of the build",
            file: None,
            is_file: false,
        })
    }

    /// Whether a command reads the secret from its input: a file, a here-document, or a pipe of programs that hand it on.
    fn flows_into(&self, script: &Script, command: &Command) -> bool {
        let given = command.redirects.iter().any(|it| match (it.op, it.here_doc) {
            (RedirectOp::Read, _) => self.secrets.is_path(&it.target),
            (RedirectOp::HereString, _) => self.secrets.is_in(&it.target, script),
            (_, Some(id)) => self.secrets.is_in(&script.here_doc(id).body, script),
            _ => false,
        });
        let mut upstream = script.upstream(command).peekable();
        if upstream.peek().is_none() {
            return given;
        }
        let (mut is_source, mut is_carried) = (false, true);
        for it in upstream {
            let peeled = it.peeled();
            let speaks = peeled.is_any(&SPEAKERS);
            is_source |= peeled.args.iter().any(|word| self.secrets.is_in(word, script))
                || (!speaks && it.all_words().any(|word| self.secrets.is_path(word)));
            is_carried &= peeled.is_any(&CARRIERS);
        }
        given || (is_source && is_carried)
    }
}

/// The sources and the destination of a program that copies files; archives go where `f` says, `dd` has words of its own.
fn copied<'c>(peeled: &model::shell::Peeled<'c>) -> Option<(Vec<&'c Word>, Option<&'c Word>)> {
    let operands: Vec<&Word> =
        peeled.args.iter().filter(|word| !word.prefix().starts_with('-')).collect();
    if peeled.is_any(&["cp", "mv", "install", "rsync", "scp"]) {
        let (to, sources) = operands.split_last()?;
        return Some((sources.to_vec(), Some(to)));
    }
    if peeled.is_any(&["dd"]) {
        let of = |key: &str| operands.iter().copied().find(|word| word.prefix().starts_with(key));
        return Some((of("if=").into_iter().collect(), of("of=")));
    }
    let first = peeled.args.first()?.prefix();
    let packs = peeled.is_any(&["zip"])
        || (peeled.is_any(&["tar", "bsdtar"])
            && first.trim_start_matches('-').contains(['c', 'r'])
            && !first.starts_with("--"));
    if packs {
        let skip = usize::from(!first.starts_with('-') && !peeled.is_any(&["zip"]));
        let (to, sources) = operands.get(skip..)?.split_first()?;
        return Some((sources.to_vec(), Some(to)));
    }
    None
}

fn feeds_pipe(script: &Script, command: &Command) -> bool {
    let mut later = script.commands().skip(command.index as usize + 1);
    later.any(|later| script.upstream(later).any(|it| it.index == command.index))
}

/// Whether the same step deletes the file or forgets the setting afterwards.
fn is_removed(script: &Script, command: &Command, file: Option<&str>) -> bool {
    script.commands().skip(command.index as usize + 1).any(|later| {
        let peeled = later.peeled();
        let deletes = peeled.is_any(&["rm", "shred", "unlink"])
            && peeled
                .args
                .iter()
                .any(|word| covers(&word.prefix(), word.literal().is_some(), file));
        deletes || forgets(&peeled)
    })
}

/// Whether deleting a path may take a file away; a pattern, a variable and an unknown file may be anything.
fn covers(path: &str, is_known: bool, file: Option<&str>) -> bool {
    if path.starts_with('-') {
        return false;
    }
    let Some(file) = file.filter(|it| it.starts_with('/') && path.starts_with('/') && is_known)
    else {
        return true;
    };
    let (file, path) = (file.trim_end_matches('/'), path.trim_end_matches('/'));
    path.contains(['*', '?']) || path.starts_with(file) || file.starts_with(&format!("{path}/"))
}
