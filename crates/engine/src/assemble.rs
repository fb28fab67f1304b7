//! Joins what units said into one list: one finding per rule and place, folded, marked, sorted, with its identity.

use std::collections::BTreeMap;

use diag::{
    Finding, FindingId, Outcome, Severity, Sources, Span, Status, Subject, SubjectId, Summary,
    Trouble, Verdict,
};

use crate::{Ignore, Judged, Policy, fingerprint, suppress};

/// The joined results of a run.
#[derive(Debug, Default)]
pub struct Assembled {
    /// All subjects.
    pub subjects: Vec<Subject>,
    /// All outcomes.
    pub outcomes: Vec<Outcome>,
    /// All findings, sorted by path, span and rule.
    pub findings: Vec<Finding>,
    /// How many findings another one made moot.
    pub folded: usize,
    /// Whether a waiver of the organisation has expired or does not hold.
    pub expired_waivers: bool,
    /// Rules that panicked.
    pub troubles: Vec<Trouble>,
}

/// Joins the results of all units, applies ignore comments, and sorts. The result does not depend on the number of threads.
pub fn assemble(units: Vec<Judged>, policy: &Policy, sources: &Sources) -> Assembled {
    let (mut all, ignores) = concatenate(units);
    let mut moot = moot(&all);
    restate(&mut all.findings, &mut moot);
    merge(&mut all, &moot);
    suppress::apply(&mut all, policy, &ignores);
    settle(&mut all, sources);
    all
}

/// Sorts findings, gives them their identity, and lets outcomes follow.
pub(crate) fn settle(all: &mut Assembled, sources: &Sources) {
    sort(all, sources);
    fingerprint::stamp(&mut all.findings, sources);
    mark_outcomes(all);
}

fn concatenate(units: Vec<Judged>) -> (Assembled, Vec<Ignore>) {
    let mut all = Assembled::default();
    let mut ignores = Vec::new();
    for unit in units {
        let subject_base = to_u32(all.subjects.len());
        let finding_base = to_u32(all.findings.len());
        all.subjects.extend(unit.subjects);
        all.findings.extend(unit.findings);
        all.troubles.extend(unit.troubles);
        all.outcomes.extend(unit.outcomes.into_iter().map(|mut outcome| {
            outcome.subject = SubjectId(outcome.subject.0 + subject_base);
            outcome.findings.iter_mut().for_each(|id| id.0 += finding_base);
            outcome
        }));
        ignores.extend(unit.ignores);
    }
    (all, ignores)
}

/// For each finding the graver one on the same subject and environment that makes it moot.
fn moot(all: &Assembled) -> Vec<Option<FindingId>> {
    let mut folding: BTreeMap<(SubjectId, u16), Vec<FindingId>> = BTreeMap::new();
    for outcome in &all.outcomes {
        let ids = outcome.findings.iter().copied().filter(|id| {
            let finding = &all.findings[id.0 as usize];
            finding.verdict == Verdict::Fail && !finding.folds.is_empty()
        });
        folding.entry((outcome.subject, outcome.environment)).or_default().extend(ids);
    }
    let mut moot = vec![None; all.findings.len()];
    for outcome in &all.outcomes {
        let graver = folding.get(&(outcome.subject, outcome.environment)).into_iter().flatten();
        let by = graver
            .copied()
            .find(|id| all.findings[id.0 as usize].folds.contains(&outcome.rule.as_str()));
        if by.is_some() {
            outcome.findings.iter().for_each(|id| moot[id.0 as usize] = by);
        }
    }
    moot
}

/// Marks findings that another rule states at the same place too; that one is then as bad as they are.
fn restate(findings: &mut [Finding], moot: &mut [Option<FindingId>]) {
    let restating = |(n, finding): (usize, &Finding)| {
        let counts = finding.verdict == Verdict::Fail && !finding.restates.is_empty();
        counts.then_some(((finding.primary.span, finding.environments.clone()), n))
    };
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, n) in findings.iter().enumerate().filter_map(restating) {
        places.entry(place).or_default().push(n);
    }
    if places.is_empty() {
        return;
    }
    for said in 0..findings.len() {
        let Finding { rule, severity, .. } = findings[said];
        let place = (findings[said].primary.span, findings[said].environments.clone());
        let again = places.get(&place).and_then(|there| {
            there.iter().copied().find(|n| findings[*n].restates.contains(&rule.as_str()))
        });
        if let Some(again) = again {
            moot[said] = Some(FindingId(to_u32(again)));
            findings[again].severity = findings[again].severity.max(severity);
        }
    }
}

/// One finding per rule, place and verdict, naming every subject. Moot ones go into the graver one, which stands for
/// them in their outcomes.
fn merge(all: &mut Assembled, moot: &[Option<FindingId>]) {
    let mut kept: Vec<Finding> = Vec::new();
    let mut by_place: BTreeMap<(Span, diag::RuleId, Verdict, String), usize> = BTreeMap::new();
    let mut new_ids: Vec<Option<usize>> = vec![None; all.findings.len()];
    let mut folded: Vec<(usize, Finding, usize)> = Vec::new();
    for (at, finding) in std::mem::take(&mut all.findings).into_iter().enumerate() {
        if let Some(by) = moot[at] {
            folded.push((at, finding, by.0 as usize));
            continue;
        }
        let key = (finding.primary.span, finding.rule, finding.verdict, finding.evidence.clone());
        let id = *by_place.entry(key).or_insert(kept.len());
        match kept.get_mut(id) {
            Some(first) => join(first, finding),
            None => kept.push(finding),
        }
        new_ids[at] = Some(id);
    }
    all.folded = folded.len();
    for (at, finding, by) in folded {
        new_ids[at] = new_ids[by];
        if let Some(graver) = new_ids[by].and_then(|id| kept.get_mut(id)) {
            union(&mut graver.controls, finding.controls);
            let is_moot = graver.folds.contains(&finding.rule.as_str());
            if is_moot && !graver.folded.contains(&finding.rule) {
                graver.folded.push(finding.rule);
                graver.folded.sort();
            }
        }
    }
    all.findings = kept;
    renumber(&mut all.outcomes, &new_ids);
}

fn join(first: &mut Finding, other: Finding) {
    first.severity = first.severity.max(other.severity);
    union(&mut first.subjects, other.subjects);
    union(&mut first.environments, other.environments);
    union(&mut first.controls, other.controls);
    first.redact.extend(other.redact);
    for label in other.related {
        if !first.related.contains(&label) {
            first.related.push(label);
        }
    }
}

fn union(into: &mut Vec<String>, from: Vec<String>) {
    into.extend(from);
    into.sort();
    into.dedup();
}

fn renumber(outcomes: &mut [Outcome], new_ids: &[Option<usize>]) {
    for outcome in outcomes {
        let ids = outcome.findings.iter().filter_map(|id| new_ids[id.0 as usize]);
        outcome.findings = ids.map(|id| FindingId(to_u32(id))).collect();
        outcome.findings.dedup();
    }
}

/// Sorts findings by path, span, rule and words, and lets outcomes follow.
fn sort(all: &mut Assembled, sources: &Sources) {
    let ranks = ranks(sources);
    let key = |at: &usize| {
        let finding = &all.findings[*at];
        let span = finding.primary.span;
        (
            ranks[span.source.0 as usize],
            span.start(),
            span.end(),
            finding.rule,
            finding.message.as_str(),
        )
    };
    let mut order: Vec<usize> = (0..all.findings.len()).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut new_ids = vec![None; order.len()];
    for (new, old) in order.iter().enumerate() {
        new_ids[*old] = Some(new);
    }
    let mut old: Vec<Option<Finding>> =
        std::mem::take(&mut all.findings).into_iter().map(Some).collect();
    all.findings = order.into_iter().filter_map(|n| old[n].take()).collect();
    renumber(&mut all.outcomes, &new_ids);
}

/// The position of every source among all paths in order.
fn ranks(sources: &Sources) -> Vec<u32> {
    let mut paths: Vec<_> = sources.iter().map(|(id, source)| (&source.path, id)).collect();
    paths.sort_unstable();
    let mut ranks = vec![0; paths.len()];
    for (rank, (_, id)) in (0u32..).zip(paths) {
        ranks[id.0 as usize] = rank;
    }
    ranks
}

/// An outcome is suppressed, waived or baselined when all of its findings are.
pub(crate) fn mark_outcomes(all: &mut Assembled) {
    for outcome in &mut all.outcomes {
        let mut statuses = outcome.findings.iter().map(|id| &all.findings[id.0 as usize].status);
        if let Some(first) = statuses.next()
            && *first != Status::Active
            && statuses.all(|status| *status != Status::Active)
        {
            outcome.status = first.clone();
        }
    }
}

/// Counts for the last line.
pub fn summarise(all: &Assembled, files: usize) -> Summary {
    let mut summary =
        Summary { files, subjects: all.subjects.len(), folded: all.folded, ..Summary::default() };
    for finding in &all.findings {
        match (&finding.status, finding.verdict) {
            (Status::Suppressed { .. }, _) => summary.suppressed += 1,
            (Status::Waived { .. }, _) => summary.waived += 1,
            (Status::Baselined, _) => summary.baselined += 1,
            (Status::Unchanged, _) => summary.unchanged += 1,
            (Status::Active, Verdict::Review) => summary.reviews += 1,
            (Status::Active, _) => {
                let rank = Severity::ALL.iter().position(|severity| *severity == finding.severity);
                summary.failures[rank.unwrap_or_default()] += 1;
            }
        }
    }
    summary.passes = all.outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Pass).count();
    summary
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
