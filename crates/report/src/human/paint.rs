//! Colours: one for each severity, and none for labels.

use diag::Severity;
use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::{Grade, MIN_WIDTH, excerpt};
use crate::{Glyphs, Options};

/// miette would ask the environment and standard error; the caller knows better. A handler has the colour of one severity.
pub(super) fn handler(options: &Options, grade: Grade) -> GraphicalReportHandler {
    let mut theme = GraphicalTheme::unicode_nocolor();
    if options.color {
        theme.styles = styles(grade);
    }
    if options.glyphs == Glyphs::Ascii {
        theme.characters = ThemeCharacters::ascii();
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width.max(MIN_WIDTH))
        .with_wrap_lines(false)
        .with_links(false)
        .with_context_lines(excerpt::CONTEXT)
        .without_syntax_highlighting()
}

fn styles(grade: Grade) -> ThemeStyles {
    let (mut styles, plain) = (ThemeStyles::ansi(), ThemeStyles::none());
    let one = match grade {
        Some(Severity::Critical) => styles.highlights[0],
        Some(Severity::High) => styles.error,
        Some(Severity::Medium) => styles.warning,
        Some(Severity::Low) => styles.advice,
        Some(Severity::Info) | None => styles.linum,
    };
    (styles.error, styles.warning, styles.advice) = (one, one, one);
    styles.help = plain.help;
    styles.link = styles.linum;
    styles.highlights = plain.highlights;
    styles
}

/// Colours for what miette does not draw.
#[derive(Clone, Copy)]
pub(crate) struct Paint {
    pub(crate) color: bool,
}

impl Paint {
    pub(crate) fn error(self, text: &str) -> String {
        self.sgr("1;31", text)
    }

    pub(crate) fn note(self, text: &str) -> String {
        self.sgr("1", text)
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.sgr("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.sgr("2", text)
    }

    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        match severity {
            Severity::Critical => self.sgr("1;35", text),
            Severity::High => self.sgr("31", text),
            Severity::Medium => self.sgr("33", text),
            Severity::Low => self.sgr("36", text),
            Severity::Info => self.dim(text),
        }
    }

    /// A text in the colour of its grade: `high`, or `review`.
    pub(crate) fn grade(self, grade: &str, text: &str) -> String {
        grade.parse::<Severity>().map_or_else(|()| self.dim(text), |it| self.severity(it, text))
    }

    fn sgr(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
