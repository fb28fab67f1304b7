//! Compose projects without the services that the organisation asks for.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-service",
    summary: "a service that the organisation asks for is missing",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::ComposeProject],
    build: Options::read::<MissingService>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingService {
    /// Names of services that every project has.
    required: Vec<String>,
}

impl Rule for MissingService {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(project) = subject.compose().filter(|_| !self.required.is_empty()) else {
            return cx.not_applicable();
        };
        let field = project.field();
        let services = field.get("services");
        let span = services.as_ref().map_or(subject.span(), model::compose::Field::key);
        for name in &self.required {
            if services.as_ref().is_none_or(|services| services.get(name).is_none()) {
                cx.fail(span, format!("the project has no service `{name}`"))
                    .evidence(name.as_str())
                    .help("add the service, or name the files that need it by an environment");
            }
        }
    }
}
