//! Workflow commands of GitHub Actions, which become annotations of a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use diag::{Finding, Report, Severity, Span, Verdict};

use crate::concise;
use crate::place::{Places, Unit};
use crate::text::visible;
use crate::{Options, Verbosity, grade};

/// How many annotations of a kind GitHub shows of a step; it drops the rest without a word.
// docs.github.com, Workflow commands: 10 errors, 10 warnings and 10 notices per step
const MAX_OF_KIND: usize = 10;

/// The kinds of annotations, worst first.
const KINDS: [&str; 3] = ["error", "warning", "notice"];

/// An annotation before it is known whether there is room for it.
struct Annotation {
    kind: &'static str,
    severity: Option<Severity>,
    place: String,
    message: String,
}

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let all = annotations(report, options);
    for kind in KINDS {
        let mut of_kind: Vec<&Annotation> = all.iter().filter(|it| it.kind == kind).collect();
        // Errors of the run itself go before findings: without them a clean result proves nothing.
        of_kind.sort_by_key(|it| (it.severity.is_some(), std::cmp::Reverse(it.severity)));
        let room = if of_kind.len() > MAX_OF_KIND { MAX_OF_KIND - 1 } else { MAX_OF_KIND };
        for it in of_kind.iter().take(room) {
            writeln!(out, "::{kind} {}::{}", it.place, data(&it.message))?;
        }
        if of_kind.len() > room {
            let rest = of_kind.len() - room;
            writeln!(out, "::{kind} title=plimsoll::{rest} more of this kind: see another format")?;
        }
    }
    Ok(())
}

fn annotations(report: &Report, options: &Options) -> Vec<Annotation> {
    let places = Places::new(report);
    let mut all = Vec::new();
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        let span = finding.primary.span;
        let title = format!("{}[{}]", grade(finding), finding.rule);
        // The log shows nothing but the message, so it has to name the place itself.
        let mut message = concise::line(finding, &places);
        if let Some(help) = &finding.help {
            message.push_str("\nhelp: ");
            message.push_str(&visible(help));
        }
        all.push(Annotation {
            kind: command(finding),
            severity: Some(finding.severity),
            place: properties(places.path(span), Some(span), &title, &places),
            message,
        });
    }
    let mut entry = |kind, path: &str, span, text: &str| {
        all.push(Annotation {
            kind,
            severity: None,
            place: properties(path, span, "plimsoll", &places),
            message: format!("{}: {}", concise::place(path, span, &places), visible(text)),
        });
    };
    report.troubles.iter().for_each(|it| entry("error", &it.path, it.span, &it.message));
    if options.verbosity > Verbosity::Quiet {
        report.gaps.iter().for_each(|it| entry("notice", &it.path, it.span, &it.message));
    }
    all
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
