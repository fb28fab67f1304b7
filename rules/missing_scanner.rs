//! Scanners that an organisation demands and that no workflow runs.

use diag::{Finding, Severity, Span, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::estate::{EstateFile, Job, Workflow, scanners};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-scanner",
    summary: "no workflow runs a scanner that is demanded",
    severity: Severity::Medium,
    default_on: false,
    subjects: &[SubjectKind::Project, SubjectKind::Workflow],
    build: Options::read::<MissingScanner>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingScanner {
    /// Scanners that have to run; without any, one of those that are known is enough.
    scanners: Vec<Name>,
}

/// The name of a scanner that is recognised.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if scanners().contains(&name.as_str()) {
            Ok(Self(name))
        } else {
            Err(format!("`{name}` is none of the known scanners: {}", scanners().join(", ")))
        }
    }
}

impl Rule for MissingScanner {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        // Workflows are judged together, as the project.
        if subject.kind() == SubjectKind::Workflow {
            return cx.not_applicable();
        }
        let files = cx.project().estate.iter();
        let workflows: Vec<_> = files.filter_map(EstateFile::workflow).collect();
        let Some(first) = workflows.first() else { return cx.not_applicable() };
        let jobs: Vec<_> = workflows.iter().flat_map(Workflow::jobs).collect();
        let found: Vec<_> = jobs.iter().flat_map(Job::scans).collect();
        let elsewhere = jobs.iter().any(Job::is_opaque);
        let runs = |name: &str| found.iter().any(|scan| scan.scanner == name);
        let blame = first.span();
        if self.scanners.is_empty() && found.is_empty() {
            say(cx, elsewhere, blame, "no workflow runs a scanner")
                .help("run one that can fail the build, such as `trivy` on the image");
        }
        for Name(name) in self.scanners.iter().filter(|Name(name)| !runs(name)) {
            let finding = say(cx, elsewhere, blame, &format!("no workflow runs `{name}`"));
            finding.evidence(name).help(format!("add a step that runs `{name}` and can fail"));
        }
    }
}

/// A workflow or an action that is written elsewhere may run it.
fn say<'c>(cx: &'c mut Cx<'_>, elsewhere: bool, blame: Span, message: &str) -> &'c mut Finding {
    if elsewhere {
        cx.review(blame, format!("{message}, unless one that is not read here does"))
    } else {
        cx.fail(blame, message)
    }
}
