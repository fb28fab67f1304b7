//! Downloads that run before anybody could look at them.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::shell::{Command, Peeled, ScopeKind, Script, ShellSource, Word};

use model::dockerfile::effects::Download;

use crate::powershell;

pub(crate) const RULE: Builtin = Builtin {
    id: "piped-download",
    summary: "a download is piped into an interpreter",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const DOWNLOADERS: [&str; 5] = ["aria2c", "curl", "fetch", "http", "wget"];
const INTERPRETERS: [&str; 9] =
    ["deno", "lua", "node", "perl", "php", "python", "python2", "python3", "ruby"];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let source = cx.project().sources.get(stage.dockerfile.source);
    for step in stage.powershell(source) {
        for runner in step.pipelines.iter().filter_map(powershell::runs_download) {
            cx.fail(step.span, format!("what a step downloads is run by `{runner}` unseen"))
                .evidence(runner)
                .help("download to a file, compare its hash (`Get-FileHash`), then run it");
        }
    }
    for run in stage.scripts_calling(source, &DOWNLOADERS) {
        let script = run.script;
        for command in script.commands() {
            let download =
                piped_into(script, command).or_else(|| substituted_into(script, command));
            let Some(download) = download else { continue };
            let program = name(download);
            let runner = name(command);
            let span = run.place(download.span).to(run.place(command.span));
            cx.fail(span, format!("what `{program}` downloads is run by `{runner}` unseen"))
                .evidence(format!("{program} | {runner}"))
                .help("download to a file, verify its checksum or signature, then run it");
        }
    }
}

/// The download that flows into an interpreter's standard input.
fn piped_into<'s>(script: &'s Script, command: &'s Command) -> Option<&'s Command> {
    let peeled = command.peeled();
    if !runs_input(&peeled) {
        return None;
    }
    let mut upstream = script.upstream(command);
    upstream.find(|it| {
        is_download(it) && !Download::of(&it.peeled()).is_some_and(|it| it.goes_to_file())
    })
}

/// Whether the program runs what it reads: `sh`, `bash -s`, `python -`; not `sh -c ...` or `python -m json.tool`.
fn runs_input(peeled: &Peeled<'_>) -> bool {
    if let Some(call) = peeled.shell_call() {
        return call.source == ShellSource::Stdin;
    }
    peeled.is_any(&INTERPRETERS) && peeled.args.first().is_none_or(|first| first.is("-"))
}

/// The download whose output is the script of `bash -c "$(curl ...)"`, `ruby -e`, `eval`, `source <(curl ...)` or `sh <(curl ...)`.
fn substituted_into<'s>(script: &'s Script, command: &'s Command) -> Option<&'s Command> {
    let peeled = command.peeled();
    let word = match peeled.shell_call().map(|call| call.source) {
        Some(ShellSource::Text(word) | ShellSource::File(word)) => word,
        None if peeled.is_any(&["eval", "source", "."]) => peeled.args.first()?,
        None if peeled.is_any(&INTERPRETERS) => inline(&peeled)?,
        _ => return None,
    };
    let scopes: Vec<_> =
        word.substitutions().into_iter().map(|substitution| substitution.scope).collect();
    let runs =
        |kind: ScopeKind| matches!(kind, ScopeKind::CommandSubstitution | ScopeKind::ProcessInput);
    let mut scopes = scopes.into_iter().filter(|scope| runs(script.scope(*scope).kind));
    scopes.find_map(|scope| script.commands_in(scope).find(|command| is_download(command)))
}

/// The program text that an interpreter is given as an argument.
fn inline<'a>(peeled: &Peeled<'a>) -> Option<&'a Word> {
    let mut words = peeled.args.iter();
    words.find(|word| ["-c", "-e", "-r", "--eval", "eval"].iter().any(|flag| word.is(flag)))?;
    words.next()
}

fn is_download(command: &Command) -> bool {
    command.peeled().is_any(&DOWNLOADERS)
}

fn name(command: &Command) -> String {
    command.peeled().program().map_or_else(|| "a program".to_owned(), |name| name.to_string())
}
