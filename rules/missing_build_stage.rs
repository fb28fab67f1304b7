//! Dockerfiles without the stages that the organisation asks for.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-build-stage",
    summary: "a stage that the organisation asks for is missing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::File],
    build: Options::read::<MissingBuildStage>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingBuildStage {
    /// Names of stages that every Dockerfile has.
    required: Vec<String>,
}

impl Rule for MissingBuildStage {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(dockerfile) = subject.dockerfile().filter(|_| !self.required.is_empty()) else {
            return cx.not_applicable();
        };
        let last = dockerfile.stages().last().map_or(subject.span(), |stage| stage.state().span);
        for name in &self.required {
            if !dockerfile.stages().any(|stage| stage.name().eq_ignore_ascii_case(name)) {
                cx.fail(last, format!("the Dockerfile has no stage `{name}`"))
                    .evidence(name.as_str())
                    .help("add the stage, or name the files that need it by an environment");
            }
        }
    }
}
