//! Secrets that a later step deletes, while the layer before keeps them.

use std::collections::BTreeMap;

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{Moment, StageScript, StageView};
use model::shell::{Command, RedirectOp};
use model::{Subject, Value, secret_file};

use crate::downloads::base_name;
use crate::runs::scripts;
use crate::secret_file_copied::secrets;

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-removed-later",
    summary: "a secret is deleted, but an earlier layer keeps it",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    if !stage.is_shipped() {
        return cx.not_applicable();
    }
    let copied = copied(stage);
    let mut written: BTreeMap<String, Span> = BTreeMap::new();
    for script in scripts(stage, cx.project(), &[]) {
        if script.moment != Moment::Build {
            continue;
        }
        for command in script.script.commands() {
            removed(stage, &script, command, &copied, &mut written, cx);
            written.extend(writes(stage, &script, command));
        }
    }
}

/// Names of secret files after they were copied, and where that happens.
fn copied(stage: &StageView<'_>) -> BTreeMap<String, Span> {
    let mut found = BTreeMap::new();
    for transfer in stage.transfers() {
        for (path, span, _) in secrets(stage, transfer) {
            let renamed = match &transfer.destination.value {
                Value::Known(to) if !to.ends_with('/') && secret_file(to).is_some() => to,
                _ => &path,
            };
            found.insert(base_name(renamed), span);
        }
    }
    found
}

/// The secret file that a command's output goes to.
fn writes(
    stage: &StageView<'_>,
    script: &StageScript<'_>,
    command: &Command,
) -> Option<(String, Span)> {
    let writes = |op| matches!(op, RedirectOp::Write | RedirectOp::Append);
    let target = command.redirects.iter().find(|it| writes(it.op))?;
    let path = stage.shell_text(&target.target);
    secret_file(&path).map(|_| (base_name(&path), script.place(command.span)))
}

fn removed(
    stage: &StageView<'_>,
    script: &StageScript<'_>,
    command: &Command,
    copied: &BTreeMap<String, Span>,
    written: &mut BTreeMap<String, Span>,
    cx: &mut Cx<'_>,
) {
    let peeled = command.peeled();
    if !peeled.is_any(&["rm", "shred", "unlink"]) {
        return;
    }
    for word in peeled.args {
        let name = base_name(&stage.shell_text(word));
        // What the step itself wrote is in no layer once it is deleted.
        let Some(kept) = written.remove(&name).or_else(|| copied.get(&name).copied()) else {
            continue;
        };
        if kept.start() >= script.span.start() {
            continue;
        }
        let finding = cx.fail(
            script.place(word.span),
            format!("`{name}` is deleted here, but the layer that got it keeps it"),
        );
        finding.label(kept, "it gets into the image here");
        finding
            .evidence(name)
            .help("mount it into the one step that needs it with `RUN --mount=type=secret`");
    }
}
