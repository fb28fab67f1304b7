//! JSON arrays that are none, so that a shell runs the brackets.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::dockerfile::{InstructionView, Keyword};

pub(crate) const RULE: Builtin = Builtin {
    id: "invalid-json-form",
    summary: "a JSON array is malformed, so a shell runs it as text",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    let kinds = [Keyword::Cmd, Keyword::Entrypoint, Keyword::Run, Keyword::Volume];
    for instruction in stage.instructions_of(&kinds).into_iter().filter(looks_like_array) {
        let name = instruction.keyword.value.as_str();
        cx.fail(
            instruction.args_span,
            format!("this `{name}` is no valid JSON array, so it is read as text"),
        )
        .evidence(name)
        .help("put every string in double quotes and a comma between two of them");
    }
}

/// Whether something was meant as an array. `[ -f x ]` and `["$x" = y]` are commands of a shell.
fn looks_like_array(instruction: &InstructionView<'_>) -> bool {
    let text = instruction.args.trim();
    let Some(inside) = text.strip_prefix('[').filter(|_| !instruction.is_json) else {
        return false;
    };
    let is_test = text.contains(" = ")
        || text.contains(" == ")
        || text.contains(" != ")
        || text.contains("&&");
    let starts_string = inside.trim_start().starts_with(['"', '\'', '“']);
    match instruction.keyword.value {
        Keyword::Run => starts_string && !is_test && text.ends_with(']') && inside.contains(','),
        _ => !text.starts_with("[ -") && !text.starts_with("[[") && !is_test,
    }
}
