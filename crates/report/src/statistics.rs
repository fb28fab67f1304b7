//! How often every rule fails: the table of the report for people, and `--statistics`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use diag::{Finding, Report, RuleId, Span, Verdict};
use serde::Serialize;

use crate::{Options, escape, grade};

/// A rule, how bad its findings are, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) rule: RuleId,
    /// `high`, or `review` where files cannot decide.
    pub(crate) grade: &'static str,
    pub(crate) count: usize,
    /// Where the first of them is.
    pub(crate) first: Span,
    rank: (Verdict, std::cmp::Reverse<diag::Severity>),
}

/// What is shown of a report, counted by rule and severity: the worst first, then what there is most of.
pub(crate) fn rows(report: &Report, options: &Options) -> Vec<Row> {
    let mut rows: BTreeMap<_, Row> = BTreeMap::new();
    for finding in report.findings.iter().filter(|it| options.shows(it)) {
        let rank = rank(finding);
        let row = rows.entry((rank, finding.rule)).or_insert_with(|| Row {
            rule: finding.rule,
            grade: grade(finding),
            count: 0,
            first: finding.primary.span,
            rank,
        });
        row.count += 1;
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_key(|row| (row.rank, std::cmp::Reverse(row.count), row.rule));
    rows
}

fn rank(finding: &Finding) -> (Verdict, std::cmp::Reverse<diag::Severity>) {
    (finding.verdict, std::cmp::Reverse(finding.severity))
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: &'a str,
    count: usize,
    summary: &'a str,
}

/// Writes the rows as a JSON array.
///
/// # Errors
/// If `out` fails.
pub fn write_statistics_json(
    report: &Report,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows(report, options);
    let entries: Vec<Entry<'_>> = rows
        .iter()
        .map(|row| Entry {
            rule: row.rule.as_str(),
            severity: row.grade,
            count: row.count,
            summary: report.rule(row.rule).map_or("", |meta| meta.summary),
        })
        .collect();
    let mut bytes = Vec::new();
    escape::write(&entries, &mut bytes)?;
    out.write_all(&bytes)?;
    out.write_all(b"\n")
}
