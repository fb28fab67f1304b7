//! Offsets: spans of the outermost text, and how a re-read string maps back onto it.

use std::ops::Range;

/// A byte range of the text that was parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Exclusive last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span as an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span over both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// An offset as spans store it. Texts beyond 4 GiB never get here.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How offsets of a text being read map onto the outermost text.
pub(super) enum Map {
    /// It is the outermost text.
    Identity,
    /// Runs that were copied from there: (offset here, offset there), both strictly increasing.
    Pieces(Vec<(u32, u32)>),
}

impl Map {
    /// The span there of `start..end` here.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.outer(start);
        let last = if end > start { self.outer(end - 1) + 1 } else { first };
        Span::new(first, last)
    }

    /// The range here of a span that [`Map::span`] gave.
    pub(super) fn local(&self, span: Span) -> Range<usize> {
        let start = self.inner(span.start);
        let end = if span.end > span.start { self.inner(span.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    /// Appends to `pieces` what maps `length` bytes at `target` onto the run at `local` here.
    pub(super) fn copy_run(
        &self,
        pieces: &mut Vec<(u32, u32)>,
        target: usize,
        local: usize,
        length: usize,
    ) {
        if let Self::Pieces(own) = self {
            let first = own.partition_point(|(here, _)| *here as usize <= local);
            push_piece(pieces, offset(target), self.outer(local));
            let inside =
                own[first..].iter().take_while(|(here, _)| (*here as usize) < local + length);
            for (here, there) in inside {
                push_piece(pieces, offset(target + *here as usize - local), *there);
            }
        } else {
            push_piece(pieces, offset(target), offset(local));
        }
    }

    fn outer(&self, at: usize) -> u32 {
        let at = offset(at);
        match self {
            Self::Identity => at,
            Self::Pieces(pieces) => {
                let index = pieces.partition_point(|(here, _)| *here <= at);
                index.checked_sub(1).map_or(0, |it| pieces[it].1 + (at - pieces[it].0))
            }
        }
    }

    fn inner(&self, there: u32) -> usize {
        match self {
            Self::Identity => there as usize,
            Self::Pieces(pieces) => {
                let index = pieces.partition_point(|(_, it)| *it <= there);
                index
                    .checked_sub(1)
                    .map_or(0, |it| (pieces[it].0 + (there - pieces[it].1)) as usize)
            }
        }
    }
}

fn push_piece(pieces: &mut Vec<(u32, u32)>, here: u32, there: u32) {
    match pieces.last() {
        Some((before, origin)) if here - before == there.wrapping_sub(*origin) => {}
        Some((before, _)) if *before == here => {
            pieces.pop();
            pieces.push((here, there));
        }
        _ => pieces.push((here, there)),
    }
}
