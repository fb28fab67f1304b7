//! Hardening that is missing: one picture for all subjects that lack the same, instead of one for every rule and place.

use std::collections::{BTreeMap, BTreeSet};

use diag::{
    Defence, Finding, FindingId, Layer, Report, RuleId, Severity, Span, SubjectId, SubjectKind,
};

use crate::Options;

/// Places that lack the same settings, in the order of the report.
pub(super) struct Block<'a> {
    pub(super) kind: SubjectKind,
    pub(super) severity: Severity,
    pub(super) environments: &'a [String],
    /// What is missing, by layer.
    pub(super) missing: Vec<Missing>,
    pub(super) places: Vec<Place<'a>>,
}

/// A setting that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    pub(super) layer: Layer,
    pub(super) rule: RuleId,
    pub(super) setting: &'static str,
}

/// Where settings are missing, and who lacks them.
pub(super) struct Place<'a> {
    pub(super) span: Span,
    pub(super) subjects: &'a [String],
    /// The image that the first of them pulls.
    pub(super) image: Option<&'a str>,
    pub(super) findings: Vec<FindingId>,
}

/// What the findings of one place have in common.
struct Gathered<'a> {
    place: Place<'a>,
    kind: SubjectKind,
    severity: Severity,
    environments: &'a [String],
    missing: BTreeSet<Missing>,
}

/// The blocks of a report: places at which two settings or more are missing.
pub(super) fn blocks<'a>(report: &'a Report, options: &Options) -> Vec<Block<'a>> {
    let owners = owners(report);
    let mut places: BTreeMap<Span, Gathered<'a>> = BTreeMap::new();
    for (at, finding) in report.findings.iter().enumerate() {
        let Some((missing, owner)) = missing(finding, report).zip(owners[at]) else { continue };
        if !options.shows(finding) {
            continue;
        }
        let subject = &report.subjects[owner.0 as usize];
        let place = places.entry(finding.primary.span).or_insert_with(|| Gathered {
            place: Place {
                span: finding.primary.span,
                subjects: &finding.subjects,
                image: subject.image.as_deref(),
                findings: Vec::new(),
            },
            kind: subject.kind,
            severity: finding.severity,
            environments: &finding.environments,
            missing: BTreeSet::new(),
        });
        place.place.findings.push(FindingId::of(at));
        place.severity = place.severity.max(finding.severity);
        place.missing.insert(missing);
    }
    join(places.into_values().filter(|place| place.missing.len() > 1).collect())
}

/// Joins places that lack the same, in the order of the report.
fn join(mut places: Vec<Gathered<'_>>) -> Vec<Block<'_>> {
    places.sort_by_key(|it| it.place.findings[0]);
    let mut known = BTreeMap::new();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for it in places {
        let missing: Vec<Missing> = it.missing.into_iter().collect();
        let key = (it.kind, missing.clone(), it.severity, it.environments);
        let at = *known.entry(key).or_insert_with(|| {
            blocks.push(Block {
                kind: it.kind,
                severity: it.severity,
                environments: it.environments,
                missing,
                places: Vec::new(),
            });
            blocks.len() - 1
        });
        blocks[at].places.push(it.place);
    }
    blocks
}

/// What a finding says is missing, if a single key would add it.
fn missing(finding: &Finding, report: &Report) -> Option<Missing> {
    if !finding.absent || !finding.counts() {
        return None;
    }
    let Defence { layer, setting, .. } = report.rule(finding.rule)?.defence?;
    Some(Missing { layer, rule: finding.rule, setting: setting? })
}

/// The first subject that every finding is about.
fn owners(report: &Report) -> Vec<Option<SubjectId>> {
    let mut owners = vec![None; report.findings.len()];
    for outcome in &report.outcomes {
        for id in outcome.findings() {
            if let Some(owner) = owners.get_mut(id.0 as usize) {
                owner.get_or_insert(outcome.subject);
            }
        }
    }
    owners
}

impl Block<'_> {
    /// How many findings it stands for.
    pub(super) fn findings(&self) -> impl Iterator<Item = FindingId> {
        self.places.iter().flat_map(|place| place.findings.iter().copied())
    }

    /// In how many layers something is missing.
    pub(super) fn layers(&self) -> usize {
        self.missing.iter().map(|it| it.layer).collect::<BTreeSet<_>>().len()
    }

    /// The names of all subjects that lack the settings, each once for every place.
    pub(super) fn subjects(&self) -> usize {
        self.places.iter().map(|place| place.subjects.len().max(1)).sum()
    }
}
