//! An assessment for programs. Its shape is promised: `docs/policy.md` shows it.

use std::io::{self, Write};

use diag::{Answer, ControlAnswer};
use serde::Serialize;

use super::Context;
use crate::escape;

#[derive(Serialize)]
struct Envelope<'a> {
    framework: &'a str,
    version: Option<&'a str>,
    environment: &'a str,
    summary: Summary,
    controls: Vec<Control<'a>>,
}

#[derive(Serialize)]
struct Summary {
    headline: String,
    controls: usize,
    assessable: usize,
    pass: usize,
    fail: usize,
    review: usize,
    waived: usize,
    not_applicable: usize,
    not_assessed: usize,
    not_assessable: usize,
}

#[derive(Serialize)]
struct Control<'a> {
    id: &'a str,
    title: &'a str,
    level: Option<&'a str>,
    verdict: &'a str,
    reason: &'a str,
    evidence: Vec<Fact<'a>>,
    rules: Vec<&'a str>,
}

#[derive(Serialize)]
struct Fact<'a> {
    path: &'a str,
    line: usize,
    sha256: &'a str,
    rule: &'a str,
    subject: &'a str,
    outcome: &'a str,
    status: &'a str,
    value: &'a str,
    message: &'a str,
}

pub(super) fn write(cx: &Context<'_>, out: &mut impl Write) -> io::Result<()> {
    let it = cx.assessment;
    let count = |answer: Answer| it.count(answer);
    let summary = Summary {
        headline: format!("{}: {}", cx.title(), cx.counts()),
        controls: it.controls.len(),
        assessable: it.assessable(),
        pass: count(Answer::Pass),
        fail: count(Answer::Fail),
        review: count(Answer::Review),
        waived: count(Answer::Waived),
        not_applicable: count(Answer::NotApplicable),
        not_assessed: count(Answer::NotAssessed),
        not_assessable: count(Answer::NotAssessable),
    };
    let envelope = Envelope {
        framework: &it.framework,
        version: it.version.as_deref(),
        environment: &it.environment,
        summary,
        controls: it.controls.iter().map(|control| entry(control, cx)).collect(),
    };
    escape::write(&envelope, out)?;
    out.write_all(b"\n")
}

fn entry<'a>(control: &'a ControlAnswer, cx: &Context<'a>) -> Control<'a> {
    let facts = control.evidence.iter().map(|fact| Fact {
        path: cx.places.path(fact.span),
        line: cx.line(fact),
        sha256: &fact.digest,
        rule: fact.rule.as_str(),
        subject: &fact.subject,
        outcome: fact.verdict.as_str(),
        status: fact.status.as_str(),
        value: &fact.value,
        message: &fact.message,
    });
    Control {
        id: &control.id,
        title: &control.title,
        level: control.level.as_deref(),
        verdict: control.answer.as_str(),
        reason: &control.reason,
        evidence: facts.collect(),
        rules: control.rules.iter().map(|rule| rule.as_str()).collect(),
    }
}
