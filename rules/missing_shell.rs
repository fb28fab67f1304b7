//! Commands in shell form in images that have no shell.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::catalogue::{self, Size};
use model::dockerfile::{Keyword, StageView};
use model::{Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-shell",
    summary: "a command needs a shell that the image lacks",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let Some(base) = shell_less_base(stage) else { return };
    if may_bring_shell(stage) {
        return;
    }
    let kinds = [Keyword::Run, Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck];
    for instruction in stage.instructions_of(&kinds) {
        let mut words = instruction.args.split_whitespace();
        let is_shell = match instruction.keyword.value {
            Keyword::Healthcheck => {
                words.next().is_some_and(|word| word.eq_ignore_ascii_case("cmd"))
                    && !words.next().is_some_and(|word| word.starts_with('['))
            }
            _ => !instruction.is_json && words.next().is_some(),
        };
        if is_shell {
            let name = instruction.keyword.value.as_str();
            cx.fail(
                instruction.keyword.span,
                format!("`{name}` is in shell form, but {base} has no shell to run it"),
            )
            .evidence(name)
            .help("write the program and its arguments as a JSON array");
        }
    }
}

/// The base of a stage, if it is known to have no shell.
fn shell_less_base(stage: &StageView<'_>) -> Option<String> {
    let ancestry = stage.ancestry();
    match &stage.state().root {
        None => {
            let is_scratch = |it: &StageView<'_>| it.external_base().is_none();
            ancestry.iter().all(is_scratch).then(|| "`scratch`".to_owned())
        }
        Some(root) => {
            let image = root.known()?;
            let entry = catalogue::find(image)?;
            (entry.shell.is_none() && entry.size == Size::Minimal).then(|| format!("`{image}`"))
        }
    }
}

/// Whether the stage sets a shell, or gets files from which one might come.
fn may_bring_shell(stage: &StageView<'_>) -> bool {
    let brings = |path: &Value<String>| match path {
        Value::Known(path) => {
            let folder = path.trim_end_matches('/');
            folder.is_empty()
                || folder == "."
                || ["/bin", "/usr", "/busybox"].iter().any(|it| folder.starts_with(it))
                || folder.ends_with("sh")
        }
        _ => true,
    };
    stage.ancestry().iter().any(|it| {
        it.state().shell.is_some()
            || it.transfers().iter().any(|transfer| brings(&transfer.destination.value))
            || it.runs().iter().any(|run| !run.mounts.is_empty())
    })
}
