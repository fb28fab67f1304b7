//! Credentials handed to a build as arguments, which the image's history keeps.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::{ArgView, Keyword, StageView};
use model::{Subject, Value, secret};

use crate::secrets::{grade, help};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-build-arg",
    summary: "a build argument holds or asks for a secret",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::File, SubjectKind::Stage, SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    if subject.kind() == SubjectKind::File && subject.dockerfile().is_none() {
        return cx.not_applicable();
    }
    if let Some(service) = subject.container().and_then(|container| container.as_service()) {
        for arg in service.build_args() {
            if let Value::Known(value) = &arg.value {
                judge(cx, &arg.name, value, arg.span);
            }
        }
    }
    let args = match (subject.dockerfile(), subject.stage()) {
        (Some(dockerfile), _) => dockerfile.global_args(),
        (None, Some(stage)) => stage.args(),
        (None, None) => return,
    };
    if let Some(stage) = subject.stage() {
        baked(stage, cx);
    }
    for arg in args {
        match &arg.default {
            Some(default) if !default.value.is_empty() => {
                judge(cx, &arg.name.value, &default.value, default.span);
            }
            _ if subject.stage().is_some() && secret::names_credential(&arg.name.value) => {
                to_be_given(cx, &arg);
            }
            _ => {}
        }
    }
}

/// Variables that keep what an argument brings under a name that tells of a secret.
// BuildKit's check `SecretsUsedInArgOrEnv` looks at the names alone.
fn baked(stage: &StageView<'_>, cx: &mut Cx<'_>) {
    for pair in stage.pairs().into_iter().filter(|it| it.keyword == Keyword::Env) {
        if !secret::names_credential(pair.name) {
            continue;
        }
        let Some(argument) = stage.open_argument_in(pair.text) else { continue };
        let name = pair.name;
        let message = format!(
            "`{name}` keeps what the build argument `{argument}` brings in the environment of the image"
        );
        cx.fail(pair.span, message).evidence(name).help(
            "hand it to the step that needs it with `RUN --mount=type=secret,env=...`, or to the container when it starts",
        );
    }
}

/// An argument that waits for a secret: whoever builds puts it into the history.
fn to_be_given(cx: &mut Cx<'_>, arg: &ArgView) {
    let name = &arg.name.value;
    cx.fail(
        arg.name.span,
        format!("build argument `{name}` asks for a secret, which the history of the image keeps"),
    )
    .evidence(name)
    .help("hand it over with `RUN --mount=type=secret`");
}

fn judge(cx: &mut Cx<'_>, name: &str, value: &str, span: Span) {
    let Some(secret) = secret::classify(name, value) else { return };
    let finding = cx.fail(
        span,
        format!("build argument `{name}` holds {secret}, which the history of the image keeps"),
    );
    finding
        .evidence(name)
        .redact(span)
        .help(help(secret, "hand it over with `RUN --mount=type=secret`"));
    grade(finding, secret);
}
