//! An assessment for terminals.

use std::io::{self, Write};

use diag::Answer;

use super::Context;
use crate::text::{count, visible};

/// Facts per control before the rest is counted.
const MAX_FACTS: usize = 5;

pub(super) fn write(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n{}", visible(&cx.title()), cx.counts())?;
    for answer in Answer::ALL {
        let controls = || cx.assessment.controls.iter().filter(move |it| it.answer == answer);
        if controls().next().is_none() {
            continue;
        }
        writeln!(out, "\n{} ({})", answer.words(), controls().count())?;
        let width = controls().map(|it| it.id.len()).max().unwrap_or(0);
        for control in controls() {
            let reason = if control.reason.is_empty() {
                String::new()
            } else {
                format!(" ({})", control.reason)
            };
            let line = format!("  {:width$}  {}{reason}", control.id, control.title);
            writeln!(out, "{}", visible(&line))?;
            let facts = cx.told(control);
            for (place, words) in facts.iter().take(MAX_FACTS) {
                let line = format!("  {:width$}    {place}: {words}", "");
                writeln!(out, "{}", visible(&line))?;
            }
            if facts.len() > MAX_FACTS {
                writeln!(
                    out,
                    "  {:width$}    {}",
                    "",
                    count(facts.len() - MAX_FACTS, "more fact")
                )?;
            }
        }
    }
    let waivers = &cx.circumstances.waivers;
    if !waivers.is_empty() {
        writeln!(out, "\nwaivers ({})", waivers.len())?;
    }
    for it in waivers {
        let line =
            format!("  {}  {}, until {}, {}: {}", it.id, it.state, it.expires, it.owner, it.reason);
        writeln!(out, "{}", visible(&line))?;
    }
    if let Some(note) = &cx.assessment.note {
        writeln!(out, "\n{}", visible(note))?;
    }
    Ok(())
}
