//! Source texts and the way from a byte offset to a line and column.

use std::sync::{Arc, OnceLock};

/// A handle to a [`Source`] in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// One text that was read: a file, standard input, or an inline document such as `dockerfile_inline`.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the root, with `/` between segments.
    pub path: Arc<str>,
    /// The whole text, byte offsets as in the file (a byte-order mark included).
    pub text: Arc<str>,
    line_starts: OnceLock<Vec<u32>>,
}

/// A place a person can find: 1-based line, and 1-based column in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line; lines end at `\n`.
    pub line: u32,
    /// 1-based column, counted in Unicode scalar values.
    pub column: u32,
}

impl Source {
    /// A source whose line table is built when it is first asked for.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Byte offsets at which lines start; the first is 0.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = self.text.match_indices('\n').map(|(at, _)| to_u32(at + 1));
            std::iter::once(0).chain(newlines).collect()
        })
    }

    /// 0-based index of the line that holds a byte offset.
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Byte range of a 0-based line without its line ending; empty past the last line.
    pub fn line_range(&self, line: usize) -> (u32, u32) {
        let starts = self.line_starts();
        let end_of_text = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let Some(&start) = starts.get(line) else { return (end_of_text, end_of_text) };
        let mut end = starts.get(line + 1).map_or(end_of_text, |next| next - 1);
        if end > start && self.text.as_bytes().get(end as usize - 1) == Some(&b'\r') {
            end -= 1;
        }
        (start, end)
    }

    /// Line and column of a byte offset. Offsets past the end or inside a character are moved back to the nearest boundary.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_index(offset);
        let start = self.line_starts()[line] as usize;
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[start..end].chars().filter(|c| *c != '\u{feff}').count() + 1;
        Position { line: to_u32(line + 1), column: to_u32(column) }
    }

    /// The text of a byte range; empty if the range does not lie on character boundaries in the text.
    pub fn slice(&self, range: (u32, u32)) -> &str {
        self.text.get(range.0 as usize..range.1 as usize).unwrap_or_default()
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// All sources of a run, by id. Cheap to clone: the texts are shared.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a source and returns its id.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(to_u32(self.list.len()));
        self.list.push(Arc::new(source));
        id
    }

    /// The source of an id that this collection gave out.
    ///
    /// # Panics
    /// If the id comes from another collection.
    pub fn get(&self, id: SourceId) -> &Arc<Source> {
        &self.list[id.0 as usize]
    }

    /// All sources with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        (0u32..).map(SourceId).zip(&self.list)
    }

    /// How many sources there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_one_based_and_count_characters() {
        let source = Source::new("f", "é😀x\r\nb\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(6), Position { line: 1, column: 3 });
        assert_eq!(source.position(9), Position { line: 2, column: 1 });
        assert_eq!(source.position(99), Position { line: 3, column: 1 });
        assert_eq!(source.line_range(0), (0, 7));
        assert_eq!(source.line_range(9), (11, 11));
    }

    #[test]
    fn a_byte_order_mark_shifts_no_column() {
        let source = Source::new("f", "\u{feff}FROM a");
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
    }
}
