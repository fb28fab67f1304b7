//! Images that are published before anything has scanned them.

use std::collections::BTreeSet;

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::estate::{Job, Workflow, WorkflowStep};

pub(crate) const RULE: Builtin = Builtin {
    id: "published-before-scan",
    summary: "image is published before it is scanned",
    severity: Severity::Medium,
    default_on: false,
    subjects: &[SubjectKind::Workflow],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(workflow) = subject.workflow() else { return };
    let jobs = workflow.jobs();
    let scans = jobs.iter().any(|job| !job.scans().is_empty());
    let publishes = jobs.iter().any(|job| job.steps().iter().any(WorkflowStep::publishes));
    if !scans || !publishes {
        return cx.not_applicable();
    }
    for job in jobs.iter().filter(|job| !waits_for_a_scan(&workflow, job)) {
        for step in job.steps() {
            if !step.scans().is_empty() {
                break;
            }
            if step.publishes() {
                let message = format!("job `{}` publishes an image before it is scanned", job.id);
                let finding = cx.fail(step.span(), message);
                finding.help(
                    "scan what was built, and push it afterwards, by `needs` or a later step",
                );
            }
        }
    }
}

/// Whether a job that has to succeed first runs a scanner.
fn waits_for_a_scan(workflow: &Workflow<'_>, job: &Job<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = job.needs();
    while let Some(id) = next.pop() {
        let Some(job) = workflow.job(id).filter(|_| seen.insert(id.to_owned())) else { continue };
        if !job.scans().is_empty() {
            return true;
        }
        next.extend(job.needs());
    }
    false
}
