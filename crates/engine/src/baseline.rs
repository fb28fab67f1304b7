//! A baseline: findings that are accepted for now, by identity. New ones still count, and mended ones are noticed.

use std::collections::BTreeMap;

use diag::{Finding, Sources, Status};
use serde::{Deserialize, Serialize};

use crate::{Assembled, assemble};

/// Version of the file's form: that of the fingerprints in it.
const VERSION: u32 = 2;
/// The version of 0.1.0, which is still read.
const FIRST: u32 = 1;

/// Accepted findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    /// By rule, path and place, so that the file reads well in a review.
    findings: Vec<Entry>,
}

/// One accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Path of the file, relative to the root.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The logical place.
    pub place: String,
    /// The identity.
    pub fingerprint: String,
    /// How many subjects it affects. With more of them it is not the finding that was accepted: an anchor may hand
    /// what it is about to another service.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    subjects: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Baseline {
    /// The active failures of a run.
    pub fn of(findings: &[Box<Finding>], sources: &Sources) -> Self {
        let failures = findings
            .iter()
            .filter(|finding| finding.counts() || finding.status == Status::Baselined);
        let mut entries: Vec<Entry> = failures
            .map(|finding| Entry {
                path: sources.get(finding.primary.span.source).path.to_string(),
                rule: finding.rule.to_string(),
                place: finding.place.clone(),
                fingerprint: finding.fingerprint.clone(),
                subjects: finding.subjects.len().max(1),
            })
            .collect();
        entries.sort();
        Self { version: VERSION, findings: entries }
    }

    /// Whether an earlier version wrote it: by fingerprints that a later one will not know.
    pub fn is_old(&self) -> bool {
        self.version < VERSION
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// If the text is no baseline, or one of a version this program does not know.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if [FIRST, VERSION].contains(&baseline.version) {
            Ok(baseline)
        } else {
            Err(format!("version {} is not known", baseline.version))
        }
    }

    /// The file's text.
    pub fn render(&self) -> String {
        // Strings and numbers are always JSON.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Marks what it accepts. Returns the entries that nothing matches any more, of files that `judged` says were judged.
    pub fn apply(&self, all: &mut Assembled, judged: impl Fn(&str) -> bool) -> Vec<&Entry> {
        let mut unmatched: BTreeMap<&str, &Entry> =
            self.findings.iter().map(|entry| (entry.fingerprint.as_str(), entry)).collect();
        for finding in &mut all.findings {
            let print =
                if self.version == FIRST { &finding.fingerprint_v1 } else { &finding.fingerprint };
            let entry = unmatched.remove(print.as_str());
            let is_known = entry.is_some_and(|entry| finding.subjects.len() <= entry.subjects);
            if is_known && finding.status == Status::Active {
                finding.status = Status::Baselined;
            }
        }
        assemble::mark_outcomes(all);
        unmatched.into_values().filter(|entry| judged(&entry.path)).collect()
    }

    /// The same baseline without some entries.
    #[must_use]
    pub fn without(&self, stale: &[&Entry]) -> Self {
        let kept = self.findings.iter().filter(|entry| !stale.contains(entry));
        Self { version: self.version, findings: kept.cloned().collect() }
    }

    /// How many findings it accepts.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it accepts none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}
