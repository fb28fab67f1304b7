//! The lines of one file that a diagnostic draws, as a source of their own.
//!
//! miette gets these few lines instead of the file: they are already fit to be printed, and reading them does not depend
//! on the size of the file. Lines left out in between are put back as a gap by `gutter`.

use diag::{Label, Span};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::fold::fold;
use super::line::{self, Range};
use super::mask::Masks;
use crate::place::{Places, Unit, to_u32};
use crate::text::visible;
use crate::{Medium, Options};

/// A few lines of a file.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    text: String,
    /// 1-based numbers of the lines in the file, ascending.
    pub(super) numbers: Vec<usize>,
    /// Where labels start, with the 1-based line and column in the file.
    starts: Vec<(usize, usize, usize)>,
}

/// What miette draws to the left of a line, beside its number.
const MARGIN: usize = 4;

/// A label is folded no narrower than this.
const NARROWEST: usize = 24;

/// How much room a picture has beside its margin.
#[derive(Clone, Copy)]
struct Fit {
    width: usize,
    /// Whether lines of the file have to fit too.
    lines: bool,
}

impl Fit {
    fn longest(self) -> Option<usize> {
        self.lines.then_some(self.width)
    }

    /// The text of a label that is drawn below a column.
    fn fold(self, text: &str, column: usize) -> String {
        let left = self.width.saturating_sub(column + MARGIN).max(NARROWEST);
        fold(text, left, "")
    }
}

/// A label cut to one line.
struct Cut {
    line: usize,
    range: Range,
    span: Span,
    text: String,
}

/// Labels that lie on each other become one: drawn beside each other, the later ones would point nowhere.
fn apart(cuts: Vec<Cut>) -> Vec<Cut> {
    let mut kept: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        let meets = |it: &&mut Cut| {
            it.line == cut.line
                && it.range.0 < cut.range.1.max(cut.range.0 + 1)
                && cut.range.0 < it.range.1.max(it.range.0 + 1)
        };
        match kept.iter_mut().find(meets) {
            None => kept.push(cut),
            Some(it) if it.text.is_empty() => it.text = cut.text,
            Some(it) if cut.text.is_empty() || it.text == cut.text => {}
            Some(it) => it.text = format!("{}; {}", it.text, cut.text),
        }
    }
    kept
}

impl Excerpt {
    /// The lines that `labels` need, and the labels in them. All labels lie in one file; the first is the primary one.
    pub(super) fn new(
        labels: &[Label],
        places: &Places<'_>,
        masks: &Masks,
        options: &Options,
    ) -> (Self, Vec<LabeledSpan>) {
        let first = labels.first().map(|label| label.span);
        let path = first.map_or_else(String::new, |span| visible(places.path(span)).into());
        let mut excerpt =
            Self { path, text: String::new(), numbers: Vec::new(), starts: Vec::new() };
        let cuts = apart(labels.iter().map(|label| cut(label, places)).collect());
        let mut drawn = vec![None; cuts.len()];
        let lines = lines(&cuts);
        let margin = MARGIN + lines.last().map_or(1, |line| (line + 1).to_string().len());
        let fit = Fit {
            width: options.width.saturating_sub(margin),
            lines: options.medium == Medium::Terminal,
        };
        for line in lines {
            excerpt.push(line, &cuts, &mut drawn, (places, masks, fit));
        }
        (excerpt, drawn.into_iter().flatten().collect())
    }

    fn push(
        &mut self,
        line: usize,
        cuts: &[Cut],
        drawn: &mut [Option<LabeledSpan>],
        (places, masks, fit): (&Places<'_>, &Masks, Fit),
    ) {
        let here: Vec<usize> = (0..cuts.len()).filter(|nth| cuts[*nth].line == line).collect();
        let ranges: Vec<Range> = here.iter().map(|nth| cuts[*nth].range).collect();
        let id = cuts[0].span.source;
        let (start, end) = places.source(id).line_range(line);
        let it =
            line::draw(id, (start as usize, end as usize), &ranges, (places, masks), fit.longest());
        for (nth, (from, to)) in here.into_iter().zip(it.labels) {
            let offset = self.text.len() + from;
            let spot = places.spot(cuts[nth].span, Unit::Scalar);
            self.starts.push((offset, spot.line, spot.column));
            let column = it.text[..from].chars().count() + it.text[from..to].chars().count() / 2;
            let text =
                Some(fit.fold(&visible(&cuts[nth].text), column)).filter(|it| !it.is_empty());
            let span = (offset, to.saturating_sub(from));
            drawn[nth] = Some(if nth == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            });
        }
        self.text.push_str(&it.text);
        self.text.push('\n');
        self.numbers.push(line + 1);
    }

    /// The number that miette shall give to the first line, so that the last one, and with it the margin, is right.
    pub(super) fn first_number(&self) -> usize {
        (self.numbers.last().copied().unwrap_or(1) + 1).saturating_sub(self.numbers.len())
    }
}

/// Cuts a label to its first line, without the blanks at its end.
fn cut(label: &Label, places: &Places<'_>) -> Cut {
    let source = places.source(label.span.source);
    let (start, end) = places.bytes(label.span);
    let line = source.line_index(to_u32(start));
    let (line_start, line_end) = source.line_range(line);
    let (line_start, line_end) = (line_start as usize, line_end as usize);
    let start = start.min(line_end);
    let end = if label.span.range.is_some() { end.clamp(start, line_end) } else { line_end };
    let blank = |text: &str| text.len() - text.trim_end().len();
    let end = end - blank(&source.text[start..end]);
    let span = Span::new(label.span.source, to_u32(start), to_u32(end));
    debug_assert!(line_start <= start, "a line holds its labels");
    Cut { line, range: (start, end), span, text: label.text.clone() }
}

/// The lines to draw, ascending. A single line between two others is shown rather than left out.
fn lines(cuts: &[Cut]) -> Vec<usize> {
    let mut lines: Vec<usize> = cuts.iter().map(|cut| cut.line).collect();
    lines.sort_unstable();
    lines.dedup();
    let between = lines.windows(2).filter(|pair| pair[1] - pair[0] == 2).map(|pair| pair[0] + 1);
    let mut all: Vec<usize> = between.collect();
    all.extend(lines);
    all.sort_unstable();
    all
}

/// How many lines of context miette is told to ask for. A request with context means the whole excerpt.
pub(super) const CONTEXT: usize = 1;

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column, count) = if context_lines_before == CONTEXT {
            (self.first_number(), 1, self.numbers.len())
        } else {
            let start = self.starts.iter().find(|(offset, ..)| *offset == span.offset());
            start.map_or((1, 1, 1), |(_, line, column)| (*line, *column, 1))
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line - 1,
            column - 1,
            count,
        )))
    }
}
