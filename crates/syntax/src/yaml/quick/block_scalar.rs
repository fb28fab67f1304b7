//! Scalars behind `|` and `>`.

use granit_parser::ScalarStyle;

use super::Reader;
use crate::yaml::build::Properties;

/// What becomes of the line ends behind the last line of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

/// The lines of a block scalar.
struct Lines {
    /// The text without the line ends behind its last line.
    text: String,
    start: usize,
    end: usize,
    /// Line ends behind the last line of text.
    breaks: usize,
}

impl Reader<'_, '_> {
    /// Reads a block scalar that belongs to a collection in column `parent`, up to the next content.
    pub(super) fn block_scalar(&mut self, parent: usize, properties: Properties) -> Option<()> {
        (parent > 0).then_some(())?;
        let is_folded = self.byte(self.at) == b'>';
        self.at += 1;
        let chomp = self.chomp();
        self.skip_spaces();
        (self.byte(self.at) == b'\n' && self.at < self.end).then_some(())?;
        self.at += 1;
        let Lines { mut text, start, end, breaks } = self.lines(parent, is_folded)?;
        let breaks = match chomp {
            Chomp::Strip => 0,
            Chomp::Clip => breaks.min(1),
            Chomp::Keep => breaks,
        };
        text.extend(std::iter::repeat_n('\n', breaks));
        let style = if is_folded { ScalarStyle::Folded } else { ScalarStyle::Literal };
        self.builder.scalar(&text, style, (start, end), properties);
        self.next_content()
    }

    fn lines(&mut self, parent: usize, is_folded: bool) -> Option<Lines> {
        let (start, leading, indent) = self.first_line(parent)?;
        self.at = start;
        let mut lines = Lines { text: "\n".repeat(leading), start, end: start, breaks: 0 };
        while self.at < self.end {
            let from = self.at;
            while self.at < from + indent && self.byte(self.at) == b' ' {
                self.at += 1;
            }
            let line_end = self.line_end(self.at);
            let line = &self.text[self.at..line_end];
            if line.is_empty() {
                (line_end < self.end).then_some(())?;
                lines.breaks += 1;
            } else if self.at < from + indent {
                self.at = from;
                break;
            } else {
                // Lines that are indented deeper are not folded.
                (!is_folded || !line.starts_with([' ', '\t'])).then_some(())?;
                lines.push(line, is_folded);
                lines.end = line_end;
                lines.breaks = usize::from(line_end < self.end);
            }
            self.at = self.end.min(line_end + 1);
        }
        Some(lines)
    }

    fn chomp(&mut self) -> Chomp {
        let chomp = match self.byte(self.at) {
            b'-' => Chomp::Strip,
            b'+' => Chomp::Keep,
            _ => return Chomp::Clip,
        };
        self.at += 1;
        chomp
    }

    /// The start of the first line that is not empty, how many are before it, and how deep it is indented.
    fn first_line(&self, parent: usize) -> Option<(usize, usize, usize)> {
        let mut start = self.at;
        let mut widest = 0;
        let mut leading = 0;
        while start < self.end {
            let mut at = start;
            while self.byte(at) == b' ' {
                at += 1;
            }
            let indent = at - start;
            if self.byte(at) != b'\n' {
                let fits = indent >= parent && widest <= indent && self.byte(at) != b'\t';
                return fits.then_some((start, leading, indent));
            }
            widest = widest.max(indent);
            leading += 1;
            start = at + 1;
        }
        None
    }
}

impl Lines {
    /// Adds a line of text. Folding makes a blank of a single line end.
    fn push(&mut self, line: &str, is_folded: bool) {
        match self.breaks {
            0 => {}
            1 if is_folded => self.text.push(' '),
            breaks => {
                let kept = breaks - usize::from(is_folded);
                self.text.extend(std::iter::repeat_n('\n', kept));
            }
        }
        self.text.push_str(line);
    }
}
