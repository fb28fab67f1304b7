//! What to do next after a check: one or two commands, the most useful first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use diag::{Finding, GRADED_FROM, Report, RuleId};

use crate::plan::Plan;

/// Findings from this number on are more than are mended in one sitting.
const MANY: usize = 20;

/// What to do next.
pub(crate) fn steps(plan: &Plan, report: &Report) -> Vec<String> {
    let counting: Vec<&Finding> =
        report.findings.iter().map(AsRef::as_ref).filter(|it| it.counts()).collect();
    let mut steps = Vec::new();
    if report.scores.iter().any(|score| score.coverage < GRADED_FROM) {
        steps.push(
            "`plimsoll check -v` lists what was not judged, and how to have it judged".to_owned(),
        );
    }
    if let Some(worst) = worst(&counting) {
        steps.push(format!("`plimsoll explain {worst}` tells why it matters and how to mend it"));
    }
    let accepts = plan.baseline.is_none() && plan.changes.is_none() && counting.len() >= MANY;
    if accepts {
        let step =
            "`plimsoll baseline write` accepts what there is, so that only new findings count";
        steps.push(step.to_owned());
    }
    if plan.place.config.is_none() && !report.files.is_empty() {
        steps.push("`plimsoll init` writes a configuration for what was found".to_owned());
    }
    if report.scores.iter().any(|score| score.value.is_some()) {
        steps.push("`plimsoll check --explain-score` tells what would raise the score".to_owned());
    }
    steps
}

/// Of the rules whose findings are the worst, the one that has most of them.
fn worst(findings: &[&Finding]) -> Option<RuleId> {
    let severity = findings.iter().map(|it| it.severity).max()?;
    let mut counts: BTreeMap<RuleId, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|it| it.severity == severity) {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(rule, n)| (*n, Reverse(*rule))).map(|(rule, _)| rule)
}
