//! Package indexes that are refreshed in a layer of their own.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{Moment, StageScript};
use model::shell::{Command, ShellSource};

use crate::packages::{Action, PackageCall, managers};
use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "update-alone",
    summary: "a package index is refreshed in a step of its own",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

/// Programs that need a fresh index without being package managers.
const INSTALLERS: [&str; 9] = [
    "add-apt-repository",
    "apt-cache",
    "apt-file",
    "gdebi",
    "install_packages",
    "mk-build-deps",
    "playwright",
    "rosdep",
    "tasksel",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for script in scripts(stage, cx.project(), &managers()) {
        if !matches!(script.moment, Moment::Build | Moment::LaterBuild) {
            continue;
        }
        let mut alone: Option<(&Command, &'static str)> = None;
        for command in script.script.commands() {
            let peeled = command.peeled();
            match PackageCall::of(&peeled) {
                Some(call) if call.action == Action::Update => alone = Some((command, call.family)),
                Some(call) if matches!(call.action, Action::Install | Action::Upgrade) => {
                    alone = alone.filter(|(_, family)| *family != call.family);
                }
                _ if may_install(command) => alone = None,
                _ => {}
            }
        }
        if let Some((command, _)) = alone {
            report(cx, &script, command);
        }
    }
}

fn report(cx: &mut Cx<'_>, script: &StageScript<'_>, command: &Command) {
    let words: Vec<_> = command.words().map(|word| word.prefix()).collect();
    let shown = words.join(" ");
    cx.fail(
        script.place(command.span),
        format!("`{shown}` in a step of its own: later installs use an index from the cache"),
    )
    .evidence(shown)
    .help("refresh the index and install in the same `RUN`");
}

/// Whether a command may install packages by itself: a script, a program whose name is not known, `apt-get $ACTION`.
fn may_install(command: &Command) -> bool {
    let peeled = command.peeled();
    let Some(name) = peeled.name else { return false };
    let Some(text) = name.literal() else { return true };
    let is_script = text.starts_with(['.', '/'])
        && !text.starts_with("/bin/")
        && !text.starts_with("/usr/bin/");
    let is_file = peeled.shell_call().is_some_and(|it| matches!(it.source, ShellSource::File(_)));
    let is_manager = peeled.is_any(&["apt", "apt-get", "apk", "zypper"]);
    is_file
        || (is_script && text != ".")
        || peeled.is_any(&INSTALLERS)
        || (is_manager && peeled.args.iter().any(|word| word.literal().is_none()))
}
