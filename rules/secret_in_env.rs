//! Literal credentials in the environment of a container or image.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::dockerfile::Image;
use model::{EnvValue, Subject, Value, secret};

use crate::secrets::{grade, help};
use crate::words::called;

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-in-env",
    summary: "literal secret in an environment variable",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let deferred = container.as_image().map(Image::deferred_env).unwrap_or_default();
    for variable in container.env().iter().chain(&deferred) {
        let EnvValue::Literal(Value::Known(value)) = &variable.value else { continue };
        let Some(secret) = secret::classify(&variable.name.value, value) else { continue };
        let finding = cx.fail(
            variable.span,
            format!(
                "`{}` in the environment of {} holds {secret}",
                variable.name.value,
                called(container)
            ),
        );
        finding
            .evidence(variable.name.value.clone())
            .redact(variable.span)
            .trail
            .clone_from(&variable.trail);
        finding.help(help(secret, "hand it over as a file that is mounted as a secret"));
        grade(finding, secret);
    }
}
