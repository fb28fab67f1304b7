//! An assessment for spreadsheets: a row per control and fact, by RFC 4180.

use std::io::{self, Write};

use super::{Context, state, words};
use crate::text::visible;

const HEAD: [&str; 12] = [
    "framework",
    "version",
    "environment",
    "control",
    "title",
    "verdict",
    "reason",
    "rule",
    "path",
    "line",
    "outcome",
    "evidence",
];

pub(super) fn write(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let it = cx.assessment;
    row(&HEAD, out)?;
    for control in &it.controls {
        let version = it.version.as_deref().unwrap_or_default();
        let head = [
            it.framework.as_str(),
            version,
            &it.environment,
            &control.id,
            &control.title,
            control.answer.words(),
            &control.reason,
        ];
        for fact in &control.evidence {
            let line = cx.line(fact).to_string();
            let (rule, path, words) = (fact.rule.as_str(), cx.places.path(fact.span), words(fact));
            let tail = [rule, path, line.as_str(), state(fact), words.as_str()];
            row(&[&head[..], &tail[..]].concat(), out)?;
        }
        if control.evidence.is_empty() {
            row(&[&head[..], &[""; 5][..]].concat(), out)?;
        }
    }
    Ok(())
}

fn row(cells: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell that a spreadsheet takes for text: what starts like a formula gets an apostrophe before it.
fn quoted(cell: &str) -> String {
    let cell = visible(cell);
    let formula = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if formula.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
        return cell.into_owned();
    }
    format!("\"{formula}{}\"", cell.replace('"', "\"\""))
}
