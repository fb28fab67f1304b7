//! Python packages that may come from either of two indexes.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::StageView;
use model::shell::{FlagSpec, Flags, flags};
use model::{Subject, Value};

use crate::runs::build_commands;

pub(crate) const RULE: Builtin = Builtin {
    id: "dependency-confusion-index",
    summary: "a package may come from either of two indexes",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Stage],
    build: |options| options.none(check),
};

const SPEC: FlagSpec = FlagSpec {
    short_values: "cefirt",
    long_values: &[
        "constraint",
        "extra-index-url",
        "find-links",
        "index-strategy",
        "index-url",
        "requirement",
        "target",
        "trusted-host",
    ],
    stops_at_operand: false,
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(stage) = subject.stage() else { return };
    for (name, variable) in stage.own_variables() {
        if let Value::Known(url) = &variable.value
            && name == "PIP_EXTRA_INDEX_URL"
            && is_second(url)
        {
            fail(cx, variable.span, name);
        }
    }
    for (script, command) in build_commands(stage, cx.project(), &[]) {
        let peeled = command.peeled();
        let found = flags(peeled.args, &SPEC);
        let option = found.find(&[], &["extra-index-url"]);
        if let Some(flag) = option
            && !found.has_long("require-hashes")
            && !found.has_long("no-deps")
            && flag.value.as_ref().is_none_or(|url| is_second(&stage.shell_text(url)))
            && peeled.program().is_some_and(|it| {
                it.starts_with("pip")
                    || it.starts_with("python")
                    || is_unsafe_uv(&it, &found, stage)
            })
        {
            fail(cx, script.place(flag.span), "--extra-index-url");
        }
        for assignment in &command.assignments {
            if assignment.name == "PIP_EXTRA_INDEX_URL" {
                fail(cx, script.place(assignment.span), &assignment.name);
            }
        }
    }
}

/// uv takes a package from the first index that has it, further ones before the default one, unless it is told to compare
/// versions.
// docs.astral.sh/uv/concepts/indexes: searching across multiple indexes.
fn is_unsafe_uv(program: &str, found: &Flags<'_>, stage: &StageView<'_>) -> bool {
    let strategy = found.find(&[], &["index-strategy"]).and_then(|flag| flag.value.as_ref());
    let named = strategy.map(|word| stage.shell_text(word).into_owned());
    let variable = stage.state().scope.get("UV_INDEX_STRATEGY").map(|it| &it.value);
    let set = variable.and_then(|value| match value {
        Value::Known(text) => Some(text.clone()),
        _ => None,
    });
    program == "uv" && named.or(set).is_some_and(|it| it.starts_with("unsafe"))
}

/// The public index beside itself adds nothing.
fn is_second(url: &str) -> bool {
    !url.is_empty() && !url.contains("//pypi.org/") && !url.contains("//pypi.python.org/")
}

fn fail(cx: &mut Cx<'_>, span: Span, name: &str) {
    cx.fail(span, format!("with `{name}` whoever offers the higher version of a package is installed"))
        .evidence(name)
        .help("use one `--index-url` that mirrors the public index, or pin hashes with `--require-hashes`");
}
