//! Findings that are drawn together: one rule, one file, one grade.

use std::collections::{BTreeMap, BTreeSet};

use diag::{
    Finding, FindingId, Report, RuleId, Severity, SourceId, SubjectId, SubjectKind, Verdict,
};

use crate::Options;
use crate::text::count;

/// Findings in the order of the report, with their positions in it. Never empty.
pub(super) struct Group<'a> {
    pub(super) findings: Vec<&'a Finding>,
    ids: BTreeSet<FindingId>,
    /// The same in other files, where it is not drawn again.
    pub(super) also: Vec<&'a Finding>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    rule: RuleId,
    source: SourceId,
    severity: Severity,
    is_review: bool,
    status: &'static str,
    environments: &'a [String],
}

/// The groups of what is shown and not `taken` already, in the order of their first findings.
pub(super) fn groups<'a>(
    report: &'a Report,
    options: &Options,
    taken: &BTreeSet<FindingId>,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known = BTreeMap::new();
    for (id, finding) in (0u32..).map(FindingId).zip(&report.findings) {
        if !options.shows(finding) || taken.contains(&id) {
            continue;
        }
        let nth = *known.entry(key(finding)).or_insert_with(|| {
            groups.push(Group { findings: Vec::new(), ids: BTreeSet::new(), also: Vec::new() });
            groups.len() - 1
        });
        groups[nth].findings.push(finding);
        groups[nth].ids.insert(id);
    }
    groups
}

fn key(finding: &Finding) -> Key<'_> {
    Key {
        rule: finding.rule,
        source: finding.primary.span.source,
        severity: finding.severity,
        is_review: finding.verdict == Verdict::Review,
        status: finding.status.as_str(),
        environments: &finding.environments,
    }
}

/// Which subjects of which file each rule judged, for groups of several findings only.
pub(super) struct Census(BTreeMap<(RuleId, SourceId), Judged>);

#[derive(Default)]
struct Judged {
    /// All subjects that lie in the file.
    here: BTreeSet<SubjectId>,
    /// Findings and the subjects that they affect, wherever those lie.
    affected: BTreeSet<(FindingId, SubjectId)>,
}

impl Census {
    pub(super) fn new<'g>(report: &Report, groups: impl Iterator<Item = &'g Group<'g>>) -> Self {
        let several = groups.filter(|group| group.findings.len() > 1);
        let mut census: BTreeMap<_, Judged> =
            several.map(|group| (group.place(), Judged::default())).collect();
        if census.is_empty() {
            return Self(census);
        }
        for outcome in report.outcomes.iter().filter(|it| it.verdict != Verdict::NotApplicable) {
            let Some(subject) = report.subjects.get(outcome.subject.0 as usize) else { continue };
            if let Some(judged) = census.get_mut(&(outcome.rule, subject.span.source)) {
                judged.here.insert(outcome.subject);
            }
            for id in outcome.findings() {
                let Some(finding) = report.findings.get(id.0 as usize) else { continue };
                let place = (finding.rule, finding.primary.span.source);
                if let Some(judged) = census.get_mut(&place) {
                    judged.affected.insert((*id, outcome.subject));
                }
            }
        }
        Self(census)
    }

    /// How much a group covers: `9 of 12 services`, `all 3 stages`, `4 places`.
    pub(super) fn extent(&self, group: &Group<'_>, report: &Report) -> String {
        let places = || count(group.findings.len(), "place");
        let Some(judged) = self.0.get(&group.place()) else { return places() };
        let affected = judged.affected.iter().filter(|(id, _)| group.ids.contains(id));
        let affected: BTreeSet<SubjectId> = affected.map(|(_, subject)| *subject).collect();
        let kind_of = |id: &SubjectId| report.subjects[id.0 as usize].kind;
        let kinds: BTreeSet<SubjectKind> = affected.iter().map(kind_of).collect();
        let (Some(kind), 1) = (kinds.first(), kinds.len()) else { return places() };
        if affected.len() < group.findings.len() {
            return format!("{} in {}", places(), count(affected.len(), kind.as_str()));
        }
        let total = judged.here.iter().filter(|id| kind_of(id) == *kind).count();
        match total {
            _ if !affected.is_subset(&judged.here) => count(affected.len(), kind.as_str()),
            _ if total == affected.len() => format!("all {}", count(total, kind.as_str())),
            _ => format!("{} of {}", affected.len(), count(total, kind.as_str())),
        }
    }
}

impl Group<'_> {
    fn place(&self) -> (RuleId, SourceId) {
        (self.findings[0].rule, self.findings[0].primary.span.source)
    }
}

/// The words under each place of a group: what tells the findings apart.
pub(super) fn captions(findings: &[&Finding]) -> Vec<String> {
    let first = findings[0];
    if findings.iter().any(|it| it.primary.text != first.primary.text) {
        return findings.iter().map(|it| it.primary.text.clone()).collect();
    }
    let patterns: Vec<(Vec<&str>, Vec<&str>)> =
        findings.iter().map(|it| pattern(&it.message)).collect();
    // A name that holds a backtick itself may leave one message with fewer names than another.
    let (prose, names) = &patterns[0];
    if patterns.iter().any(|it| it.0 != *prose || it.1.len() != names.len()) {
        return findings.iter().map(|it| it.message.clone()).collect();
    }
    let names = patterns.iter().map(|(_, names)| names);
    names.map(|names| distinct(names, &patterns)).collect()
}

/// The names of one message that differ between messages, or nothing if all are alike.
fn distinct(names: &[&str], patterns: &[(Vec<&str>, Vec<&str>)]) -> String {
    let differs = |nth: usize| patterns.iter().any(|(_, other)| other[nth] != names[nth]);
    let varying = (0..names.len()).filter(|nth| differs(*nth));
    varying.map(|nth| format!("`{}`", names[nth])).collect::<Vec<_>>().join(", ")
}

/// A message taken apart: the prose, and the names in backticks.
fn pattern(message: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut prose, mut names) = (Vec::new(), Vec::new());
    for (nth, part) in message.split('`').enumerate() {
        if nth % 2 == 0 { prose.push(part) } else { names.push(part) }
    }
    (prose, names)
}
