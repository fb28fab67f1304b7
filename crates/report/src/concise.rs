//! One line per finding, for editors and for eyes in a hurry: `path:line:col: severity[rule] message`.

use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{Finding, Report, Span, Status};

use crate::place::{Places, Unit};
use crate::text::{defused, visible};
use crate::{Options, Verbosity, grade};

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    let mut line = String::new();
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        line.clear();
        push_line(&mut line, finding, &places);
        writeln!(out, "{}", defused(&line))?;
    }
    for trouble in &report.troubles {
        let place = place(&trouble.path, trouble.span, &places);
        let line = format!("{place}: error: {}", visible(&trouble.message));
        writeln!(out, "{}", defused(&line))?;
    }
    if options.verbosity > Verbosity::Quiet {
        for gap in &report.gaps {
            let place = place(&gap.path, gap.span, &places);
            let line = format!("{place}: note: {}", visible(&gap.message));
            writeln!(out, "{}", defused(&line))?;
        }
    }
    Ok(())
}

/// A finding on one line.
pub(crate) fn line(finding: &Finding, places: &Places<'_>) -> String {
    let mut line = String::new();
    push_line(&mut line, finding, places);
    line
}

fn push_line(line: &mut String, finding: &Finding, places: &Places<'_>) {
    let span = finding.primary.span;
    push_place(line, places.path(span), Some(span), places);
    let (grade, message) = (grade(finding), visible(&finding.message));
    // Nothing fails to be written to a string.
    let _ = write!(line, ": {grade}[{}] {message}", finding.rule);
    // The message speaks of the first of them.
    if finding.subjects.len() > 1 {
        let _ = write!(line, " ({} affected)", finding.subjects.len());
    }
    if finding.status != Status::Active {
        let _ = write!(line, " ({})", finding.status.as_str());
    }
}

/// `path:line:col`, or the path alone where there is no place.
pub(crate) fn place(path: &str, span: Option<Span>, places: &Places<'_>) -> String {
    let mut place = String::new();
    push_place(&mut place, path, span, places);
    place
}

fn push_place(out: &mut String, path: &str, span: Option<Span>, places: &Places<'_>) {
    out.push_str(&visible(path));
    if let Some(span) = span {
        let (line, column) = places.start(span, Unit::Scalar);
        let _ = write!(out, ":{line}:{column}");
    }
}
