//! Commands of a heredoc whose failure the build does not notice.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{Moment, StageScript};
use model::shell::{Command, ScopeKind};

use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "unnoticed-step-failure",
    summary: "a command of a heredoc fails unnoticed",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Programs that do not fail in a way that matters to what follows, or end the script by themselves.
const HARMLESS: [&str; 15] = [
    ":", "alias", "cat", "echo", "exit", "export", "printf", "readonly", "set", "shopt", "trap",
    "true", "umask", "unalias", "unset",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for script in scripts(stage, cx.project(), &[]) {
        let builds = matches!(script.moment, Moment::Build | Moment::LaterBuild);
        if !builds || !script.is_heredoc {
            continue;
        }
        let text = &cx.project().sources.get(stage.dockerfile.source).text;
        let Some(command) = unnoticed(&script, text) else { continue };
        let name = command.peeled().program().unwrap_or_else(|| "a program".into());
        cx.fail(
            script.place(command.name.as_ref().map_or(command.span, |name| name.span)),
            format!("the build goes on if `{name}` fails, because only the last command of a heredoc decides"),
        )
        .evidence(name)
        .help("begin the heredoc with `set -e`");
    }
}

/// The first command that may fail without ending a script that goes on after it.
fn unnoticed<'s>(script: &StageScript<'s>, text: &str) -> Option<&'s Command> {
    let options = script.script.options(script.shell.options);
    let last = script.script.commands().map(|command| command.span.start).max()?;
    let mut commands = script.script.commands().zip(options);
    let found = commands.find(|(command, options)| {
        let is_top = script.script.scope(command.scope).kind == ScopeKind::Script;
        let goes_on = command.span.end <= last;
        is_top && goes_on && !options.errexit && !is_harmless(command) && !is_tested(command, text)
    });
    found.map(|(command, _)| command)
}

fn is_harmless(command: &Command) -> bool {
    command.name.is_none() || command.peeled().is_any(&HARMLESS)
}

/// Whether what follows it depends on how it ends, or on what it writes.
fn is_tested(command: &Command, text: &str) -> bool {
    let after = text.get(command.span.end as usize..).unwrap_or_default();
    let after = after.trim_start_matches([' ', '\t', '\\', '\n']);
    after.starts_with(['|', '&'])
}
