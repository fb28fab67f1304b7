//! Workflow commands of GitHub Actions, which become annotations of a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{Finding, Report, Severity, Span, Verdict};

use crate::concise;
use crate::place::{Places, Unit};
use crate::text::visible;
use crate::{Options, Verbosity, grade};

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        let span = finding.primary.span;
        let title = format!("{}[{}]", grade(finding), finding.rule);
        let place = properties(places.path(span), Some(span), &title, &places);
        // The log shows nothing but the message, so it has to name the place itself.
        let mut message = concise::line(finding, &places);
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(&visible(help));
        }
        writeln!(out, "::{} {place}::{}", command(finding), data(&message))?;
    }
    for it in &report.troubles {
        let place = properties(&it.path, it.span, "plimsoll", &places);
        let message =
            format!("{}: {}", concise::place(&it.path, it.span, &places), visible(&it.message));
        writeln!(out, "::error {place}::{}", data(&message))?;
    }
    if options.verbosity > Verbosity::Quiet {
        for it in &report.gaps {
            let place = properties(&it.path, it.span, "plimsoll", &places);
            let message =
                format!("{}: {}", concise::place(&it.path, it.span, &places), visible(&it.message));
            writeln!(out, "::notice {place}::{}", data(&message))?;
        }
    }
    Ok(())
}

fn command(finding: &Finding) -> &'static str {
    match finding.severity {
        _ if finding.verdict == Verdict::Review => "notice",
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn properties(path: &str, span: Option<Span>, title: &str, places: &Places<'_>) -> String {
    let mut out = format!("file={},", property(&visible(path)));
    if let Some(span) = span {
        let spot = places.spot_on_one_line(span, Unit::Scalar);
        let _ = write!(out, "line={},col={},", spot.line, spot.column);
        let _ = write!(out, "endLine={},endColumn={},", spot.end_line, spot.end_column);
    }
    out + "title=" + &property(title)
}

/// Encodes what follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Encodes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
