//! From the head of a file to its end, one instruction at a time.

use std::collections::HashMap;

use diag::{SourceId, Span, Spanned};
use smol_str::SmolStr;

use super::args::{Text, is_blank};
use super::keyword::Keyword;
use super::lines::{Line, MAX_LINE, continued, is_comment, line_at};
use super::nearest::nearest;
use super::sink::{Sink, shown};
use super::text::{LogicalText, to_u32};
use super::tree::{Dockerfile, Instruction, Kind, Warning, WarningKind};
use super::{directive, flags, heredoc, json, kinds};

/// Reads a Dockerfile. Offsets count in `text`, a byte-order mark included.
pub fn parse(source: SourceId, text: &str) -> Dockerfile {
    let out = Dockerfile {
        source,
        directives: Vec::new(),
        escape: b'\\',
        instructions: Vec::new(),
        comments: Vec::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser =
        Parser { source, text, at, end: at, out, sink: Sink::default(), last_lines: None };
    directive::read(&mut parser);
    parser.run();
    parser.finish()
}

pub(super) struct Parser<'t> {
    pub(super) source: SourceId,
    pub(super) text: &'t str,
    /// Where the next line starts.
    pub(super) at: usize,
    /// Where the current instruction ends so far.
    pub(super) end: usize,
    pub(super) out: Dockerfile,
    pub(super) sink: Sink,
    /// Where each text is a line for the last time; made when a heredoc does not end.
    pub(super) last_lines: Option<HashMap<&'t str, usize>>,
}

impl Parser<'_> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, to_u32(start), to_u32(end))
    }

    pub(super) fn comment(&mut self, line: Line) {
        let text = &self.text[line.start..line.end];
        let start = line.start + text.len() - text.trim_start().len();
        self.out.comments.push(self.span(start, line.end));
    }

    fn next_line(&mut self) -> Option<Line> {
        let line = line_at(self.text, self.at)?;
        self.at = line.next;
        if line.next - line.start > MAX_LINE {
            self.check_length(line);
        }
        Some(line)
    }

    fn check_length(&mut self, line: Line) {
        let length = self.text[line.start..line.next].trim_end_matches('\n').len();
        if length > MAX_LINE {
            let span = self.span(line.start, line.end);
            self.sink
                .error(span, format!("line of {length} bytes; BuildKit reads at most {MAX_LINE}"));
        }
    }

    pub(super) fn check_length_between(&mut self, start: usize, end: usize) {
        let mut at = start;
        while end.saturating_sub(at) > MAX_LINE
            && let Some(line) = line_at(self.text, at)
        {
            self.check_length(line);
            at = line.next;
        }
    }

    fn run(&mut self) {
        while let Some(line) = self.next_line() {
            let text = &self.text[line.start..line.end];
            if is_comment(text) {
                self.comment(line);
            } else if !text.trim_start().is_empty() {
                let logical = self.logical_line(line);
                let instruction = self.instruction(&logical);
                self.out.instructions.push(instruction);
            }
        }
    }

    /// Joins a line with those that go on with it; blanks around the whole are cut.
    fn logical_line(&mut self, line: Line) -> LogicalText {
        let text = &self.text[line.start..line.end];
        self.end = line.end;
        let Some(kept) = continued(text, self.out.escape) else {
            return trimmed(&LogicalText::contiguous(self.source, to_u32(line.start), text));
        };
        let mut joined = kept.to_owned();
        let mut jumps = Vec::new();
        while let Some(next) = self.next_line() {
            let text = &self.text[next.start..next.end];
            if is_comment(text) {
                self.comment(next);
                continue;
            }
            if text.trim().is_empty() {
                let span = self.span(next.start, next.next);
                let message = "empty line inside an instruction".to_owned();
                self.sink.warnings.push(Warning {
                    kind: WarningKind::EmptyContinuation,
                    span,
                    message,
                });
                continue;
            }
            jumps.push((to_u32(joined.len()), to_u32(next.start)));
            self.end = next.end;
            let kept = continued(text, self.out.escape);
            joined.push_str(kept.unwrap_or(text));
            if kept.is_none() {
                break;
            }
        }
        trimmed(&LogicalText::scattered(self.source, to_u32(line.start), &joined, &jumps))
    }

    /// Makes sense of one logical line.
    pub(super) fn instruction(&mut self, logical: &LogicalText) -> Instruction {
        let text = Text::new(logical, self.out.escape);
        let keyword_end = text.str.bytes().position(is_blank).unwrap_or(text.str.len());
        let keyword_text = &text.str[..keyword_end];
        let keyword = Keyword::of(keyword_text);
        let (flags, args_start) = flags::split(text, keyword_end..text.str.len());
        let args = args_start..text.str.len();
        let found = if kinds::takes_json(keyword) {
            json::read(&text.str[args.clone()])
        } else {
            json::Json::None
        };
        let json = !matches!(found, json::Json::None);
        let announces = matches!(keyword, Keyword::Run | Keyword::Copy | Keyword::Add) && !json;
        let heredocs = if announces { heredoc::read(self, text) } else { Vec::new() };

        let mut instruction = Instruction {
            span: text.span(&(0..text.str.len())),
            keyword: Spanned::new(keyword, text.span(&(0..keyword_end))),
            keyword_text: SmolStr::new(keyword_text),
            flags,
            args: logical.slice(args.clone()),
            json,
            kind: Kind::Invalid,
            heredocs,
            text: logical.clone(),
        };
        if keyword == Keyword::Unknown {
            self.unknown(&instruction);
        } else {
            instruction.kind = kinds::read(self, text, &instruction, args, found);
        }
        if let Kind::Onbuild(inner) = &instruction.kind {
            instruction.span = instruction.span.to(inner.span);
        } else if !instruction.heredocs.is_empty() {
            instruction.span = instruction.span.to(self.span(self.end, self.end));
        }
        instruction
    }

    fn unknown(&mut self, instruction: &Instruction) {
        let word = &instruction.keyword_text;
        let before = self.out.instructions.last().filter(|it| it.heredocs.is_empty());
        let help = if before.is_some_and(|it| has_parted_heredoc(it.args.as_str())) {
            Some(
                "write the word of a heredoc right behind `<<` or `<<-`, without a blank"
                    .to_owned(),
            )
        } else {
            nearest(word, Keyword::ALL.map(Keyword::as_str))
                .map(|known| format!("did you mean `{known}`?"))
        };
        let message = match word.as_str() {
            "" => "nothing but line continuations".to_owned(),
            word => format!("unknown instruction `{}`", shown(word)),
        };
        self.sink.refuse(instruction.keyword.span, message, help);
    }

    /// What only the whole file shows.
    fn finish(mut self) -> Dockerfile {
        self.check_order();
        self.sink.errors.sort_by_key(|error| error.span.start());
        self.out.errors = self.sink.errors;
        self.out.warnings = self.sink.warnings;
        self.out
    }

    fn check_order(&mut self) {
        if self.out.instructions.is_empty() {
            self.sink.error(Span::file(self.source), "no instructions");
            return;
        }
        let mut keywords = self.out.instructions.iter().map(|it| it.keyword);
        let first = keywords.find(|it| !matches!(it.value, Keyword::Arg | Keyword::Unknown));
        let help = || Some("start with `FROM`; only `ARG` may stand before it".to_owned());
        if let Some(early) = first.filter(|it| it.value != Keyword::From) {
            let message = format!("`{}` before the first `FROM`", early.value.as_str());
            self.sink.error(early.span, message).help = help();
        } else if first.is_none() && self.sink.errors.is_empty() {
            self.sink.error(Span::file(self.source), "nothing to build").help = help();
        }
    }
}

fn trimmed(text: &LogicalText) -> LogicalText {
    let str = text.as_str();
    let end = str.trim_end().len();
    let start = str.len() - str.trim_start().len();
    text.slice(start.min(end)..end)
}

/// Whether a blank stands between `<<` or `<<-` and a word in capitals, so that no heredoc begins there.
fn has_parted_heredoc(text: &str) -> bool {
    text.match_indices("<<").any(|(at, sign)| {
        let rest = &text[at + sign.len()..];
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let word = rest.trim_start_matches([' ', '\t']);
        word.len() < rest.len() && word.starts_with(|c: char| c.is_ascii_uppercase())
    })
}
