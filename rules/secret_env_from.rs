//! Secrets that reach a program as environment variables.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{EnvValue, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "secret-env-from",
    summary: "secret is handed over in the environment",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for variable in container.env().iter() {
        let EnvValue::FromSecret(secret) = &variable.value else { continue };
        let message = format!(
            "container `{}` gets the secret `{secret}` as an environment variable",
            container.name()
        );
        let finding = cx.fail(variable.span, message);
        finding.trail.clone_from(&variable.trail);
        finding.evidence(variable.name.value.clone()).help("mount the secret as a file");
    }
}
