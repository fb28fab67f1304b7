//! A Markdown page for job summaries and comments on merge requests.

use std::cmp::Reverse;
use std::io::{self, Write};

use diag::{Finding, Report, Severity, Span};

use crate::place::Places;
use crate::text::{count, visible};
use crate::{Options, RULE_PAGES, Verbosity, concise, grade};

/// Services cut comments at 65,536 characters; this many rows fit.
const MAX_ROWS: usize = 150;

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    writeln!(out, "## Plimsoll\n\n{}\n", headline(report))?;
    let mut shown: Vec<&Finding> =
        report.findings.iter().map(AsRef::as_ref).filter(|it| options.shows(it)).collect();
    shown.sort_by_key(|it| (it.verdict, !it.counts(), Reverse(it.severity)));
    if !shown.is_empty() {
        writeln!(out, "| | Rule | Place | What |\n|---|---|---|---|")?;
    }
    for finding in shown.iter().take(MAX_ROWS) {
        writeln!(out, "{}", row(finding, &places))?;
    }
    if shown.len() > MAX_ROWS {
        let rest = count(shown.len() - MAX_ROWS, "more finding");
        writeln!(out, "\n{rest}: see the full report.")?;
    }
    let troubles = report.troubles.iter().map(|it| (&it.path, it.span, &it.message));
    entries("Not assessed: errors", troubles, &places, out)?;
    if options.verbosity > Verbosity::Quiet {
        let gaps = report.gaps.iter().map(|it| (&it.path, it.span, &it.message));
        entries("Not assessed: gaps", gaps, &places, out)?;
    }
    Ok(())
}

fn headline(report: &Report) -> String {
    let counts = Severity::ALL.into_iter().zip(report.summary.failures);
    let found: Vec<String> =
        counts.filter(|(_, n)| *n > 0).map(|(severity, n)| format!("**{n} {severity}**")).collect();
    let found = if found.is_empty() { "**No findings**".to_owned() } else { found.join(", ") };
    let files = count(report.summary.files, "file");
    let subjects = count(report.summary.subjects, "subject");
    match report.summary.reviews {
        0 => format!("{found} in {files} with {subjects}."),
        n => format!("{found} in {files} with {subjects}; {n} to review."),
    }
}

fn row(finding: &Finding, places: &Places<'_>) -> String {
    let span = finding.primary.span;
    let place = code(&concise::place(places.path(span), Some(span), places));
    let rule = finding.rule;
    let mut what = prose(&finding.message);
    if let Some(help) = &finding.help {
        what += "<br>*";
        what += &prose(help);
        what += "*";
    }
    format!("| {} | [{rule}]({RULE_PAGES}{rule}) | {place} | {what} |", grade(finding))
}

fn entries<'a>(
    title: &str,
    entries: impl ExactSizeIterator<Item = (&'a String, Option<Span>, &'a String)>,
    places: &Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if entries.len() == 0 {
        return Ok(());
    }
    writeln!(out, "\n### {title}\n")?;
    for (path, span, message) in entries {
        writeln!(out, "- {}: {}", code(&concise::place(path, span, places)), prose(message))?;
    }
    Ok(())
}

/// Text in which only backticks keep a meaning.
pub(crate) fn prose(text: &str) -> String {
    let parts = visible(text);
    let parts = parts.split('`').enumerate();
    parts.map(|(nth, part)| if nth % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

/// A code span. Backticks would not keep a `|` from ending the cell.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '&' => out += "&amp;",
            '`' => out += "&#96;",
            '\\' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
