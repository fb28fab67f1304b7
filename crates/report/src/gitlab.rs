//! The Code Quality report of GitLab, which its merge requests show in every tier.

use std::io::{self, Write};

use diag::{Finding, Report, Severity};
use serde::Serialize;

use crate::escape;
use crate::place::{Places, Unit};
use crate::text::visible;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let places = Places::new(report);
    let counting = report.findings.iter().filter(|finding| finding.counts());
    let issues: Vec<Issue<'_>> = counting.map(|finding| issue(finding, &places)).collect();
    escape::write(&issues, out)?;
    out.write_all(b"\n")
}

fn issue<'a>(finding: &'a Finding, places: &'a Places<'a>) -> Issue<'a> {
    let span = finding.primary.span;
    let spot = places.spot_on_one_line(span, Unit::Scalar);
    Issue {
        description: visible(&finding.message).into_owned(),
        check_name: finding.rule.as_str(),
        fingerprint: &finding.fingerprint,
        severity: match finding.severity {
            Severity::Critical => "blocker",
            Severity::High => "critical",
            Severity::Medium => "major",
            Severity::Low => "minor",
            Severity::Info => "info",
        },
        location: Location {
            path: places.path(span),
            lines: Lines { begin: spot.line, end: spot.end_line },
        },
    }
}
