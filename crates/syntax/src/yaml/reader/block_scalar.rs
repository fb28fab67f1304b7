//! Scalars behind `|` and `>`.

use super::{Read, Reader};
use crate::yaml::Style;
use crate::yaml::build::Properties;
use crate::yaml::error::{self, Fault};

/// What becomes of the breaks behind the last line of text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

/// A block scalar in the making.
struct Lines {
    text: String,
    is_folded: bool,
    /// Where the last line of text ends.
    end: usize,
    /// The break behind it, and those of the blank lines that follow.
    first_break: &'static str,
    breaks: String,
    /// Whether the last line starts with a blank, so that it is not folded.
    is_deeper: bool,
}

impl<'t> Reader<'_, 't> {
    /// Reads a block scalar that belongs to a collection in column `parent`, up to the next content.
    // go-yaml scannerc.go yaml_parser_scan_block_scalar.
    pub(super) fn block_scalar(&mut self, parent: usize, properties: Properties<'t>) -> Read {
        let start = self.at;
        let is_folded = self.byte(start) == b'>';
        self.at += 1;
        let (chomp, indent) = self.header()?;
        let header_end = self.at;
        self.skip_blanks();
        if !self.is_content_end() {
            return Err(Fault::new(self.at, error::block_header()));
        }
        self.end_line();
        let mut lines = Lines::new(is_folded);
        let indent = match indent {
            Some(digit) => parent.saturating_sub(1) + digit,
            None => self.first_indent(parent.max(1))?,
        };
        self.lines(indent, &mut lines)?;
        let end = if lines.end > 0 { lines.end } else { header_end };
        let style = if is_folded { Style::Folded } else { Style::Literal };
        self.builder.scalar(&lines.chomped(chomp), style, (start, end), properties);
        self.next_content(usize::MAX)
    }

    fn header(&mut self) -> Read<(Chomp, Option<usize>)> {
        let mut chomp = None;
        let mut indent = None;
        loop {
            match self.byte(self.at) {
                b'-' if chomp.is_none() => chomp = Some(Chomp::Strip),
                b'+' if chomp.is_none() => chomp = Some(Chomp::Keep),
                digit @ b'1'..=b'9' if indent.is_none() => indent = Some(usize::from(digit - b'0')),
                _ => return Ok((chomp.unwrap_or(Chomp::Clip), indent)),
            }
            self.at += 1;
        }
    }

    /// How deep the text is indented: as its first line that is not blank, or as a longer blank line before it.
    // go-yaml scannerc.go yaml_parser_scan_block_scalar_breaks.
    fn first_indent(&self, least: usize) -> Read<usize> {
        let mut line = self.at;
        let mut indent = least;
        loop {
            let mut at = line;
            while self.byte(at) == b' ' {
                at += 1;
            }
            indent = indent.max(at - line);
            if self.byte(at) == b'\t' {
                return Err(Fault::new(at, error::tab()));
            }
            let length = self.break_at(at);
            if length == 0 {
                return Ok(indent);
            }
            line = at + length;
        }
    }

    /// Reads all lines that are indented so deep, and the blank ones between and behind them.
    fn lines(&mut self, indent: usize, lines: &mut Lines) -> Read {
        while self.at < self.bytes.len() {
            let line = self.at;
            let mut at = line;
            while at < line + indent && self.byte(at) == b' ' {
                at += 1;
            }
            if at >= self.bytes.len() {
                self.at = at;
                break;
            }
            let length = self.break_at(at);
            if length > 0 {
                lines.breaks.push_str(static_break(self.break_text(at, length)));
                self.at = at + length;
                continue;
            }
            if at < line + indent {
                if self.byte(at) == b'\t' {
                    return Err(Fault::new(at, error::tab()));
                }
                break;
            }
            let end = self.line_end(at);
            lines.push(&self.text[at..end]);
            let text = self.text[..end].trim_end_matches([' ', '\t']).len();
            lines.end = if text > at { text } else { lines.end };
            let length = self.break_at(end);
            lines.first_break =
                if length == 0 { "" } else { static_break(self.break_text(end, length)) };
            self.at = end + length;
        }
        Ok(())
    }
}

/// The same break for as long as anybody wants it.
fn static_break(text: &str) -> &'static str {
    match text {
        "\u{2028}" => "\u{2028}",
        "\u{2029}" => "\u{2029}",
        _ => "\n",
    }
}

impl Lines {
    fn new(is_folded: bool) -> Self {
        Self {
            text: String::new(),
            is_folded,
            end: 0,
            first_break: "",
            breaks: String::new(),
            is_deeper: false,
        }
    }

    /// Adds a line of text. Folding makes a blank of a single line feed between lines that start without one.
    fn push(&mut self, line: &str) {
        let is_deeper = line.starts_with([' ', '\t']);
        let folds = self.is_folded && !self.is_deeper && !is_deeper && self.first_break == "\n";
        if !folds {
            self.text.push_str(self.first_break);
        } else if self.breaks.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(&self.breaks);
        self.breaks.clear();
        self.text.push_str(line);
        self.is_deeper = is_deeper;
    }

    fn chomped(mut self, chomp: Chomp) -> String {
        if chomp != Chomp::Strip {
            self.text.push_str(self.first_break);
        }
        if chomp == Chomp::Keep {
            self.text.push_str(&self.breaks);
        }
        self.text
    }
}
