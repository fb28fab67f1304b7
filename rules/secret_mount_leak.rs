//! Secrets that are mounted into one step and still end up in its layer or its log.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{RunMount, StageScript};
use model::shell::{Command, Peeled, RedirectOp, Script, ShellOptions, Word};

use crate::downloads::base_name;
use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-mount-leak",
    summary: "a mounted secret ends up in a layer or the log",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Where a step finds its secrets.
struct Secrets {
    paths: Vec<String>,
    variables: Vec<String>,
}

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
        let secrets = Secrets::of(&run.mounts);
        for script in scripts.iter().filter(|script| script.span == run.span) {
            judge(script, &secrets, cx);
        }
    }
}

impl Secrets {
    fn of(mounts: &[RunMount<'_>]) -> Self {
        let mut secrets = Self { paths: Vec::new(), variables: Vec::new() };
        for mount in mounts.iter().filter(|mount| mount.kind == "secret") {
            if let Some(variable) = mount.get(&["env"]) {
                secrets.variables.push(variable.value.to_owned());
            }
            let target = mount.get(&["target", "dst", "destination"]);
            let named = || {
                let id = mount.get(&["id"]).map(|it| it.value.to_owned());
                let source = || mount.get(&["source", "src"]).map(|it| base_name(it.value));
                Some(format!("/run/secrets/{}", id.or_else(source)?))
            };
            secrets.paths.extend(target.map(|it| it.value.to_owned()).or_else(named));
        }
        secrets
    }

    fn is_path(&self, word: &Word) -> bool {
        word.literal().is_some_and(|text| {
            self.paths.iter().any(|path| {
                *path == text || (!path.starts_with('/') && text.ends_with(&format!("/{path}")))
            })
        })
    }

    /// Whether a word holds the secret itself: `$TOKEN`, `$(cat /run/secrets/x)`.
    fn is_in(&self, word: &Word, script: &Script) -> bool {
        word.variables().any(|it| self.variables.iter().any(|name| *name == it.name))
            || word.substitutions().into_iter().any(|it| {
                script.commands_in(it.scope).any(|inner| {
                    inner.peeled().is_any(&["cat", "head", "tail", "sed", "jq", "tr"])
                        && inner.all_words().any(|word| self.is_path(word))
                }) || script.commands_in(it.scope).any(|inner| {
                    inner.name.is_none()
                        && inner.redirects.iter().any(|it| self.is_path(&it.target))
                })
            })
    }
}

fn judge(script: &StageScript<'_>, secrets: &Secrets, cx: &mut Cx<'_>) {
    let options = script.script.options(script.shell.options);
    for (command, options) in script.script.commands().zip(options) {
        if script.script.in_substitution(command) {
            continue;
        }
        let Some(how) = leak(script.script, secrets, command, options) else { continue };
        if how.is_file && is_removed(script.script, command) {
            continue;
        }
        cx.fail(script.place(command.span), format!("a mounted secret {}", how.what))
            .evidence(command.peeled().program().unwrap_or_default())
            .help("read the secret where it is mounted, in the program that needs it");
    }
}

struct Leak {
    what: &'static str,
    is_file: bool,
}

fn leak(
    script: &Script,
    secrets: &Secrets,
    command: &Command,
    options: ShellOptions,
) -> Option<Leak> {
    let peeled = command.peeled();
    let layer = |what| Some(Leak { what, is_file: true });
    let holds = peeled.args.iter().any(|word| secrets.is_in(word, script));
    let names = peeled.args.iter().any(|word| secrets.is_path(word));
    if options.xtrace && holds {
        return Some(Leak { what: "is printed by `set -x`", is_file: false });
    }
    if peeled.is_any(&["cp", "mv", "install", "ln"]) {
        let (_, sources) = peeled.args.split_last()?;
        let copies = sources.iter().any(|word| secrets.is_path(word)) && !peeled.is_any(&["ln"]);
        return if copies { layer("is copied into the layer") } else { None };
    }
    let prints = peeled
        .is_any(&["cat", "head", "tail", "echo", "printf", "tee", "base64", "envsubst", "jq"]);
    let reads = holds
        || names
        || script.upstream(command).any(|it| {
            it.all_words().any(|word| secrets.is_path(word) || secrets.is_in(word, script))
                && it.peeled().is_any(&["cat", "echo", "printf"])
        });
    if !reads {
        return None;
    }
    let file = command.redirects.iter().find(|it| {
        matches!(
            it.op,
            RedirectOp::Write | RedirectOp::Append | RedirectOp::WriteBoth | RedirectOp::AppendBoth
        ) && it.descriptor() == 1
    });
    match file {
        Some(file) if is_kept(&file.target) && prints => return layer("is written into the layer"),
        Some(_) => return None,
        None => {}
    }
    if peeled.is_any(&["tee"]) {
        let kept = peeled.args.iter().any(|word| !word.prefix().starts_with('-') && is_kept(word));
        return if kept { layer("is written into the layer") } else { None };
    }
    if holds && is_setting(&peeled) {
        return layer("is written into a settings file of the layer");
    }
    let is_last = !feeds_pipe(script, command);
    if peeled.is_any(&["cat", "echo", "printf", "head", "tail"]) && is_last && (holds || names) {
        return Some(Leak { what: "is printed into the log of the build", is_file: false });
    }
    None
}

/// Files in memory and devices keep nothing.
fn is_kept(word: &Word) -> bool {
    let text = word.prefix();
    !text.starts_with("/dev/") && !text.starts_with("/run/secrets/")
}

fn is_setting(peeled: &Peeled<'_>) -> bool {
    let is = |text: &str| peeled.args.iter().any(|word| word.is(text));
    peeled.is_any(&["npm", "yarn", "pnpm", "pip", "composer", "aws", "git", "bundle", "poetry"])
        && (is("set") || is("--global") || is("-g") || (is("config") && !peeled.is_any(&["git"])))
        && (is("config") || is("configure") || is("set"))
        || (peeled.is_any(&["sed"])
            && peeled.args.iter().any(|word| word.prefix().starts_with("-i")))
}

fn feeds_pipe(script: &Script, command: &Command) -> bool {
    script
        .commands()
        .skip(command.index as usize + 1)
        .any(|later| script.upstream(later).any(|it| it.index == command.index))
}

/// Whether the same step deletes something or forgets a setting afterwards.
fn is_removed(script: &Script, command: &Command) -> bool {
    script.commands().skip(command.index as usize + 1).any(|later| {
        let peeled = later.peeled();
        let forgets =
            |word: &Word| ["delete", "unset", "--unset", "rm"].iter().any(|it| word.is(it));
        peeled.is_any(&["rm", "shred", "unlink"])
            || (peeled.is_any(&["npm", "yarn", "pnpm", "git", "pip", "poetry"])
                && peeled.args.iter().any(forgets))
    })
}
