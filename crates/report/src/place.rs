//! Spans to lines and columns, in linear time even where a whole file is one line.

use std::borrow::Cow;
use std::cell::OnceCell;

use diag::{Finding, Fix, Report, Source, SourceId, Span};

use crate::Viewpoint;

/// Bytes between two checkpoints of a [`Table`].
const STRIDE: usize = 1024;

/// Columns further into a line than this are counted with the help of a [`Table`].
const LONG: usize = 4 * STRIDE;

/// In what columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Unicode scalar values, as people count.
    Scalar,
    /// UTF-16 code units, as editors count.
    Utf16,
}

/// A span as people know it: 1-based, the end column exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// The sources of a report and what was counted in them so far.
pub(crate) struct Places<'a> {
    report: &'a Report,
    tables: Vec<OnceCell<Table>>,
    /// The paths of all sources as people type them; empty where paths start at the root.
    paths: Vec<String>,
    viewpoint: Viewpoint,
}

impl<'a> Places<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        let tables = (0..report.sources.len()).map(|_| OnceCell::new()).collect();
        Self { report, tables, paths: Vec::new(), viewpoint: Viewpoint::default() }
    }

    /// The same with paths that start where people stand.
    pub(crate) fn of_people(report: &'a Report, viewpoint: &Viewpoint) -> Self {
        let sources = report.sources.iter();
        let paths = sources.map(|(_, source)| viewpoint.path(&source.path).into_owned()).collect();
        Self { paths, viewpoint: viewpoint.clone(), ..Self::new(report) }
    }

    /// The path of an error or a gap as people type it. What is no file of the report is left as it is.
    pub(crate) fn for_people<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let is_of_root = self.report.files.iter().any(|file| file.path == path)
            || self.report.gaps.iter().any(|gap| gap.path == path);
        if is_of_root { self.viewpoint.path(path) } else { Cow::Borrowed(path) }
    }

    pub(crate) fn source(&self, id: SourceId) -> &'a Source {
        self.report.sources.get(id)
    }

    pub(crate) fn path(&self, span: Span) -> &str {
        match self.paths.get(span.source.0 as usize) {
            Some(path) => path,
            None => &self.source(span.source).path,
        }
    }

    /// Line and column at which a span starts.
    pub(crate) fn start(&self, span: Span, unit: Unit) -> (usize, usize) {
        self.locate(span.source, self.bytes(span).0, unit)
    }

    /// Lines and columns of a span. A whole file is its very first position.
    pub(crate) fn spot(&self, span: Span, unit: Unit) -> Spot {
        let (start, end) = self.bytes(span);
        let (line, column) = self.locate(span.source, start, unit);
        let (end_line, end_column) =
            if end == start { (line, column) } else { self.locate(span.source, end, unit) };
        Spot { line, column, end_line, end_column }
    }

    /// The part of a span that lies on its first line, never empty where that line has text to show.
    pub(crate) fn spot_on_one_line(&self, span: Span, unit: Unit) -> Spot {
        let source = self.source(span.source);
        let (start, end) = self.bytes(span);
        let (_, line_end) = source.line_range(source.line_index(to_u32(start)));
        let line_end = line_end as usize;
        let mut end = if span.range.is_some() { end.min(line_end) } else { line_end };
        if end <= start {
            end = source.text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
        }
        let end = end.min(line_end).max(start);
        self.spot(Span::new(span.source, to_u32(start), to_u32(end)), unit)
    }

    /// Whether a fix would spell out a secret that its finding masks.
    pub(crate) fn leaks(&self, finding: &Finding, fix: &Fix) -> bool {
        let mut secrets = finding.redact.iter().map(|span| {
            let (start, end) = self.bytes(*span);
            &self.source(span.source).text[start..end]
        });
        secrets.any(|secret| {
            !secret.is_empty() && fix.edits.iter().any(|edit| edit.text.contains(secret))
        })
    }

    /// Byte range of a span, in order, in the text and on character boundaries.
    pub(crate) fn bytes(&self, span: Span) -> (usize, usize) {
        let text = &*self.source(span.source).text;
        let start = floor(text, span.start() as usize);
        let end = floor(text, span.end() as usize);
        (start, end.max(start))
    }

    fn locate(&self, id: SourceId, offset: usize, unit: Unit) -> (usize, usize) {
        let source = self.source(id);
        let line = source.line_index(to_u32(offset));
        let start = source.line_starts()[line] as usize;
        let text = &*source.text;
        let mut width = if offset - start <= LONG {
            measure(&text[start..offset], unit)
        } else {
            let table = self.tables[id.0 as usize].get_or_init(|| Table::new(text));
            table.width(text, offset, unit) - table.width(text, start, unit)
        };
        if start == 0 && offset > 0 && text.starts_with('\u{feff}') {
            width -= 1;
        }
        (line + 1, width + 1)
    }
}

/// How many columns lie before every [`STRIDE`]th byte of a text.
struct Table {
    scalar: Vec<usize>,
    utf16: Vec<usize>,
}

impl Table {
    fn new(text: &str) -> Self {
        let mut table = Self { scalar: vec![0], utf16: vec![0] };
        let (mut at, mut scalar, mut utf16) = (0, 0, 0);
        for stop in (STRIDE..=text.len()).step_by(STRIDE) {
            let stop = floor(text, stop);
            scalar += measure(&text[at..stop], Unit::Scalar);
            utf16 += measure(&text[at..stop], Unit::Utf16);
            table.scalar.push(scalar);
            table.utf16.push(utf16);
            at = stop;
        }
        table
    }

    fn width(&self, text: &str, offset: usize, unit: Unit) -> usize {
        let nth = offset / STRIDE;
        let before = match unit {
            Unit::Scalar => self.scalar[nth],
            Unit::Utf16 => self.utf16[nth],
        };
        before + measure(&text[floor(text, nth * STRIDE)..offset], unit)
    }
}

/// The nearest character boundary at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn measure(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Scalar => text.chars().count(),
        Unit::Utf16 => text.chars().map(char::len_utf16).sum(),
    }
}

pub(crate) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(text: &str, start: usize, end: usize, unit: Unit) -> Spot {
        let mut report = Report::default();
        let id = report.sources.add(Source::new("f", text));
        Places::new(&report).spot(Span::new(id, to_u32(start), to_u32(end)), unit)
    }

    #[test]
    fn long_lines_are_counted_like_short_ones() {
        let text = format!("ab\n{}x", "é😀z".repeat(5000));
        let end = text.len();
        let scalar = spot(&text, 3, end, Unit::Scalar);
        assert_eq!(scalar, Spot { line: 2, column: 1, end_line: 2, end_column: 15_002 });
        assert_eq!(spot(&text, end - 1, end, Unit::Utf16).column, 20_001);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(spot("\u{feff}FROM a", 3, 7, Unit::Utf16).column, 1);
        assert_eq!(spot("\u{feff}FROM a", 0, 7, Unit::Scalar).end_column, 5);
    }

    #[test]
    fn spans_out_of_bounds_stay_in_the_text() {
        assert_eq!(
            spot("é\n", 1, 99, Unit::Scalar),
            Spot { line: 1, column: 1, end_line: 2, end_column: 1 }
        );
        assert_eq!(
            spot("", 7, 3, Unit::Scalar),
            Spot { line: 1, column: 1, end_line: 1, end_column: 1 }
        );
    }
}
