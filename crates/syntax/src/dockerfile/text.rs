//! Text whose lines were joined, and the way back to the bytes of the file.

use std::ops::Range;
use std::sync::Arc;

use diag::{SourceId, Span};
use smol_str::SmolStr;

/// Text that is contiguous to its reader but may be scattered in the file: continuation lines joined, comments and
/// stripped tabs left out. Cheap to clone and to slice.
#[derive(Clone, PartialEq, Eq)]
pub struct LogicalText {
    source: SourceId,
    whole: SmolStr,
    range: (u32, u32),
    /// Offset in the file of the whole text's first byte.
    first: u32,
    /// Where the text goes on elsewhere: offset in the whole text, offset in the file. Sorted.
    jumps: Option<Arc<[(u32, u32)]>>,
}

impl LogicalText {
    /// Text that stands in the file as it is, from `start` on.
    pub fn contiguous(source: SourceId, start: u32, text: &str) -> Self {
        Self {
            source,
            whole: SmolStr::new(text),
            range: (0, to_u32(text.len())),
            first: start,
            jumps: None,
        }
    }

    /// Text made of parts of the file: `jumps` are pairs of an offset in `text` and the offset in the file that goes on there.
    pub(crate) fn scattered(
        source: SourceId,
        first: u32,
        text: &str,
        jumps: &[(u32, u32)],
    ) -> Self {
        let jumps = (!jumps.is_empty()).then(|| jumps.into());
        Self { jumps, ..Self::contiguous(source, first, text) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.whole[self.range.0 as usize..self.range.1 as usize]
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.range.0 == self.range.1
    }

    /// A part of it, by byte range; the range is cut to the text and to character boundaries.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let text = self.as_str();
        let end = floor(text, range.end);
        let start = floor(text, range.start).min(end);
        let base = self.range.0;
        Self { range: (base + to_u32(start), base + to_u32(end)), ..self.clone() }
    }

    /// Where a byte range of the text stands in the file. A range over a join covers what lies between, too.
    pub fn source_span(&self, range: Range<usize>) -> Span {
        let start = self.source_offset(range.start);
        let end =
            if range.end > range.start { self.source_offset(range.end - 1) + 1 } else { start };
        Span::new(self.source, start, end.max(start))
    }

    /// Where the whole text stands in the file.
    pub fn span(&self) -> Span {
        self.source_span(0..self.as_str().len())
    }

    /// Where a byte of the text stands in the file; the offset may be one past the end.
    pub fn source_offset(&self, offset: usize) -> u32 {
        let at = self.range.0.saturating_add(to_u32(offset));
        let jumps = self.jumps.as_deref().unwrap_or_default();
        let passed = jumps.partition_point(|(logical, _)| *logical <= at);
        let (logical, physical) = passed.checked_sub(1).map_or((0, self.first), |last| jumps[last]);
        physical.saturating_add(at - logical)
    }

    /// The file that the text is from.
    pub fn source(&self) -> SourceId {
        self.source
    }
}

impl std::fmt::Debug for LogicalText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.as_str(), self.span().range)
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub(super) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
