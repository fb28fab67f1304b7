//! What a parser has to say about text that its format does not allow.

use diag::Span;

/// Something that the format's own reader would refuse, and where. The rest of the text is still parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The place; as small as possible.
    pub span: Span,
    /// What is wrong, lower case, without a final period.
    pub message: String,
    /// What to do, if that is known; starts with a verb.
    pub help: Option<String>,
}

impl SyntaxError {
    /// An error without advice.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
