//! One line per finding, for editors and for eyes in a hurry: `path:line:col: severity[rule] message`.

use std::io::{self, Write};

use diag::{Finding, Report, Span, Status};

use crate::place::{Places, Unit};
use crate::text::{defused, visible};
use crate::{Options, Verbosity, grade};

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        writeln!(out, "{}", defused(&line(finding, &places)))?;
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
    let span = finding.primary.span;
    let place = place(places.path(span), Some(span), places);
    let grade = grade(finding);
    let mark = match finding.status {
        Status::Active => String::new(),
        ref status => format!(" ({})", status.as_str()),
    };
    format!("{place}: {grade}[{}] {}{mark}", finding.rule, visible(&finding.message))
}

/// `path:line:col`, or the path alone where there is no place.
pub(crate) fn place(path: &str, span: Option<Span>, places: &Places<'_>) -> String {
    match span {
        Some(span) => {
            let spot = places.spot(span, Unit::Scalar);
            format!("{}:{}:{}", visible(path), spot.line, spot.column)
        }
        None => visible(path).into_owned(),
    }
}
