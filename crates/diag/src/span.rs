//! Where something is: spans, labels and the steps that a value travelled.

use std::fmt;

use crate::SourceId;

/// A byte range of one source; `range: None` is the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source it lies in.
    pub source: SourceId,
    /// Start and exclusive end in bytes.
    pub range: Option<(u32, u32)>,
}

impl Span {
    /// A span over the bytes `start..end`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, range: Some((start, end)) }
    }

    /// The whole file.
    pub fn file(source: SourceId) -> Self {
        Self { source, range: None }
    }

    /// First byte; 0 for a whole file.
    pub fn start(&self) -> u32 {
        self.range.map_or(0, |(start, _)| start)
    }

    /// Exclusive last byte; 0 for a whole file.
    pub fn end(&self) -> u32 {
        self.range.map_or(0, |(_, end)| end)
    }

    /// Whether it holds every byte of another span; a whole file counts as its very beginning.
    pub fn encloses(self, inner: Self) -> bool {
        self.source == inner.source && self.start() <= inner.start() && inner.end() <= self.end()
    }

    /// The smallest span over both. Spans of different sources cannot be joined: the first wins.
    pub fn to(self, other: Self) -> Self {
        match (self.range, other.range) {
            (Some((a, b)), Some((c, d))) if self.source == other.source => {
                Self::new(self.source, a.min(c), b.max(d))
            }
            _ => self,
        }
    }
}

/// A value and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A place with a few words about it. Every label carries its own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, such as "the image it builds never sets `USER`".
    pub text: String,
}

impl Label {
    /// A label over `span` that says `text`.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// One stop on the way of a value: an override, `extends:`, `<<: *x`, a `.env` line, an ARG default, a catalogue entry.
/// A step may lack a place (the catalogue, a runtime default).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the step is written, if it is written anywhere.
    pub span: Option<Span>,
    /// A few words, such as "extended from here".
    pub text: String,
}

impl Step {
    /// A step that is written at `span`.
    pub fn at(span: Span, text: impl Into<String>) -> Self {
        Self { span: Some(span), text: text.into() }
    }

    /// A step that is written nowhere in the repository.
    pub fn known(text: impl Into<String>) -> Self {
        Self { span: None, text: text.into() }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
