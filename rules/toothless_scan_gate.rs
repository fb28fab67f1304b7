//! Scanners in a pipeline whose findings fail nothing.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::estate::Idle;

pub(crate) const RULE: Builtin = Builtin {
    id: "toothless-scan-gate",
    summary: "what a scanner finds fails nothing",
    severity: Severity::Medium,
    default_on: false,
    subjects: &[SubjectKind::Workflow],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(workflow) = subject.workflow() else { return };
    let scans: Vec<_> = workflow.jobs().iter().flat_map(model::estate::Job::scans).collect();
    if scans.is_empty() {
        return cx.not_applicable();
    }
    for scan in scans {
        let Some(idle) = scan.idle else { continue };
        let name = scan.scanner;
        let (why, help) = match idle {
            Idle::GoesOn => (
                "the job goes on after it, or it never runs".to_owned(),
                "delete `continue-on-error`, and let it run".to_owned(),
            ),
            Idle::Swallowed => (
                "the command behind `||` succeeds in its place".to_owned(),
                "delete what follows `||`".to_owned(),
            ),
            Idle::Told(option) => (format!("`{option}` says so"), format!("delete `{option}`")),
            Idle::Untold(option) => (
                format!("it takes `{option}` to make it fail"),
                format!("set `{option}`, with the severities that matter"),
            ),
        };
        let finding = cx.fail(scan.span, format!("what `{name}` finds fails nothing: {why}"));
        finding.evidence(name).help(help);
    }
}
