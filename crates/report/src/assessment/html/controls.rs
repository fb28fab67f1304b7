//! Every control with its answer, its evidence and its rules.

use std::collections::BTreeSet;
use std::io::{self, Write};

use diag::{Answer, ControlAnswer, Proof, Verdict};

use super::text;
use crate::assessment::{Context, state, words};
use crate::text::count;

/// Facts per control on the page; the other formats hold all of them.
const MAX_FACTS: usize = 25;

/// Writes the controls, those first that are worst.
pub(super) fn write(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
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
        writeln!(out, "<li><span class=\"state\">pass</span>{}</li>", count(held, "other fact"))?;
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
