//! Where refusals go.

use diag::Span;

use super::tree::{Warning, WarningKind};
use crate::SyntaxError;

/// Errors and warnings of a file while it is being read.
#[derive(Default)]
pub(super) struct Sink {
    pub(super) errors: Vec<SyntaxError>,
    pub(super) warnings: Vec<Warning>,
    /// Whether what is read now is deferred by ONBUILD: BuildKit looks at it only when it runs.
    pub(super) deferred: bool,
}

impl Sink {
    /// Something that BuildKit refuses when it reads the file.
    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) -> &mut SyntaxError {
        self.errors.push(SyntaxError::new(span, message));
        self.errors.last_mut().expect("just pushed")
    }

    /// Something that BuildKit refuses when it makes sense of an instruction.
    pub(super) fn refuse(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        let message = message.into();
        if self.deferred {
            self.warnings.push(Warning { kind: WarningKind::DeferredError, span, message });
        } else {
            self.error(span, message).help = help;
        }
    }
}

/// Text of the file as messages show it: short, on one line.
pub(super) fn shown(text: &str) -> String {
    const LIMIT: usize = 40;
    let mut short: String =
        text.chars().take(LIMIT).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LIMIT).is_some() {
        short.push_str("...");
    }
    short
}
