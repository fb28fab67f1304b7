//! Subjects times rules: the parallel part. A rule that panics is trouble for one subject, not the end of the run.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diag::{Finding, Findings, Outcome, Severity, Span, Step, SubjectId, SubjectKind, Trouble};
use model::{Project, Subject, Unit};

use crate::{Cx, Ignore, Loaded, Policy, ignore};

/// What all rules say of some subjects. Ids are local to it.
#[derive(Debug, Default)]
pub struct Judged {
    /// The subjects, in order.
    pub subjects: Vec<diag::Subject>,
    /// One outcome per subject, environment and rule.
    pub outcomes: Vec<Outcome>,
    /// What was found.
    pub findings: Findings,
    /// Rules that panicked.
    pub troubles: Vec<Trouble>,
    /// Ignore comments, used or not.
    pub ignores: Vec<Ignore>,
}

/// Judges the subjects of a unit by every rule of every environment they belong to.
pub fn judge(policy: &Policy, project: &Project, unit: &Unit<'_>) -> Judged {
    let mut judged =
        Judged { ignores: ignore::collect(unit, project, policy), ..Judged::default() };
    for (id, subject) in (0u32..).map(SubjectId).zip(unit.subjects()) {
        judged.subjects.push(diag::Subject { image: pulled(&subject), ..subject.info.clone() });
        for environment in policy.environments_of(&subject) {
            let rules = policy.environments[usize::from(environment)].rules_for(subject.kind());
            judged.outcomes.reserve(rules.len());
            for loaded in rules {
                run(loaded, (project, policy), &subject, (id, environment), &mut judged);
            }
        }
    }
    let mut last: Option<(Span, String)> = None;
    for finding in &mut judged.findings {
        // Much is said of one place in a row.
        let span = finding.primary.span;
        let known = last.take().filter(|(place, _)| *place == span);
        let (_, place) = last.insert(known.unwrap_or_else(|| (span, unit.place(span))));
        finding.place.clone_from(place);
    }
    if policy.environments.len() > 1 {
        name_environments(policy, &mut judged);
    }
    judged
}

/// The image that a service or container of a pod pulls.
fn pulled(subject: &Subject<'_>) -> Option<Box<str>> {
    let container = subject.container()?;
    let is_pulled = container.kind() != SubjectKind::Image && !container.is_built();
    let image = is_pulled.then(|| container.image())?;
    Some(image.known()?.text.as_str().into())
}

/// Some rules grade their findings. A severity that is configured is the least for a rule that is made graver by it,
/// and the greatest for one that is made milder.
fn bounded(severity: Severity, loaded: &Loaded) -> Severity {
    let configured = loaded.meta.severity;
    match configured.cmp(&loaded.usual) {
        Ordering::Less => severity.min(configured),
        Ordering::Greater => severity.max(configured),
        Ordering::Equal => severity,
    }
}

fn name_environments(policy: &Policy, judged: &mut Judged) {
    for outcome in &judged.outcomes {
        let name = &policy.environments[usize::from(outcome.environment)].name;
        for id in outcome.findings() {
            judged.findings[id.0 as usize].environments.push(name.clone());
        }
    }
}

fn run(
    loaded: &Loaded,
    (project, policy): (&Project, &Policy),
    subject: &Subject<'_>,
    (id, environment): (SubjectId, u16),
    judged: &mut Judged,
) {
    let first = judged.findings.len();
    let mut cx = Cx::new(project, policy, &loaded.meta, subject, &mut judged.findings);
    // A rule only reads: nothing it could leave half-changed outlives the panic but what it said, which is dropped.
    if catch_unwind(AssertUnwindSafe(|| loaded.rule.check(subject, &mut cx))).is_err() {
        judged.findings.truncate(first);
        judged.troubles.push(internal_error(loaded, subject));
        return;
    }
    if subject.is_patch() {
        cx.forget(subject.span());
    }
    for finding in cx.findings() {
        carry_trail(finding, subject);
        let template = subject.scope.template.as_ref();
        let step = template.map(|template| Step::known(format!("rendered from `{template}`")));
        finding.trail.extend(step);
        finding.severity = bounded(finding.severity, loaded);
    }
    let verdict = cx.verdict();
    let held = cx.held;
    let details = cx.details();
    judged.outcomes.push(Outcome {
        rule: loaded.id(),
        subject: id,
        environment,
        verdict,
        held,
        details,
    });
}

/// Puts the whole trail of the blamed place first, whatever the rule knew of it.
fn carry_trail(finding: &mut Finding, subject: &Subject<'_>) {
    let place = finding.primary.span;
    let trail = subject.trail_of(place);
    if trail.is_empty() {
        return;
    }
    let known = std::mem::take(&mut finding.trail);
    let further = known.into_iter().filter(|step| !trail.contains(step));
    // A step that holds the place says nothing that the finding does not.
    let is_elsewhere = |step: &Step| !step.span.is_some_and(|span| span.encloses(place));
    finding.trail = trail.iter().cloned().chain(further).filter(is_elsewhere).collect();
}

fn internal_error(loaded: &Loaded, subject: &Subject<'_>) -> Trouble {
    Trouble {
        about: None,
        path: subject.scope.path.clone(),
        span: Some(subject.span()),
        message: format!("internal error in rule `{}` at `{}`", loaded.id(), subject.name()),
        help: Some(
            "report this as a bug of Plimsoll; the other rules and files were judged".into(),
        ),
    }
}
