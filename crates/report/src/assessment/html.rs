//! An assessment as one page: no scripts, nothing fetched, light and dark, from a phone to paper.

use std::collections::BTreeSet;
use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Hardening, Proof, Score, Verdict, shown};

use super::{Context, network, state, words};
use crate::text::{count, visible};

const STYLE: &str = include_str!("style.css");

/// Facts per control on the page; the other formats hold all of them.
const MAX_FACTS: usize = 25;
/// Containers in the table of layers.
const MAX_ROWS: usize = 200;
/// Projects whose networks are drawn.
const MAX_GRAPHS: usize = 20;

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
    controls(cx, out)?;
    hardening(cx, out)?;
    networks(cx, out)?;
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

/// The layers of defence around every service and container. A mark carries it, the colour only helps.
fn hardening(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Hardening { layers, rows } = &cx.circumstances.hardening;
    if rows.is_empty() {
        return Ok(());
    }
    write!(
        out,
        "<section>\n<h2>Layers of defence</h2>\n<p class=\"note\">✓ stands, ✗ does not, ? has to be looked at, w waived.</p>\n\
         <div class=\"scroll\"><table class=\"layers\">\n<thead><tr><th>Container</th>"
    )?;
    layers.iter().try_for_each(|layer| write!(out, "<th>{}</th>", text(layer)))?;
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in rows.iter().take(MAX_ROWS) {
        let (subject, path) = (text(&row.subject), text(&row.path));
        write!(out, "<tr><th scope=\"row\">{subject}<br><span class=\"place\">{path}</span></th>")?;
        for cell in &row.cells {
            let (mark, answer) = match cell {
                Some(Answer::Pass) => ("✓", Answer::Pass),
                Some(Answer::Fail) => ("✗", Answer::Fail),
                Some(Answer::Review) => ("?", Answer::Review),
                Some(Answer::Waived) => ("w", Answer::Waived),
                _ => ("·", Answer::NotApplicable),
            };
            let (class, words) = (answer.as_str(), answer.words());
            write!(
                out,
                "<td class=\"cell\"><span class=\"mark {class}\" title=\"{words}\">{mark}</span></td>"
            )?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table></div>")?;
    rest(rows.len(), MAX_ROWS, "container", out)?;
    writeln!(out, "</section>")
}

/// The networks of every Compose project, drawn.
fn networks(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graphs = &cx.circumstances.networks;
    if graphs.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section>\n<h2>Networks</h2>\n<p class=\"note\">A dot is a service in a network, a square one that stores data. Dashed networks \
         are internal: no way leads out. An arrow marks a service that publishes a port beyond its host.</p>"
    )?;
    for graph in graphs.iter().take(MAX_GRAPHS) {
        writeln!(out, "<h3>{}</h3>", text(&graph.project))?;
        network::write(graph, out)?;
    }
    rest(graphs.len(), MAX_GRAPHS, "project", out)?;
    writeln!(out, "</section>")
}

/// Says what is left out.
fn rest(all: usize, shown: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if all > shown {
        writeln!(out, "<p class=\"note\">and {} more</p>", count(all - shown, what))?;
    }
    Ok(())
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
    // Where something is to be done, what holds is a number.
    let is_open = |fact: &&Proof| control.answer == Answer::Pass || fact.verdict != Verdict::Pass;
    let mut known = BTreeSet::new();
    let facts: Vec<_> = control
        .evidence
        .iter()
        .filter(is_open)
        .filter(|fact| known.insert((state(fact), words(fact), cx.place(fact))))
        .collect();
    for fact in facts.iter().take(MAX_FACTS) {
        writeln!(
            out,
            "<li><span class=\"state\">{}</span><span>{} <span class=\"place\" title=\"SHA-256 {}\">{}</span></span></li>",
            state(fact),
            prose(&words(fact)),
            fact.digest,
            text(&cx.place(fact)),
        )?;
    }
    if facts.len() > MAX_FACTS {
        let more = count(facts.len() - MAX_FACTS, "more fact");
        writeln!(out, "<li><span></span>and {more} in the JSON report</li>")?;
    }
    let held = control.evidence.iter().filter(|fact| !is_open(fact)).count();
    if held > 0 {
        writeln!(
            out,
            "<li><span class=\"state\">pass</span>{}</li>",
            count(held, "other fact")
        )?;
    }
    writeln!(out, "</ul><p class=\"rules\">judged by {}</p></details>", rules.join(", "))
}

/// A sentence in which what stands between backticks is code.
fn prose(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate().map(|(n, part)| match n % 2 {
        0 => text(part),
        _ => format!("<code>{}</code>", text(part)),
    });
    parts.collect()
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
