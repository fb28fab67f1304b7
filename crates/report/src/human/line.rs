//! One source line as people may see it: secrets masked, hidden characters spelt out, over-long lines cut to a window.

use diag::SourceId;

use super::mask::{Masks, STARS};
use crate::place::{Places, floor};
use crate::text::push_visible;

/// Lines longer than this many bytes are cut.
const LONG: usize = 240;

/// How much of a cut line is shown, in bytes, and how much of that before the first label.
const WINDOW: usize = 160;
const LEAD: usize = 48;

/// A label's place on its line, in bytes of the source.
pub(super) type Range = (usize, usize);

/// A drawn line and where the labels lie in it, in bytes of the drawn text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) labels: Vec<Range>,
}

/// Draws the line that holds the bytes `line` of a source.
pub(super) fn draw(
    source: SourceId,
    line: Range,
    labels: &[Range],
    (places, masks): (&Places<'_>, &Masks),
    longest: Option<usize>,
) -> Line {
    let whole = &*places.source(source).text;
    let line = without_mark(whole, line);
    let window = window(whole, line, labels.first(), longest);
    let mut pen = Pen { out: String::new(), points: points(labels, window), done: 0 };
    if window.0 > line.0 {
        pen.out.push('…');
    }
    let mut at = window.0;
    while at < window.1 {
        match masks.after(source, at) {
            Some((start, end)) if start <= at => {
                pen.write(at, end.min(window.1), STARS);
                at = end.min(window.1);
            }
            secret => {
                let stop = secret.map_or(window.1, |(start, _)| start.min(window.1));
                for (offset, c) in whole[at..stop].char_indices() {
                    pen.settle(at + offset);
                    push_visible_or_tab(&mut pen.out, c);
                }
                at = stop;
            }
        }
    }
    pen.settle(window.1);
    if window.1 < line.1 {
        pen.out.push('…');
    }
    pen.finish(labels.len())
}

/// A line without the byte-order mark of its file.
fn without_mark(whole: &str, line: Range) -> Range {
    let mark = if line.0 == 0 && whole.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    (line.0 + mark, line.1.max(line.0 + mark))
}

/// The part of a line that is shown.
fn window(whole: &str, line: Range, focus: Option<&Range>, longest: Option<usize>) -> Range {
    if line.1 - line.0 <= longest.unwrap_or(LONG).min(LONG) {
        return line;
    }
    // Both ends may get an ellipsis.
    let width = longest.map_or(WINDOW, |longest| longest.saturating_sub(2).clamp(LEAD, WINDOW));
    let focus = focus.map_or(line.0, |(start, _)| *start);
    let latest = line.1.saturating_sub(width).max(line.0);
    let start = focus.saturating_sub(width.min(WINDOW) * LEAD / WINDOW).clamp(line.0, latest);
    (floor(whole, start), floor(whole, start + width).min(line.1))
}

/// A start or an end of a label, waiting for the pen to come by.
struct Point {
    offset: usize,
    label: usize,
    is_end: bool,
    drawn: usize,
}

fn points(labels: &[Range], window: Range) -> Vec<Point> {
    let mut points = Vec::with_capacity(labels.len() * 2);
    for (label, range) in labels.iter().enumerate() {
        for (offset, is_end) in [(range.0, false), (range.1, true)] {
            let offset = offset.clamp(window.0, window.1);
            points.push(Point { offset, label, is_end, drawn: 0 });
        }
    }
    points.sort_by_key(|point| point.offset);
    points
}

struct Pen {
    out: String,
    points: Vec<Point>,
    done: usize,
}

impl Pen {
    /// All points up to `offset` lie here.
    fn settle(&mut self, offset: usize) {
        while let Some(point) = self.points.get_mut(self.done).filter(|it| it.offset <= offset) {
            point.drawn = self.out.len();
            self.done += 1;
        }
    }

    /// Writes `text` for the bytes `start..end`; labels within grow to cover all of it.
    fn write(&mut self, start: usize, end: usize, text: &str) {
        self.settle(start);
        let before = self.out.len();
        self.out.push_str(text);
        while let Some(point) = self.points.get_mut(self.done).filter(|it| it.offset < end) {
            point.drawn = if point.is_end { self.out.len() } else { before };
            self.done += 1;
        }
    }

    fn finish(self, n_labels: usize) -> Line {
        let mut labels = vec![(0, 0); n_labels];
        for point in &self.points {
            let label = &mut labels[point.label];
            if point.is_end {
                label.1 = point.drawn;
            } else {
                label.0 = point.drawn;
            }
        }
        Line { text: self.out, labels }
    }
}

/// Tabs are kept: the renderer expands them.
fn push_visible_or_tab(out: &mut String, c: char) {
    if c == '\t' {
        out.push(c);
    } else {
        push_visible(out, c);
    }
}

#[cfg(test)]
mod tests {
    use diag::{Report, Source, Span};

    use super::*;

    fn drawn(text: &str, labels: &[Range], secret: Option<(u32, u32)>) -> Line {
        let mut report = Report::default();
        let id = report.sources.add(Source::new("f", text));
        if let Some((start, end)) = secret {
            let rule = diag::RuleId("r");
            let span = Span::new(id, start, end);
            let verdict = diag::Verdict::Fail;
            let mut finding =
                diag::Finding::new(rule, diag::Severity::High, verdict, span, String::new());
            finding.redact(span);
            report.findings.push(Box::new(finding));
        }
        let places = Places::new(&report);
        let (start, end) = report.sources.get(id).line_range(0);
        draw(
            id,
            (start as usize, end as usize),
            labels,
            (&places, &Masks::new(&report, &places)),
            None,
        )
    }

    #[test]
    fn labels_follow_what_is_spelt_out() {
        let line = drawn("a\u{1b}b\tc", &[(1, 3), (4, 5)], None);
        assert_eq!(line, Line { text: "a\\u{1b}b\tc".into(), labels: vec![(1, 8), (9, 10)] });
    }

    #[test]
    fn secrets_have_no_length() {
        let line = drawn("KEY=pa hunter2 x", &[(4, 6), (9, 10), (0, 16)], Some((7, 14)));
        assert_eq!(line.text, "KEY=pa ******** x");
        assert_eq!(line.labels, [(4, 6), (7, 15), (0, 17)]);
    }

    #[test]
    fn long_lines_are_cut_around_the_first_label() {
        let text = format!("{}NEEDLE{}", "é".repeat(5000), "y".repeat(5000));
        let line = drawn(&text, &[(10_000, 10_006), (0, 4)], None);
        assert!(line.text.starts_with("…é") && line.text.ends_with("y…"), "{}", line.text);
        let (start, end) = line.labels[0];
        assert_eq!(&line.text[start..end], "NEEDLE");
        assert_eq!(line.labels[1], (3, 3));
    }

    #[test]
    fn a_byte_order_mark_is_not_drawn() {
        assert_eq!(
            drawn("\u{feff}FROM a", &[(0, 7)], None),
            Line { text: "FROM a".into(), labels: vec![(0, 4)] }
        );
    }
}
