//! Repositories that are cloned at whatever commit is the newest today.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::shell::{FlagSpec, flags};

use crate::downloads::shown_url;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-git-source",
    summary: "a repository is cloned at its newest commit",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const SPEC: FlagSpec = FlagSpec {
    short_values: "bcCjou",
    long_values: &[
        "branch",
        "config",
        "depth",
        "jobs",
        "origin",
        "reference",
        "revision",
        "shallow-since",
    ],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for (script, command) in build_commands(stage, cx.project(), &["git"]) {
        let peeled = command.peeled();
        if !peeled.is_any(&["git"]) {
            continue;
        }
        let found = flags(peeled.args, &SPEC);
        let mut operands = found.operands.iter();
        let is_clone = operands.next().is_some_and(|verb| verb.is("clone"));
        let names_branch = found.has(&['b'], &["branch", "revision"]);
        let later = script.script.commands().skip(command.index as usize + 1);
        let moves_on = later.map(model::shell::Command::peeled).any(|it| {
            let verbs = ["checkout", "reset", "switch", "fetch"];
            it.is_any(&["git"]) && it.args.iter().any(|word| verbs.iter().any(|verb| word.is(verb)))
        });
        if !is_clone || names_branch || moves_on {
            continue;
        }
        let Some(word) = operands.next() else { continue };
        let url = stage.shell_text(word);
        let url = shown_url(&url);
        cx.fail(
            script.place(word.span),
            format!("`{url}` is cloned at whatever commit is the newest"),
        )
        .evidence(url)
        .help("check out the commit you tested, or use `ADD` with the repository and `--checksum`");
    }
}
