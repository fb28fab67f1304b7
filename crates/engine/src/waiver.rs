//! Waivers: decisions of the organisation to live with a failure, by whom, why and until when.

use diag::{Finding, RuleMeta, Severity, Sources, Span, Status, Verdict};

use crate::{Assembled, Policy, assemble};

/// A waiver. Whoever reads it from a file has checked its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiver {
    /// Its id.
    pub id: String,
    /// Rules it covers.
    pub rules: Vec<String>,
    /// Controls it covers, such as `cis-docker:1.8.0:5.8`: the rules that map to them.
    pub controls: Vec<String>,
    /// Environments it covers; empty for all.
    pub environments: Vec<String>,
    /// Names of services, workloads or stages it covers; empty for all.
    pub subjects: Vec<String>,
    /// Globs of the files it covers, as written; empty for all.
    pub paths: Vec<String>,
    /// Fingerprint of the one finding it covers; `None` for all in scope.
    pub fingerprint: Option<String>,
    /// Why.
    pub reason: String,
    /// What protects instead.
    pub compensating: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it; somebody else for critical and high.
    pub approver: Option<String>,
    /// Where it is tracked.
    pub ticket: Option<String>,
    /// `YYYY-MM-DD` from which it counts.
    pub created: Option<String>,
    /// `YYYY-MM-DD` after which it no longer counts.
    pub expires: String,
}

/// What became of a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// It covers this many findings.
    Matched(usize),
    /// It covers nothing.
    Unused,
    /// Its time is over; it covers nothing any more.
    Expired,
    /// It does not hold, and why; it covers nothing.
    Invalid(String),
}

/// Shortest reason that can explain anything, in characters.
const SHORTEST_REASON: usize = 20;

/// From how many days before its end on a waiver is said to end.
const SOON: i64 = 14;

/// Greatest age in days by severity.
fn max_days(severity: Severity) -> i64 {
    match severity {
        Severity::Critical => 30,
        Severity::High => 90,
        Severity::Medium => 180,
        Severity::Low | Severity::Info => 365,
    }
}

/// A waiver with what only its reader knows.
pub struct Placed<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// Where it is written.
    pub span: Span,
    /// Whether its paths take in a file.
    pub in_path: &'a dyn Fn(&str) -> bool,
}

/// Marks what waivers cover, and says what became of each. Waivers that do not hold become findings; unused ones only if
/// the run is `complete`, because what they cover may be in files that were not read.
pub fn waive(
    all: &mut Assembled,
    policy: &Policy,
    waivers: &[Placed<'_>],
    sources: &Sources,
    complete: bool,
) -> Vec<WaiverState> {
    if waivers.is_empty() {
        return Vec::new();
    }
    let states = states(all, policy, waivers, sources);
    let failed = |it: &WaiverState| matches!(it, WaiverState::Expired | WaiverState::Invalid(_));
    all.expired_waivers = states.iter().any(failed);
    for (placed, state) in waivers.iter().zip(&states) {
        all.findings.extend(report(placed, state, policy, complete).map(Box::new));
        all.findings.extend(ending(placed, state, policy).map(Box::new));
    }
    assemble::sort(all, sources);
    assemble::settle(all, policy, sources);
    states
}

/// What is to be said of a waiver.
fn report(
    placed: &Placed<'_>,
    state: &WaiverState,
    policy: &Policy,
    complete: bool,
) -> Option<Finding> {
    let Waiver { id, expires, .. } = placed.waiver;
    let rules = &policy.exceptions;
    let (meta, message, help) = match state {
        WaiverState::Expired => (
            &rules.expired_waiver,
            format!("the waiver `{id}` expired on {expires}, so it covers nothing"),
            "mend what it covers, or have it approved again",
        ),
        WaiverState::Invalid(why) => (
            &rules.invalid_waiver,
            format!("the waiver `{id}` covers nothing: {why}"),
            "complete the waiver",
        ),
        WaiverState::Unused if complete => {
            (&rules.unused_waiver, format!("the waiver `{id}` covers nothing"), "delete it")
        }
        WaiverState::Matched(n) if placed.waiver.is_broad() => (
            &rules.broad_waiver,
            format!("the waiver `{id}` has no scope and covers {n} findings"),
            "name environments, subjects, paths or a fingerprint in its `scope`",
        ),
        WaiverState::Unused | WaiverState::Matched(_) => return None,
    };
    Some(finding(placed, meta.as_ref()?, message, help))
}

/// That a waiver which covers something ends soon.
fn ending(placed: &Placed<'_>, state: &WaiverState, policy: &Policy) -> Option<Finding> {
    let WaiverState::Matched(_) = state else { return None };
    let Waiver { id, expires, .. } = placed.waiver;
    let left = placed.waiver.days_left(&policy.today).filter(|days| *days <= SOON)?;
    let when = match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    let message = format!("the waiver `{id}` ends on {expires}, {when}");
    let help = "mend what it covers, or have it approved again";
    Some(finding(placed, policy.exceptions.expiring_waiver.as_ref()?, message, help))
}

fn finding(placed: &Placed<'_>, meta: &RuleMeta, message: String, help: &'static str) -> Finding {
    let mut finding = Finding::new(meta.id, meta.severity, Verdict::Fail, placed.span, message);
    "waiver".clone_into(&mut finding.place);
    finding.evidence(placed.waiver.id.clone()).help(help);
    finding
}

fn states(
    all: &mut Assembled,
    policy: &Policy,
    waivers: &[Placed<'_>],
    sources: &Sources,
) -> Vec<WaiverState> {
    let mut states = Vec::with_capacity(waivers.len());
    for (at, Placed { waiver, in_path, .. }) in waivers.iter().enumerate() {
        let twice = waivers[..at].iter().any(|other| other.waiver.id == waiver.id);
        let twice = twice.then(|| "another waiver goes by the same id".to_owned());
        if let Some(why) = twice.or_else(|| invalid(waiver, policy)) {
            states.push(WaiverState::Invalid(why));
            continue;
        }
        if waiver.expires.as_str() < policy.today.as_str() {
            states.push(WaiverState::Expired);
            continue;
        }
        let mut matched = 0;
        for finding in &mut all.findings {
            let path = &sources.get(finding.primary.span.source).path;
            if finding.status == Status::Active && covers(waiver, finding, policy) && in_path(path)
            {
                finding.status = Status::Waived { waiver: waiver.id.clone() };
                matched += 1;
            }
        }
        states.push(if matched > 0 { WaiverState::Matched(matched) } else { WaiverState::Unused });
    }
    states
}

impl Waiver {
    /// How many days it still counts after a day; `None` if one of them is no date.
    pub fn days_left(&self, today: &str) -> Option<i64> {
        Some(day(&self.expires)? - day(today)?)
    }

    /// Whether nothing limits it but its rules. Globs that take in every file limit nothing.
    fn is_broad(&self) -> bool {
        let all = |path: &String| path.chars().all(|c| matches!(c, '*' | '/' | '.'));
        self.fingerprint.is_none()
            && self.environments.is_empty()
            && self.subjects.is_empty()
            && self.paths.iter().all(all)
    }
}

fn covers(waiver: &Waiver, finding: &Finding, policy: &Policy) -> bool {
    let Some(meta) = policy.rule(finding.rule.as_str()).filter(|meta| !meta.fatal) else {
        return false;
    };
    let controls =
        || meta.controls.iter().copied().chain(finding.controls.iter().map(String::as_str));
    let named = waiver.rules.iter().any(|rule| rule == finding.rule.as_str())
        || waiver.controls.iter().any(|wanted| controls().any(|control| control == wanted));
    let in_scope = |wanted: &[String], actual: &[String]| {
        wanted.is_empty() || (!actual.is_empty() && actual.iter().all(|name| wanted.contains(name)))
    };
    named
        && in_scope(&waiver.environments, &finding.environments)
        && in_scope(&waiver.subjects, &finding.subjects)
        && waiver
            .fingerprint
            .as_ref()
            .is_none_or(|print| [&finding.fingerprint, &finding.fingerprint_v1].contains(&print))
}

/// Why a waiver cannot hold, if it cannot.
fn invalid(waiver: &Waiver, policy: &Policy) -> Option<String> {
    if let Some(unknown) = waiver.rules.iter().find(|rule| policy.rule(rule).is_none()) {
        return Some(format!("there is no rule `{unknown}`"));
    }
    let mapped = |control: &String| {
        policy.known.iter().any(|meta| meta.controls.contains(&control.as_str()))
    };
    if let Some(unknown) =
        waiver.controls.iter().find(|control| !mapped(control) && !control.starts_with("pss:"))
    {
        return Some(format!("no rule decides the control `{unknown}`"));
    }
    let is_there = |name: &String| policy.environments.iter().any(|it| it.name == *name);
    if let Some(unknown) = waiver.environments.iter().find(|name| !is_there(name)) {
        return Some(format!("there is no environment `{unknown}`"));
    }
    for (name, value) in [("id", &waiver.id), ("owner", &waiver.owner)] {
        if value.trim().is_empty() {
            return Some(format!("its `{name}` is empty"));
        }
    }
    if waiver.rules.is_empty() && waiver.controls.is_empty() {
        return Some("it names neither a rule nor a control".into());
    }
    if waiver.reason.chars().count() < SHORTEST_REASON {
        return Some(format!("its reason is shorter than {SHORTEST_REASON} characters"));
    }
    let severity = worst(waiver, policy);
    if severity >= Severity::High
        && waiver.approver.as_ref().is_none_or(|approver| is_nobody_else(approver, waiver))
    {
        return Some(format!(
            "a waiver of {severity} severity needs an approver who is not its owner"
        ));
    }
    let from = waiver.created.as_ref().unwrap_or(&policy.today);
    let (created, expires) = match (day(from), day(&waiver.expires)) {
        (Some(created), Some(expires)) => (created, expires),
        (None, _) => return Some(format!("`{from}` is no date")),
        (_, None) => return Some(format!("`{}` is no date", waiver.expires)),
    };
    if from.as_str() > policy.today.as_str() {
        return Some(format!("it counts from {from} on"));
    }
    let limit = max_days(severity);
    (expires - created > limit)
        .then(|| format!("it lasts longer than the {limit} days allowed for {severity} severity"))
}

fn is_nobody_else(approver: &str, waiver: &Waiver) -> bool {
    let approver = approver.trim();
    approver.is_empty() || approver.eq_ignore_ascii_case(waiver.owner.trim())
}

/// The worst severity that a rule it covers has in an environment that it covers.
fn worst(waiver: &Waiver, policy: &Policy) -> Severity {
    let covered = |meta: &&RuleMeta| {
        waiver.rules.iter().any(|rule| rule == meta.id.as_str())
            || waiver.controls.iter().any(|control| meta.controls.contains(&control.as_str()))
    };
    let here = |name: &String| waiver.environments.is_empty() || waiver.environments.contains(name);
    let environments = policy.environments.iter().filter(|it| here(&it.name));
    let judged = environments.flat_map(|it| it.rules.iter().map(|rule| &rule.meta));
    let worst = judged.filter(covered).map(|meta| meta.severity).max();
    let known = || policy.known.iter().filter(covered).map(|meta| meta.severity).max();
    worst.or_else(known).unwrap_or(Severity::Info)
}

/// Days since a fixed day of a `YYYY-MM-DD` date in the Gregorian calendar.
pub(crate) fn day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if date.len() != 10 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let between = |a: &str, b: &str| day(b).unwrap() - day(a).unwrap();
        assert_eq!(between("2024-02-28", "2024-03-01"), 2);
        assert_eq!(between("2025-02-28", "2025-03-01"), 1);
        assert_eq!(between("2026-08-01", "2026-11-01"), 92);
        assert_eq!(day("2026-13-01"), None);
        assert_eq!(day("tomorrow"), None);
    }
}
