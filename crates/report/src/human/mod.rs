//! The report that people read: source lines drawn by miette, then one line that counts.

mod excerpt;
mod group;
mod gutter;
mod line;
mod mask;
mod summary;
mod view;

use std::io::{self, Write};

use diag::{Report, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters};

use self::gutter::Numbers;
use self::view::{Context, View};
use crate::place::Places;
use crate::text::visible;
use crate::{Glyphs, Options, Verbosity, concise};

/// Prose is never wrapped to fewer columns than this.
const MIN_WIDTH: usize = 40;

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report);
    let paint = Paint { color: options.color };
    write_findings(report, options, &places, out)?;
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
    if !(report.troubles.is_empty() && report.gaps.is_empty()) {
        writeln!(out)?;
    }
    writeln!(out, "{}", summary::line(report, options, paint))?;
    summary::scores(report).map_or(Ok(()), |scores| writeln!(out, "{scores}"))
}

fn write_findings(
    report: &Report,
    options: &Options,
    places: &Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let masks = mask::Masks::new(report, places);
    let groups = group::groups(report, options);
    let census = group::Census::new(report, &groups);
    let cx = Context { report, places, masks: &masks, census: &census, links: options.links };
    let handler = handler(options);
    let gap = if options.glyphs == Glyphs::Unicode { '⋮' } else { ':' };
    let mut drawn = String::new();
    for group in &groups {
        let view = View::new(group, &cx);
        drawn.clear();
        handler.render_report(&mut drawn, &view).map_err(io::Error::other)?;
        let snippets: Vec<Numbers<'_>> = std::iter::once(&view)
            .chain(&view.related)
            .map(|it| Numbers { first: it.excerpt.first_number(), lines: &it.excerpt.numbers })
            .collect();
        writeln!(out, "{}", gutter::restore(&drawn, &snippets, gap))?;
    }
    Ok(())
}

/// miette would ask the environment and standard error; the caller knows better.
fn handler(options: &Options) -> GraphicalReportHandler {
    let mut theme =
        if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    if options.glyphs == Glyphs::Ascii {
        theme.characters = ThemeCharacters::ascii();
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width.max(MIN_WIDTH))
        .with_links(options.links)
        .with_link_display_text("(page)")
        .with_context_lines(excerpt::CONTEXT)
        .without_syntax_highlighting()
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
struct Paint {
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
