//! An assessment as one page: no scripts, nothing fetched, light and dark, from a phone to paper.

mod controls;
mod network;
mod pictures;

use std::io::{self, Write};

use diag::{Answer, Score, shown};

use super::Context;
use crate::text::visible;

const STYLE: &str = include_str!("style.css");

pub(super) fn write(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = text(&cx.title());
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"lead\">{}.</p>\n",
        text(&cx.counts())
    )?;
    bar(cx, out)?;
    if let Some(note) = &cx.assessment.note {
        writeln!(out, "<p class=\"note\">{}</p>", text(note))?;
    }
    writeln!(out, "</header>")?;
    scores(cx, out)?;
    environments(cx, out)?;
    waivers(cx, out)?;
    controls::write(cx, out)?;
    pictures::hardening(cx, out)?;
    pictures::networks(cx, out)?;
    writeln!(
        out,
        "<footer><p>Plimsoll {}. Findings are read from files: what runs may differ. Titles are in our own words.</p></footer>\n</main>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION")
    )
}

/// The counts as a bar with a legend; the words carry it, the colours only help.
fn bar(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts: Vec<_> = Answer::ALL
        .into_iter()
        .map(|answer| (answer, cx.assessment.count(answer)))
        .filter(|(_, n)| *n > 0)
        .collect();
    writeln!(out, "<div class=\"bar\" aria-hidden=\"true\">")?;
    for (answer, n) in &counts {
        writeln!(out, "<span class=\"{}\" style=\"flex-grow:{n}\"></span>", answer.as_str())?;
    }
    writeln!(out, "</div>\n<ul class=\"legend\">")?;
    for (answer, n) in &counts {
        let (class, words) = (answer.as_str(), answer.words());
        writeln!(out, "<li><i class=\"{class}\"></i><b>{n}</b> {words}</li>")?;
    }
    writeln!(out, "</ul>")
}

fn scores(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    if cx.report.scores.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Environments</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Environment</th>\
         <th class=\"n\">Score</th><th>Grade</th><th class=\"n\">Assessed</th><th class=\"n\">Lowest</th>\
         <th class=\"n\">Highest</th><th class=\"n\">Waived as failed</th><th>Capped</th></tr></thead>\n<tbody>"
    )?;
    for score in &cx.report.scores {
        writeln!(out, "{}", score_row(score))?;
    }
    writeln!(out, "</tbody>\n</table></div>\n</section>")
}

fn score_row(score: &Score) -> String {
    let number = |value: Option<f64>| value.map_or("—".to_owned(), shown);
    let cap = score.cap.map_or(String::new(), |(limit, why)| text(&format!("at {limit}: {why}")));
    format!(
        "<tr><th scope=\"row\">{}</th><td class=\"n\"><b>{}</b></td><td>{}</td><td class=\"n\">{} %</td>\
         <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{cap}</td></tr>",
        text(&score.environment),
        number(score.value),
        score.grade.map_or("—".to_owned(), String::from),
        shown(score.assessed),
        shown(score.low),
        shown(score.high),
        number(score.strict),
    )
}

/// The framework answered for every environment, side by side.
fn environments(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let alone = &cx.circumstances.environments;
    if alone.is_empty() {
        return Ok(());
    }
    write!(
        out,
        "<section>\n<h2>Controls by environment</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Environment</th>"
    )?;
    for answer in Answer::ALL {
        write!(out, "<th class=\"n\">{}</th>", answer.words())?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for assessment in alone {
        write!(out, "<tr><th scope=\"row\">{}</th>", text(&assessment.environment))?;
        for answer in Answer::ALL {
            write!(out, "<td class=\"n\">{}</td>", assessment.count(answer))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table></div>\n</section>")
}

fn waivers(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    if cx.circumstances.waivers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Waivers</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Waiver</th><th>State</th>\
         <th>Owner</th><th>Approved by</th><th>Ends</th><th>Reason</th></tr></thead>\n<tbody>"
    )?;
    for waiver in &cx.circumstances.waivers {
        write!(out, "<tr>")?;
        let approver = waiver.approver.as_deref().unwrap_or("—");
        for (class, cell) in [
            ("", waiver.id.as_str()),
            ("why", &waiver.state),
            ("", &waiver.owner),
            ("", approver),
            ("", &waiver.expires),
            ("why", &waiver.reason),
        ] {
            write!(out, "<td class=\"{class}\">{}</td>", text(cell))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table></div>\n</section>")
}

/// Text in which nothing is markup and nothing is hidden.
pub(super) fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in visible(raw).chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            _ => out.push(c),
        }
    }
    out
}
