//! An assessment for job summaries and comments.

use std::io::{self, Write};

use diag::Answer;

use super::Context;
use crate::markdown::{code, escaped, prose};

/// Facts per control before the rest is left to the other formats.
const MAX_FACTS: usize = 3;

pub(super) fn write(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n\n{}.\n", escaped(&cx.title()), cx.counts())?;
    writeln!(out, "| Control | | What it asks | Evidence |\n|---|---|---|---|")?;
    for control in &cx.assessment.controls {
        let told = cx.told(control).into_iter();
        let mut facts: Vec<String> =
            told.map(|(place, words)| format!("{} {}", code(&place), prose(&words))).collect();
        if facts.len() > MAX_FACTS {
            let rest = facts.len() - MAX_FACTS;
            facts.truncate(MAX_FACTS);
            facts.push(format!("and {rest} more"));
        }
        if facts.is_empty() && !control.reason.is_empty() {
            facts.push(prose(&control.reason));
        }
        let mark = if control.answer == Answer::Fail { "**fail**" } else { control.answer.words() };
        let (id, title) = (escaped(&control.id), escaped(&control.title));
        writeln!(out, "| {id} | {mark} | {title} | {} |", facts.join("<br>"))?;
    }
    let waivers = &cx.circumstances.waivers;
    if !waivers.is_empty() {
        writeln!(out, "\n| Waiver | State | Owner | Ends | Reason |\n|---|---|---|---|---|")?;
    }
    for it in waivers {
        let cells = [&it.id, &it.state, &it.owner, &it.expires, &it.reason];
        let cells: Vec<_> = cells.into_iter().map(|cell| escaped(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    cx.assessment.note.as_ref().map_or(Ok(()), |note| writeln!(out, "\n{}", escaped(note)))
}
