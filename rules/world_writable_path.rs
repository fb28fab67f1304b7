//! Files that every user of a container may change.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::StageView;
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
    for open in open_paths(stage, cx) {
        cx.fail(open.span, format!("`{}` lets everybody change the files", open.command))
            .evidence(open.command)
            .help(HELP);
    }
}

/// Files that a command opens to everybody.
struct Open {
    /// Program and mode.
    command: String,
    span: Span,
    /// The files, as written.
    paths: Vec<String>,
}

/// What commands open and leave open.
fn open_paths(stage: &StageView<'_>, cx: &Cx<'_>) -> Vec<Open> {
    let words = ["chmod", "install", "mkdir", "mkfifo", "umask"];
    let mut found: Vec<Open> = Vec::new();
    for (script, command) in build_commands(stage, cx.project(), &words) {
        let peeled = command.peeled();
        let Some(program) = peeled.program() else { continue };
        let is_umask = program == "umask";
        let mode = if is_umask { peeled.args.first().cloned() } else { modes::given_mode(&peeled) };
        let Some(word) = mode else { continue };
        let text = stage.shell_text(&word);
        let is_open = if is_umask {
            matches!(text.as_ref(), "0" | "00" | "000" | "0000")
        } else {
            modes::is_world_writable(&text)
        };
        let paths = peeled.args.iter().filter(|it| it.span.start > word.span.start);
        let paths: Vec<String> = paths.map(|it| stage.shell_text(it).into_owned()).collect();
        if is_open {
            let start = peeled.name.map_or(word.span, |it| it.span);
            let span = crate::runs::place_to(&script, start, word.span);
            found.push(Open { command: format!("{program} {text}"), span, paths });
        } else if program == "chmod" {
            // Opened for a moment only, so that another command can write.
            found.retain(|open| {
                open.paths.is_empty() || open.paths.iter().any(|it| !paths.contains(it))
            });
        }
    }
    found
}
