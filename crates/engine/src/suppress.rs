//! Applies ignore comments to findings, and reports the ones that do nothing.

use std::collections::{BTreeMap, BTreeSet};

use diag::{Finding, RuleMeta, SourceId, Span, Status, Verdict};

use crate::waiver::day;
use crate::{Assembled, Ignore, Policy};

/// Marks what ignores cover, then adds findings for ignores of ours that are unused or name no rule.
pub(crate) fn apply(all: &mut Assembled, policy: &Policy, ignores: &[Ignore]) {
    let mut by_source: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
    for (at, ignore) in ignores.iter().enumerate() {
        by_source.entry(ignore.covers.source).or_default().push(at);
    }
    let mut used: BTreeSet<Span> = BTreeSet::new();
    for finding in &mut all.findings {
        let held = |place: Span| {
            let near = by_source.get(&place.source).into_iter().flatten();
            let near = near.map(|at| &ignores[*at]).filter(|ignore| holds(ignore, place));
            near.filter(|ignore| covers(ignore, finding, policy)).collect::<Vec<_>>()
        };
        let mut by = held(finding.primary.span);
        if by.is_empty() && finding.is_of_variable() {
            by = at_uses(finding, held);
        }
        if let Some(ignore) = by.last() {
            used.extend(by.iter().map(|ignore| ignore.span));
            finding.status = Status::Suppressed { by: ignore.span, reason: ignore.reason.clone() };
        }
    }
    let mut reported: BTreeSet<Span> = BTreeSet::new();
    for ignore in ignores.iter().filter(|ignore| ignore.own && ignore.judged) {
        if reported.insert(ignore.span) {
            report(all, policy, ignore, used.contains(&ignore.span));
        }
    }
}

/// The comments at the uses of a variable that is blamed; none unless there is one at each.
fn at_uses<'i>(finding: &Finding, held: impl Fn(Span) -> Vec<&'i Ignore>) -> Vec<&'i Ignore> {
    let steps = finding.trail.iter().filter_map(|step| step.span);
    let uses = steps.filter(|place| place.source != finding.primary.span.source);
    let held: Vec<_> = uses.map(held).collect();
    let is_everywhere = held.iter().all(|ignores| !ignores.is_empty());
    if is_everywhere { held.into_iter().flatten().collect() } else { Vec::new() }
}

fn holds(ignore: &Ignore, place: Span) -> bool {
    ignore.covers.source == place.source
        && ignore.covers.range.is_none_or(|(start, end)| {
            place.range.is_some() && start <= place.start() && place.end() <= end
        })
}

fn covers(ignore: &Ignore, finding: &Finding, policy: &Policy) -> bool {
    !policy.rule(finding.rule.as_str()).is_some_and(|rule| rule.fatal)
        && ignore.rules.iter().any(|rule| rule.value == finding.rule.as_str())
        && (!policy.require_reason || ignore.reason.is_some() || !ignore.own)
        && !is_over(ignore, policy)
}

/// Whether the time of an ignore is over. What is no date never begins.
fn is_over(ignore: &Ignore, policy: &Policy) -> bool {
    let over = |until: &String| day(until).is_none() || *until < policy.today;
    ignore.until.as_ref().is_some_and(over)
}

fn report_expired(all: &mut Assembled, policy: &Policy, ignore: &Ignore) {
    let Some(meta) = &policy.exceptions.expired_ignore else { return };
    let until = ignore.until.as_deref().unwrap_or_default();
    let message = if day(until).is_some() {
        format!("an ignore comment expired on {until} and silences nothing")
    } else {
        format!("`{until}` is no date, so the ignore comment silences nothing")
    };
    all.findings.push(Box::new(about(
        meta,
        ignore.span,
        message,
        "mend the finding, or set a later date",
    )));
}

fn report(all: &mut Assembled, policy: &Policy, ignore: &Ignore, used: bool) {
    let unknown: Vec<_> =
        ignore.rules.iter().filter(|rule| policy.rule(&rule.value).is_none()).collect();
    if let Some(meta) = &policy.unknown_ignore {
        for rule in &unknown {
            let message = if rule.value.is_empty() {
                "an ignore comment names no rule and silences nothing".to_owned()
            } else {
                format!("an ignore comment names `{}`, which is no rule", rule.value)
            };
            all.findings.push(Box::new(about(
                meta,
                rule.span,
                message,
                "name a rule, as in `# plimsoll: ignore[root-user] reason`",
            )));
        }
    }
    if is_over(ignore, policy) {
        return report_expired(all, policy, ignore);
    }
    let Some(meta) = &policy.unused_ignore else { return };
    if used || unknown.len() == ignore.rules.len() {
        return;
    }
    if policy.require_reason && ignore.reason.is_none() {
        let message = "an ignore comment gives no reason, so it silences nothing".to_owned();
        all.findings.push(Box::new(about(
            meta,
            ignore.span,
            message,
            "say why after the closing bracket",
        )));
    } else {
        let names: Vec<_> = ignore.rules.iter().map(|rule| rule.value.as_str()).collect();
        let message = format!("the ignore comment for `{}` silences nothing", names.join("`, `"));
        all.findings.push(Box::new(about(meta, ignore.span, message, "delete the comment")));
    }
}

fn about(meta: &RuleMeta, span: Span, message: String, help: &'static str) -> Finding {
    let mut finding = Finding::new(meta.id, meta.severity, Verdict::Fail, span, message);
    finding.place = "comment".into();
    finding.help(help);
    finding
}
