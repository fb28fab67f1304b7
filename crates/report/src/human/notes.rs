//! Errors and notes: what could not be done, and what was recognised and not judged.

use std::collections::BTreeMap;
use std::io::{self, Write};

use diag::{Gap, Report};

use super::Paint;
use crate::place::Places;
use crate::text::{count, visible};
use crate::{Options, Verbosity, concise};

/// Notes unless `-v` asks for all.
const MAX_NOTES: usize = 3;

/// Writes every error, whatever was asked for.
pub(super) fn errors(
    report: &Report,
    places: &Places<'_>,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    for it in &report.troubles {
        let place = concise::entry_place(&it.path, it.span, places);
        write_entry(&paint.error("error"), &place, &it.message, it.help.as_deref(), out)?;
    }
    if report.troubles.is_empty() { Ok(()) } else { writeln!(out) }
}

/// Writes the gaps: one line for what is said of several files, and the rest counted.
pub(super) fn gaps(
    (report, options): (&Report, &Options),
    places: &Places<'_>,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    if options.verbosity == Verbosity::Quiet || report.gaps.is_empty() {
        return Ok(());
    }
    let kinds = kinds(&report.gaps);
    let max = if options.verbosity == Verbosity::Verbose { kinds.len() } else { MAX_NOTES };
    for gaps in kinds.iter().take(max) {
        let first = gaps[0];
        let place = concise::entry_place(&first.path, first.span, places);
        let more = match gaps.len() - 1 {
            0 => String::new(),
            n => format!(" (and {} like it)", count(n, "place")),
        };
        let message = format!("{}{more}", first.message);
        write_entry(&paint.note("note"), &place, &message, first.help.as_deref(), out)?;
    }
    if kinds.len() > max {
        let rest = count(kinds.len() - max, "more note");
        writeln!(out, "{}: {rest}, `-v` lists them", paint.note("note"))?;
    }
    writeln!(out)
}

/// Gaps that say the same, in the order of the report.
fn kinds(gaps: &[Gap]) -> Vec<Vec<&Gap>> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: Vec<Vec<&Gap>> = Vec::new();
    for gap in gaps {
        let at = *known.entry(&gap.message).or_insert_with(|| {
            kinds.push(Vec::new());
            kinds.len() - 1
        });
        kinds[at].push(gap);
    }
    kinds
}

fn write_entry(
    kind: &str,
    place: &str,
    message: &str,
    help: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{kind}: {place}: {}", visible(message))?;
    help.map_or(Ok(()), |help| writeln!(out, "  help: {}", visible(help)))
}
