//! SARIF 2.1.0, written for those who read it: code scanning services, review bots and editors.

mod line_hash;
mod outcome;
mod rules;
mod shape;
mod uri;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use diag::{Finding, Report, Severity, Span};

use self::outcome::{Context, artifact};
use self::shape::{
    Base, Descriptor, Driver, Invocation, Location, Log, Notification, Physical, Run, Text, Tool,
};
use crate::place::Places;
use crate::text::visible;
use crate::{Options, PROJECT_PAGE, escape};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What relative addresses are relative to.
const ROOT: &str = "SRCROOT";

/// GitHub stores no more results of a run.
const MAX_RESULTS: usize = 5000;

pub(crate) fn write(report: &Report, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let places = Places::new(report);
    let cx = Context::new(report, &places);
    let (kept, left_out) = choose(report, options);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: driver(report) },
            invocations: [Invocation {
                execution_successful: report.troubles.is_empty(),
                tool_execution_notifications: notifications(report, &cx, left_out),
            }],
            original_uri_base_ids: BTreeMap::from([(
                ROOT,
                Base { description: Text::new("The root of the repository.") },
            )]),
            column_kind: "utf16CodeUnits",
            results: kept.into_iter().map(|finding| cx.outcome(finding)).collect(),
        }],
    };
    escape::write(&log, out)?;
    out.write_all(b"\n")
}

/// The findings that become results, worst first where there are too many, and how many are left out for that.
fn choose<'a>(report: &'a Report, options: &Options) -> (Vec<&'a Finding>, usize) {
    let findings = report.findings.iter().map(AsRef::as_ref);
    let wanted = findings.filter(|it: &&Finding| options.sarif_all || it.counts());
    let mut kept: Vec<(usize, &Finding)> = wanted.enumerate().collect();
    let left_out = kept.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        kept.sort_by_key(|(_, finding)| (!finding.counts(), Reverse(finding.severity)));
        kept.truncate(MAX_RESULTS);
        kept.sort_by_key(|(nth, _)| *nth);
    }
    (kept.into_iter().map(|(_, finding)| finding).collect(), left_out)
}

fn driver(report: &Report) -> Driver<'_> {
    Driver {
        name: "Plimsoll",
        version: VERSION,
        semantic_version: VERSION,
        information_uri: PROJECT_PAGE,
        rules: report.rules.iter().map(rules::rule).collect(),
    }
}

fn notifications(report: &Report, cx: &Context<'_>, left_out: usize) -> Vec<Notification> {
    let mut all = Vec::new();
    for it in &report.troubles {
        let message = about(&it.path, &it.message, it.help.as_deref());
        all.push(notification("trouble", "error", message, place(&it.path, it.span, cx)));
    }
    for it in &report.gaps {
        let message = about(&it.path, &it.message, it.help.as_deref());
        all.push(notification("gap", "note", message, place(&it.path, it.span, cx)));
    }
    if left_out > 0 {
        let message = format!(
            "Only the {MAX_RESULTS} worst results are listed, {left_out} more are left out; the JSON report has them all."
        );
        all.push(notification("left-out", "warning", message, None));
    }
    all
}

fn notification(
    id: &'static str,
    level: &'static str,
    message: String,
    location: Option<Location>,
) -> Notification {
    let locations = location.into_iter().collect();
    Notification { descriptor: Descriptor { id }, level, message: Text::new(message), locations }
}

fn about(path: &str, message: &str, help: Option<&str>) -> String {
    let help = help.map_or_else(String::new, |help| format!(" {}", sentence(help)));
    format!("{}: {}{help}", visible(path), with_period(plain(message)))
}

/// Where a trouble or gap is; nowhere if its path leads out of the root.
fn place(path: &str, span: Option<Span>, cx: &Context<'_>) -> Option<Location> {
    if let Some(span) = span {
        return Some(cx.location(span, None));
    }
    let inside =
        !path.is_empty() && !path.starts_with('/') && !path.split('/').any(|it| it == "..");
    let physical = Physical { artifact_location: artifact(path), region: None };
    inside.then_some(Location { id: None, physical, message: None })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A message as SARIF wants it: a capital, plain quotes, a period.
fn sentence(message: &str) -> String {
    let text = with_period(plain(message));
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => {
            format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
        }
        _ => text,
    }
}

fn plain(message: &str) -> String {
    visible(message).replace('`', "'")
}

fn with_period(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}
