//! Joins what units said into one list: one finding per rule and place, folded, marked, sorted, with its identity.

use std::collections::BTreeMap;

use diag::{
    Finding, FindingId, Findings, Outcome, RuleId, Severity, Sources, Span, Status, Subject,
    Summary, Trouble, Verdict,
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
    pub findings: Findings,
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
    merge(&mut all, &moot, sources);
    let merged = all.findings.len();
    suppress::apply(&mut all, policy, &ignores);
    if all.findings.len() > merged {
        sort(&mut all, sources);
    }
    settle(&mut all, policy, sources);
    all
}

/// Gives sorted findings their identity, and lets outcomes follow.
pub(crate) fn settle(all: &mut Assembled, policy: &Policy, sources: &Sources) {
    fingerprint::stamp(&mut all.findings, policy, sources);
    mark_outcomes(all);
}

fn concatenate(units: Vec<Judged>) -> (Assembled, Vec<Ignore>) {
    let mut all = Assembled::default();
    let mut ignores = Vec::new();
    // There are many of these: room that grows step by step is touched more than once.
    all.outcomes.reserve_exact(units.iter().map(|unit| unit.outcomes.len()).sum());
    all.findings.reserve_exact(units.iter().map(|unit| unit.findings.len()).sum());
    for unit in units {
        let subject_base = to_u32(all.subjects.len());
        let finding_base = to_u32(all.findings.len());
        all.subjects.extend(unit.subjects);
        all.findings.extend(unit.findings);
        all.troubles.extend(unit.troubles);
        all.outcomes.extend(unit.outcomes.into_iter().map(|mut outcome| {
            outcome.subject.0 += subject_base;
            if let Some(details) = &mut outcome.details {
                details.findings.iter_mut().for_each(|id| id.0 += finding_base);
            }
            outcome
        }));
        ignores.extend(unit.ignores);
    }
    (all, ignores)
}

/// For each finding the graver one on the same subject and environment that makes it moot.
fn moot(all: &Assembled) -> Vec<Option<FindingId>> {
    let mut moot = vec![None; all.findings.len()];
    // What is said of a subject in an environment stands together.
    let is_same =
        |a: &Outcome, b: &Outcome| (a.subject, a.environment) == (b.subject, b.environment);
    for outcomes in all.outcomes.chunk_by(is_same) {
        let ids = || outcomes.iter().flat_map(Outcome::findings).copied();
        let gravers: Vec<_> = ids()
            .map(|id| (id, &all.findings[id.0 as usize]))
            .filter(|(_, finding)| finding.verdict == Verdict::Fail && !finding.folds.is_empty())
            .collect();
        if gravers.is_empty() {
            continue;
        }
        for id in ids() {
            let rule = all.findings[id.0 as usize].rule.as_str();
            let by = gravers.iter().find(|(_, graver)| graver.folds.contains(&rule));
            moot[id.0 as usize] = by.map(|(id, _)| *id);
        }
    }
    moot
}

/// Marks findings that another rule states at the same place too; that one is then as bad as they are.
fn restate(findings: &mut [Box<Finding>], moot: &mut [Option<FindingId>]) {
    for (said, again) in restated(findings) {
        moot[said] = Some(FindingId::of(again));
        findings[again].severity = findings[again].severity.max(findings[said].severity);
    }
}

/// Findings, and those that state them again.
fn restated(findings: &[Box<Finding>]) -> Vec<(usize, usize)> {
    fn place(finding: &Finding) -> (Span, &[String]) {
        (finding.primary.span, &finding.environments)
    }
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, it)| !it.restates.is_empty()) {
        places.entry(place(finding)).or_default().push(at);
    }
    if places.is_empty() {
        return Vec::new();
    }
    let again = |finding: &Finding| {
        let mut there = places.get(&place(finding))?.iter().copied();
        there.find(|at| {
            let other = &findings[*at];
            // What is certain is never left to what is not.
            let counts = other.verdict == Verdict::Fail || other.verdict == finding.verdict;
            counts && other.restates.contains(&finding.rule.as_str())
        })
    };
    findings.iter().enumerate().filter_map(|(at, it)| Some((at, again(it)?))).collect()
}

/// One finding per rule, place and verdict, naming every subject; sorted. Moot ones go into the graver one, which stands
/// for them in their outcomes.
fn merge(all: &mut Assembled, moot: &[Option<FindingId>], sources: &Sources) {
    let folded = folded(&mut all.findings, moot);
    let order = order(&all.findings, |at| moot[at].is_none(), sources);
    let firsts = firsts(&all.findings, &order);
    let kept: Vec<usize> = order.iter().map(|key| key.at).filter(|at| firsts[*at] == *at).collect();
    let mut new_ids = vec![None; all.findings.len()];
    for (id, at) in kept.iter().enumerate() {
        new_ids[*at] = Some(id);
    }
    for (at, first) in firsts.into_iter().enumerate().filter(|(at, first)| first < at) {
        let (before, rest) = all.findings.split_at_mut(at);
        new_ids[at] = new_ids[first];
        join(&mut before[first], &mut rest[0]);
    }
    let mut findings: Vec<_> = std::mem::take(&mut all.findings).into_iter().map(Some).collect();
    all.findings = kept.into_iter().filter_map(|at| findings[at].take()).collect();
    all.folded = folded.len();
    for Folded { at, by, rule, controls } in folded {
        new_ids[at] = new_ids[by];
        if let Some(graver) = new_ids[by].and_then(|id| all.findings.get_mut(id)) {
            union(&mut graver.controls, controls);
            if graver.folds.contains(&rule.as_str()) && !graver.folded.contains(&rule) {
                graver.folded.push(rule);
                graver.folded.sort();
            }
        }
    }
    renumber(&mut all.outcomes, |id| new_ids[id]);
}

/// What is left of a finding that is moot.
struct Folded {
    at: usize,
    /// The graver finding.
    by: usize,
    rule: RuleId,
    controls: Vec<String>,
}

fn folded(findings: &mut [Box<Finding>], moot: &[Option<FindingId>]) -> Vec<Folded> {
    let mooted = findings.iter_mut().zip(moot).enumerate().filter_map(|(at, (finding, by))| {
        let by = by.as_ref()?.0 as usize;
        let controls = std::mem::take(&mut finding.controls);
        Some(Folded { at, by, rule: finding.rule, controls })
    });
    mooted.collect()
}

/// For each finding the first one of the same rule, place, verdict and evidence.
fn firsts(findings: &[Box<Finding>], order: &[Key]) -> Vec<usize> {
    let mut firsts: Vec<usize> = (0..findings.len()).collect();
    let runs = order.chunk_by(|a, b| a.place() == b.place());
    for run in runs.filter(|run| run.len() > 1) {
        let mut known = BTreeMap::new();
        let mut at: Vec<usize> = run.iter().map(|key| key.at).collect();
        at.sort_unstable();
        for at in at {
            let finding = &findings[at];
            let key = (finding.primary.span, finding.verdict, finding.evidence.as_str());
            firsts[at] = *known.entry(key).or_insert(at);
        }
    }
    firsts
}

fn join(first: &mut Finding, other: &mut Finding) {
    first.severity = first.severity.max(other.severity);
    union(&mut first.subjects, std::mem::take(&mut other.subjects));
    union(&mut first.environments, std::mem::take(&mut other.environments));
    union(&mut first.controls, std::mem::take(&mut other.controls));
    first.redact.append(&mut other.redact);
    if first.is_of_variable() {
        let uses = other.trail.drain(..).filter(|step| !first.trail.contains(step));
        let uses: Vec<_> = uses.collect();
        first.trail.extend(uses);
    }
    for label in other.related.drain(..) {
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

fn renumber(outcomes: &mut [Outcome], new_id: impl Fn(usize) -> Option<usize>) {
    for details in outcomes.iter_mut().filter_map(|outcome| outcome.details.as_mut()) {
        details.findings.retain_mut(|id| match new_id(id.0 as usize) {
            Some(new) => {
                *id = FindingId::of(new);
                true
            }
            None => false,
        });
        details.findings.dedup();
    }
}

/// Sorts findings, and lets outcomes follow.
pub(crate) fn sort(all: &mut Assembled, sources: &Sources) {
    let order = order(&all.findings, |_| true, sources);
    let mut places = vec![0; order.len()];
    for (new, key) in order.into_iter().enumerate() {
        places[key.at] = new;
    }
    renumber(&mut all.outcomes, |id| Some(places[id]));
    permute(&mut all.findings, places);
}

/// What findings are sorted by before their words, and the position of one of them. Findings are far apart in memory.
struct Key {
    rank: u32,
    start: u32,
    end: u32,
    rule: RuleId,
    at: usize,
}

impl Key {
    fn place(&self) -> (u32, u32, u32, RuleId) {
        (self.rank, self.start, self.end, self.rule)
    }
}

/// Some findings by path, span, rule and words.
fn order(findings: &[Box<Finding>], wanted: impl Fn(usize) -> bool, sources: &Sources) -> Vec<Key> {
    let ranks = ranks(sources);
    let wanted = findings.iter().enumerate().filter(|(at, _)| wanted(*at));
    let keys = wanted.map(|(at, finding)| {
        let span = finding.primary.span;
        let rank = ranks[span.source.0 as usize];
        Key { rank, start: span.start(), end: span.end(), rule: finding.rule, at }
    });
    let mut order: Vec<Key> = keys.collect();
    let message = |key: &Key| findings[key.at].message.as_str();
    order.sort_unstable_by(|a, b| {
        let places = a.place().cmp(&b.place());
        places.then_with(|| message(a).cmp(message(b))).then(a.at.cmp(&b.at))
    });
    order
}

/// Moves every finding to its place, without room for a second list of them.
fn permute(findings: &mut [Box<Finding>], mut places: Vec<usize>) {
    for at in 0..findings.len() {
        while places[at] != at {
            let place = places[at];
            findings.swap(at, place);
            places.swap(at, place);
        }
    }
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
    for details in all.outcomes.iter_mut().filter_map(|outcome| outcome.details.as_mut()) {
        let mut statuses = details.findings.iter().map(|id| &all.findings[id.0 as usize].status);
        if let Some(first) = statuses.next()
            && *first != Status::Active
            && statuses.all(|status| *status != Status::Active)
        {
            details.status = first.clone();
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
