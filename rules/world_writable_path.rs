//! Files that every user of a container may change.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, Value};

use crate::modes;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "world-writable-path",
    summary: "everybody may change a file or folder",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const HELP: &str = "give the files to the user or group that writes them, and keep others out";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    for transfer in stage.transfers() {
        let Some(flag) = transfer.flag("chmod") else { continue };
        if let Value::Known(mode) = &flag.value
            && modes::is_world_writable(mode)
        {
            cx.fail(flag.span, format!("`--chmod={mode}` lets everybody change the files"))
                .evidence(mode.as_str())
                .help(HELP);
        }
    }
    let words = ["chmod", "install", "mkdir", "mkfifo", "umask"];
    for (script, command) in build_commands(stage, cx.project(), &words) {
        let peeled = command.peeled();
        let Some(program) = peeled.program() else { continue };
        let mode = if program == "umask" {
            peeled.args.first().cloned()
        } else {
            modes::given_mode(&peeled)
        };
        let Some(word) = mode else { continue };
        let text = stage.shell_text(&word);
        let is_open = if program == "umask" {
            matches!(text.as_ref(), "0" | "00" | "000" | "0000")
        } else {
            modes::is_world_writable(&text)
        };
        if is_open {
            let span = crate::runs::place_to(
                &script,
                peeled.name.map_or(word.span, |it| it.span),
                word.span,
            );
            cx.fail(span, format!("`{program} {text}` lets everybody change the files"))
                .evidence(format!("{program} {text}"))
                .help(HELP);
        }
    }
}
