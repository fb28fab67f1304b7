//! Jobs that build images and may take longer than agreed.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::Subject;
use model::estate::{Job, WorkflowStep};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "missing-build-timeout",
    summary: "a job that builds images may run for hours",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Workflow],
    build: Options::read::<MissingBuildTimeout>,
};

/// Options of the rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct MissingBuildTimeout {
    /// How many minutes a build may take.
    minutes: u32,
}

impl Default for MissingBuildTimeout {
    fn default() -> Self {
        Self { minutes: 60 }
    }
}

impl Rule for MissingBuildTimeout {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(workflow) = subject.workflow() else { return };
        let jobs = workflow.jobs();
        let builds = |job: &&Job<'_>| job.steps().iter().any(WorkflowStep::builds);
        let building: Vec<_> = jobs.iter().filter(builds).collect();
        if building.is_empty() {
            return cx.not_applicable();
        }
        for job in building {
            self.judge(job, cx);
        }
    }
}

impl MissingBuildTimeout {
    fn judge(&self, job: &Job<'_>, cx: &mut Cx<'_>) {
        let help = format!("set `timeout-minutes: {}`", self.minutes);
        let Some(limit) = job.field.get("timeout-minutes") else {
            let message = format!("job `{}` builds images for up to six hours", job.id);
            cx.fail(job.field.key_span().unwrap_or(job.field.span()), message).help(help);
            return;
        };
        match limit.str().and_then(|text| text.parse::<f64>().ok()) {
            Some(minutes) if minutes <= f64::from(self.minutes) => {}
            Some(minutes) => {
                let message = format!("job `{}` builds images for up to {minutes} minutes", job.id);
                cx.fail(limit.blame(), message).help(help);
            }
            None => {
                let why =
                    format!("nobody can tell here how long job `{}` may build images", job.id);
                cx.review(limit.blame(), why).help(help);
            }
        }
    }
}
