//! The report that people read: source lines drawn by miette, then one line that counts.

mod summary;

use std::io::{self, Write};

use diag::{Report, Severity};

use crate::place::Places;
use crate::text::visible;
use crate::{Options, Verbosity, concise};

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    let paint = Paint { color: options.color };
    for finding in report.findings.iter().filter(|finding| options.shows(finding)) {
        writeln!(out, "{}", concise::line(finding, &places))?;
    }
    for it in &report.troubles {
        let place = concise::place(&it.path, it.span, &places);
        write_entry(&paint.error("error"), &place, &it.message, it.help.as_deref(), out)?;
    }
    if options.verbosity == Verbosity::Quiet {
        return Ok(());
    }
    for it in &report.gaps {
        let place = concise::place(&it.path, it.span, &places);
        write_entry(&paint.note("note"), &place, &it.message, it.help.as_deref(), out)?;
    }
    writeln!(out, "{}", summary::line(report, options, paint))
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

/// Colours for what miette does not draw.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    color: bool,
}

impl Paint {
    fn error(self, text: &str) -> String {
        self.sgr("1;31", text)
    }

    fn note(self, text: &str) -> String {
        self.sgr("1;36", text)
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        match severity {
            Severity::Critical | Severity::High => self.sgr("31", text),
            Severity::Medium => self.sgr("33", text),
            Severity::Low | Severity::Info => self.sgr("36", text),
        }
    }

    fn sgr(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
