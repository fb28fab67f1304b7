//! The table: a row for every rule, with the first place where it fails.

use std::io::{self, Write};

use diag::Report;

use super::Paint;
use super::fold::shorten;
use crate::place::Places;
use crate::statistics::{Row, rows};
use crate::text::count;
use crate::{Options, concise};

/// Rows of the table unless all are asked for.
const MAX_ROWS: usize = 15;

/// Whether the table says more than the pictures do.
pub(super) fn is_worth_it(rows: &[Row]) -> bool {
    rows.len() > 1
}

/// Writes the table; `all` rows, or the worst of them and how many more there are.
pub(super) fn write(
    (report, options): (&Report, &Options),
    places: &Places<'_>,
    paint: Paint,
    all: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows(report, options);
    let shown = &rows[..if all { rows.len() } else { rows.len().min(MAX_ROWS) }];
    let rule_width = shown.iter().map(|row| row.rule.as_str().len()).max().unwrap_or(0).max(4);
    let number_width =
        shown.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0).max(5);
    let left = options.width.saturating_sub(2 + 8 + 2 + number_width + 2 + rule_width + 2).max(16);
    let head =
        format!("  {:8}  {:>number_width$}  {:rule_width$}  first at", "severity", "count", "rule");
    writeln!(out, "{}", paint.dim(&head))?;
    for row in shown {
        let place = concise::place(places.path(row.first), Some(row.first), places);
        let grade = paint.grade(row.grade, &format!("{:8}", row.grade));
        let (n, rule) = (row.count, row.rule.as_str());
        let place = shorten(&place, left);
        writeln!(out, "  {grade}  {n:>number_width$}  {rule:rule_width$}  {place}")?;
    }
    let rest = &rows[shown.len()..];
    if !rest.is_empty() {
        let findings: usize = rest.iter().map(|row| row.count).sum();
        let rules = count(rest.len(), "more rule");
        writeln!(out, "  {rules} with {}", count(findings, "finding"))?;
    }
    Ok(())
}
