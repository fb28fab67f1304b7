//! One line per finding, for editors and for eyes in a hurry: `path:line:col: severity[rule] message`. The last line counts.

use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{Finding, Report, Span, Status};

use crate::human::{self, Paint};
use crate::place::{Places, Unit};
use crate::text::{defused, visible};
use crate::{Options, Verbosity, grade};

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::of_people(report, &options.viewpoint);
    let paint = Paint { color: options.color };
    let mut line = String::new();
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        line.clear();
        push_line(&mut line, finding, &places, paint);
        writeln!(out, "{}", defused(&line))?;
    }
    for trouble in &report.troubles {
        let place = entry_place(&trouble.path, trouble.span, &places);
        let line = format!("{place}: {}: {}", paint.error("error"), visible(&trouble.message));
        writeln!(out, "{}", defused(&line))?;
    }
    if options.verbosity > Verbosity::Quiet {
        for gap in &report.gaps {
            let place = entry_place(&gap.path, gap.span, &places);
            let line = format!("{place}: {}: {}", paint.note("note"), visible(&gap.message));
            writeln!(out, "{}", defused(&line))?;
        }
        writeln!(out, "{}", human::summary_line(report, options))?;
    }
    Ok(())
}

/// A finding on one line.
pub(crate) fn line(finding: &Finding, places: &Places<'_>) -> String {
    let mut line = String::new();
    push_line(&mut line, finding, places, Paint { color: false });
    line
}

fn push_line(line: &mut String, finding: &Finding, places: &Places<'_>, paint: Paint) {
    let span = finding.primary.span;
    push_place(line, places.path(span), Some(span), places);
    let (grade, message) = (grade(finding), visible(&finding.message));
    // Nothing fails to be written to a string.
    let code = paint.grade(grade, &format!("{grade}[{}]", finding.rule));
    let _ = write!(line, ": {code} {message}");
    // The message speaks of the first of them.
    if finding.subjects.len() > 1 {
        let _ = write!(line, " ({} affected)", finding.subjects.len());
    }
    if finding.status != Status::Active {
        let _ = write!(line, " ({})", finding.status.as_str());
    }
}

/// The place of an error or a gap, for people.
pub(crate) fn entry_place(path: &str, span: Option<Span>, places: &Places<'_>) -> String {
    match span {
        Some(span) => place(places.path(span), Some(span), places),
        None => place(&places.for_people(path), None, places),
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
