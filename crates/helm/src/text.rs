//! Text whose every byte knows its origin.

use std::ops::Range;
use std::rc::Rc;

use crate::origin::{FrameId, OriginId};

/// Some bytes with one origin, written in one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The byte behind its last one.
    pub end: u32,
    /// Where the bytes come from.
    pub origin: OriginId,
    /// In which frame they were written; [`FrameId::NONE`] until they are.
    pub frame: FrameId,
}

/// A text and the origins of its bytes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Text {
    text: Rc<str>,
    runs: Runs,
}

#[derive(Clone, Debug)]
enum Runs {
    One(OriginId),
    Many(Rc<[Run]>),
}

/// A text that is being written.
#[derive(Clone, Debug, Default)]
pub struct Rope {
    /// What is written so far.
    pub text: String,
    /// The runs that cover it, in order.
    pub runs: Vec<Run>,
}

impl Text {
    /// A text of one origin.
    pub fn new(text: impl Into<Rc<str>>, origin: OriginId) -> Self {
        Self { text: text.into(), runs: Runs::One(origin) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The most telling origin of the text as a whole: that of its first byte.
    pub fn origin(&self) -> OriginId {
        match &self.runs {
            Runs::One(origin) => *origin,
            Runs::Many(runs) => runs.first().map_or(OriginId::NONE, |run| run.origin),
        }
    }

    /// All origins, in order.
    pub fn origins(&self) -> impl Iterator<Item = OriginId> + '_ {
        self.runs_in(0..self.text.len()).map(|(_, run)| run.origin)
    }

    /// The runs that overlap a range, each with the bytes of the range that it covers. Of an empty text, its origin.
    pub fn runs_in(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Run)> + '_ {
        let one = match &self.runs {
            Runs::One(origin) => {
                let end = u32::try_from(range.end).unwrap_or(u32::MAX);
                Some((range.clone(), Run { end, origin: *origin, frame: FrameId::NONE }))
            }
            Runs::Many(_) => None,
        };
        let many: &[Run] = match &self.runs {
            Runs::One(_) => &[],
            Runs::Many(runs) => runs,
        };
        let first = many.partition_point(|run| run.end as usize <= range.start);
        let mut start = range.start;
        let pieces = many[first..].iter().map_while(move |run| {
            let end = (run.end as usize).min(range.end);
            let piece = (start < end).then_some((start..end, *run));
            start = start.max(end);
            piece
        });
        one.into_iter().chain(pieces)
    }

    /// A part of the text. The range is moved to character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let range = boundary(&self.text, range.start)..boundary(&self.text, range.end);
        let range = range.start..range.end.max(range.start);
        if range == (0..self.text.len()) {
            return self.clone();
        }
        match &self.runs {
            Runs::One(origin) => Self::new(&self.text[range], *origin),
            Runs::Many(_) => {
                let mut rope = Rope::default();
                rope.push_slice(self, range);
                rope.into()
            }
        }
    }

    /// The text with every run's origin replaced, such as by one that says how it was made.
    pub fn map(&self, text: String, mut origin: impl FnMut(OriginId) -> OriginId) -> Self {
        if text.len() != self.text.len() {
            let first = self.origin();
            return Self::new(text, origin(first));
        }
        let runs = match &self.runs {
            Runs::One(one) => Runs::One(origin(*one)),
            Runs::Many(runs) => {
                Runs::Many(runs.iter().map(|it| Run { origin: origin(it.origin), ..*it }).collect())
            }
        };
        Self { text: text.into(), runs }
    }
}

impl Rope {
    /// Adds text of one origin.
    pub fn push(&mut self, text: &str, origin: OriginId, frame: FrameId) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        self.close(origin, frame);
    }

    /// Adds a text with its runs; those outside every frame are written in `frame`.
    pub fn push_text(&mut self, text: &Text, frame: FrameId) {
        self.push_part(text, 0..text.text.len(), frame);
    }

    /// Adds a part of a text with its runs.
    pub fn push_slice(&mut self, text: &Text, range: Range<usize>) {
        self.push_part(text, range, FrameId::NONE);
    }

    fn push_part(&mut self, text: &Text, range: Range<usize>, frame: FrameId) {
        for (piece, run) in text.runs_in(range) {
            if !piece.is_empty() {
                self.text.push_str(&text.text[piece]);
                self.close(run.origin, if run.frame == FrameId::NONE { frame } else { run.frame });
            }
        }
    }

    fn close(&mut self, origin: OriginId, frame: FrameId) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        match self.runs.last_mut() {
            Some(last) if last.origin == origin && last.frame == frame => last.end = end,
            _ => self.runs.push(Run { end, origin, frame }),
        }
    }
}

impl From<Rope> for Text {
    fn from(rope: Rope) -> Self {
        let runs = match rope.runs[..] {
            [] => Runs::One(OriginId::NONE),
            [Run { origin, frame: FrameId::NONE, .. }] => Runs::One(origin),
            _ => Runs::Many(rope.runs.into()),
        };
        Self { text: rope.text.into(), runs }
    }
}

/// The nearest character boundary at or before a byte.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
