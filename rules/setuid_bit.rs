//! Programs that run with the rights of their owner, whoever calls them.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{StageScript, StageView};
use model::shell::{Command, Peeled, Word};
use model::{Subject, Value};

use crate::modes;
use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "setuid-bit",
    summary: "a file gets a setuid or setgid bit, or capabilities",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const HELP: &str =
    "give the process the one right it needs when it starts, or let a file's group do";

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    for transfer in stage.transfers() {
        let Some(flag) = transfer.flag("chmod") else { continue };
        if let Value::Known(mode) = &flag.value
            && modes::sets_id(mode)
        {
            cx.fail(flag.span, format!("`--chmod={mode}` sets a setuid or setgid bit"))
                .evidence(mode.as_str())
                .help(HELP);
        }
    }
    for found in given(stage, cx) {
        cx.fail(found.span, found.message).evidence(found.evidence).help(HELP);
    }
}

/// Rights that a command gives to files.
struct Given {
    span: Span,
    message: String,
    evidence: String,
    /// The files, as written.
    paths: Vec<String>,
}

/// What commands give to files and do not take away again.
fn given(stage: &StageView<'_>, cx: &Cx<'_>) -> Vec<Given> {
    let words = ["chmod", "install", "mkdir", "rm", "setcap"];
    let mut found: Vec<Given> = Vec::new();
    for (script, command) in build_commands(stage, cx.project(), &words) {
        let peeled = command.peeled();
        let program = peeled.program().unwrap_or_default();
        let mode = modes::given_mode(&peeled);
        let text = mode.as_ref().map(|word| stage.shell_text(word));
        let after = mode.as_ref().map_or(0, |word| word.span.end);
        let paths =
            peeled.args.iter().filter(|it| it.span.start >= after && !it.prefix().starts_with('-'));
        let paths: Vec<String> = paths.map(|it| stage.shell_text(it).into_owned()).collect();
        if let (Some(word), Some(mode)) = (&mode, &text)
            && modes::sets_id(mode)
            && !makes_folder(&peeled)
            && !is_for_folder(stage, &script, command)
        {
            let message = format!("`{program} {mode}` sets a setuid or setgid bit");
            let evidence = mode.to_string();
            found.push(Given { span: script.place(word.span), message, evidence, paths });
        } else if let Some(capabilities) = added_capabilities(&peeled) {
            let message =
                format!("`setcap {capabilities}` lets whoever calls the program use a privilege");
            let span = script.place(command.span);
            found.push(Given { span, message, evidence: capabilities, paths });
        } else if program == "rm"
            || text.is_some_and(|it| program == "chmod" && modes::clears_id(&it))
        {
            found.retain(|it| !it.is_covered(&paths));
        }
    }
    found
}

impl Given {
    /// Whether all its files are among some paths. What `find` or `xargs` names may be any file.
    fn is_covered(&self, paths: &[String]) -> bool {
        let is_any = paths.is_empty() || paths.iter().any(|path| path.contains("{}"));
        is_any || self.paths.iter().all(|own| paths.contains(own))
    }
}

/// On a folder the setgid bit only passes the group on to new files.
fn makes_folder(peeled: &Peeled<'_>) -> bool {
    let takes_folder = |word: &Word| {
        let text = word.prefix();
        text.starts_with("-d") || text == "--directory"
    };
    peeled.is_any(&["mkdir"])
        || (peeled.is_any(&["install"]) && peeled.args.iter().any(takes_folder))
}

/// Whether an earlier command of the same script made what the mode is for as a folder.
fn is_for_folder(stage: &StageView<'_>, script: &StageScript<'_>, command: &Command) -> bool {
    let Some(target) = command.args.last().map(|word| stage.shell_text(word)) else { return false };
    let earlier = script.script.commands().take(command.index as usize);
    earlier
        .filter(|it| it.peeled().is_any(&["mkdir"]))
        .any(|it| it.args.iter().any(|word| stage.shell_text(word) == target))
}

/// What `setcap` adds, unless it is only the right to take a low port.
fn added_capabilities(peeled: &Peeled<'_>) -> Option<String> {
    if !peeled.is_any(&["setcap"]) {
        return None;
    }
    let word = peeled.args.iter().find(|word| !word.prefix().starts_with('-'))?.literal()?;
    let (names, bits) = word.split_once(['+', '='])?;
    let is_harmless =
        names.split(',').all(|name| name.eq_ignore_ascii_case("cap_net_bind_service"));
    (bits.contains(['p', 'e']) && !is_harmless).then(|| word.to_string())
}
