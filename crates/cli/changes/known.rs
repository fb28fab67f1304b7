//! Which findings the tree as it was had already.

use std::collections::{HashMap, HashSet};

use diag::{Finding, Sources, Status, Verdict};

/// How places in Dockerfiles begin. What follows, and the subjects, may be the number of a stage, which every new stage
/// before it changes.
const STAGE: &str = "stage:";

/// Rule, path, place and evidence: what fingerprints are made of, but for the stage.
type Identity<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The findings that counted then. Each one answers for one of today.
pub(crate) struct Known<'a> {
    same: HashMap<Identity<'a>, Vec<&'a Finding>>,
    /// Rule, path and subject of findings that a graver one made moot.
    moot: HashSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Known<'a> {
    /// The findings of a run.
    pub(crate) fn of(findings: &'a [Box<Finding>], sources: &'a Sources) -> Self {
        let mut known = Self { same: HashMap::new(), moot: HashSet::new() };
        for finding in findings.iter().filter(|it| it.status == Status::Active) {
            let identity = identity(finding, sources);
            known.same.entry(identity).or_default().push(finding);
            let subjects = || finding.subjects.iter().map(String::as_str);
            let moot = finding.folded.iter().flat_map(|rule| subjects().map(move |it| (rule, it)));
            known.moot.extend(moot.map(|(rule, subject)| (rule.as_str(), identity.1, subject)));
        }
        known
    }

    /// Whether a finding was there, as bad and for as many, and answers for no other one yet.
    pub(crate) fn take(&mut self, finding: &'a Finding, sources: &'a Sources) -> bool {
        let identity = identity(finding, sources);
        let same = self.same.get_mut(&identity);
        let taken = same.and_then(|same| {
            let at = same.iter().position(|before| covers(before, finding))?;
            Some(same.swap_remove(at))
        });
        let is_moot =
            |subject: &String| self.moot.contains(&(identity.0, identity.1, subject.as_str()));
        taken.is_some() || !finding.subjects.is_empty() && finding.subjects.iter().all(is_moot)
    }
}

fn covers(before: &Finding, now: &Finding) -> bool {
    let holds = |all: &[String], some: &[String]| some.iter().all(|it| all.contains(it));
    let subjects = if now.place.starts_with(STAGE) {
        now.subjects.len() <= before.subjects.len()
    } else {
        holds(&before.subjects, &now.subjects)
    };
    subjects
        && (before.verdict == Verdict::Fail || before.verdict == now.verdict)
        && before.severity >= now.severity
        && holds(&before.environments, &now.environments)
}

fn identity<'a>(finding: &'a Finding, sources: &'a Sources) -> Identity<'a> {
    let path = &*sources.get(finding.primary.span.source).path;
    let place = match finding.place.strip_prefix(STAGE) {
        Some(rest) => rest.rsplit('/').next().unwrap_or_default(),
        None => &finding.place,
    };
    (finding.rule.as_str(), path, place, &finding.evidence)
}
