//! An assessment as one page: no scripts, nothing fetched, light and dark, from a phone to paper.

use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Score, Verdict, shown};

use super::{Context, state, words};
use crate::text::visible;

const STYLE: &str = include_str!("style.css");

/// Facts per control on the page; the other formats hold all of them.
const MAX_FACTS: usize = 25;

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
    waivers(cx, out)?;
    controls(cx, out)?;
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
        shown(score.coverage),
        shown(score.low),
        shown(score.high),
        number(score.strict),
    )
}

fn waivers(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    if cx.circumstances.waivers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Waivers</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Waiver</th><th>State</th>\
         <th>Owner</th><th>Ends</th><th>Reason</th></tr></thead>\n<tbody>"
    )?;
    for waiver in &cx.circumstances.waivers {
        write!(out, "<tr>")?;
        waiver.iter().try_for_each(|cell| write!(out, "<td>{}</td>", text(cell)))?;
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table></div>\n</section>")
}

fn controls(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    for answer in Answer::ALL {
        let controls = || cx.assessment.controls.iter().filter(move |it| it.answer == answer);
        if controls().next().is_none() {
            continue;
        }
        let n = controls().count();
        writeln!(out, "<section>\n<h2>Controls: {} ({n})</h2>", answer.words())?;
        controls().try_for_each(|control| write_control(control, cx, out))?;
        writeln!(out, "</section>")?;
    }
    Ok(())
}

fn write_control(control: &ControlAnswer, cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let head = format!(
        "<span class=\"id\">{}</span><span class=\"title\">{}</span><span class=\"mark {}\">{}</span>",
        text(&control.id),
        text(&control.title),
        control.answer.as_str(),
        control.answer.words()
    );
    let reason = if control.reason.is_empty() {
        String::new()
    } else {
        format!("<p class=\"reason\">{}</p>", text(&control.reason))
    };
    if control.evidence.is_empty() {
        return writeln!(
            out,
            "<div class=\"control\"><div class=\"head\">{head}</div>{reason}</div>"
        );
    }
    let open = if control.answer == Answer::Fail { " open" } else { "" };
    let rules: Vec<_> = control.rules.iter().map(|rule| format!("<code>{rule}</code>")).collect();
    writeln!(
        out,
        "<details class=\"control\"{open}><summary class=\"head\">{head}</summary>{reason}\n<ul class=\"facts\">"
    )?;
    // What went wrong is worth more room than what did not.
    let mut facts: Vec<_> = control.evidence.iter().collect();
    facts.sort_by_key(|fact| fact.verdict == Verdict::Pass);
    for fact in facts.iter().take(MAX_FACTS) {
        let digest = fact.digest.get(..12).unwrap_or_default();
        writeln!(
            out,
            "<li><span class=\"state\">{}</span> {} <span class=\"place\">{} <span title=\"SHA-256 {}\">{digest}</span></span></li>",
            state(fact),
            text(&words(fact)),
            text(&cx.place(fact)),
            fact.digest
        )?;
    }
    if facts.len() > MAX_FACTS {
        writeln!(out, "<li>and {} more facts in the JSON report</li>", facts.len() - MAX_FACTS)?;
    }
    writeln!(out, "</ul><p class=\"rules\">judged by {}</p></details>", rules.join(", "))
}

/// Text in which nothing is markup and nothing is hidden.
fn text(raw: &str) -> String {
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
