//! Heredocs: the words that announce them, and the lines that follow.

use std::collections::HashMap;
use std::ops::Range;

use smol_str::SmolStr;

use super::args::Text;
use super::keyword::Keyword;
use super::lines::{Line, line_at};
use super::parser::Parser;
use super::tree::Heredoc;
use crate::words::{heredoc_delimiter, heredoc_words};

/// A heredoc that a line announces.
pub(super) struct Opener {
    pub(super) range: Range<usize>,
    pub(super) name: String,
    expand: bool,
    chomp: bool,
    fd: u64,
}

/// The heredocs that the line of a RUN, COPY or ADD announces. A line that does not lex announces none.
pub(super) fn openers(line: &str) -> Vec<Opener> {
    if memchr::memmem::find(line.as_bytes(), b"<<").is_none() {
        return Vec::new();
    }
    let words = heredoc_words(line).unwrap_or_default();
    words.into_iter().filter_map(|word| opener(&word.text, word.start)).collect()
}

/// Reads one word: digits, `<<`, perhaps `-`, and a delimiter.
pub(super) fn opener(word: &str, start: usize) -> Option<Opener> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = word[digits..].strip_prefix("<<")?;
    let (chomp, delimiter) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    if delimiter.is_empty() || delimiter.contains('<') {
        return None;
    }
    let (name, quoted) = heredoc_delimiter(delimiter)?;
    let fd = if digits == 0 { 0 } else { word[..digits].parse().unwrap_or(u64::MAX) };
    Some(Opener { range: start..start + word.len(), name, expand: !quoted, chomp, fd })
}

/// Reads the bodies of the heredocs that an instruction announces; the parser moves behind them.
pub(super) fn read(parser: &mut Parser<'_>, text: Text<'_>) -> Vec<Heredoc> {
    let mut heredocs = Vec::new();
    for opener in openers(text.str) {
        let start = parser.at;
        let end = terminator(parser, &opener);
        let body_end = end.map_or_else(|| recovery(parser), |line| line.start);
        parser.at = end.map_or(body_end, |line| line.next);
        heredocs.push(Heredoc {
            opener: text.span(&opener.range),
            body: parser.span(start, body_end),
            name: SmolStr::new(&opener.name),
            expand: opener.expand,
            chomp: opener.chomp,
            fd: opener.fd,
        });
        if let Some(line) = end {
            parser.end = line.end;
            continue;
        }
        parser.end = parser.text[..body_end].trim_end().len().max(parser.end);
        let message = format!("heredoc `{}` never ends", opener.name);
        let help = format!("write `{}` alone on the line after its last", opener.name);
        parser.sink.error(text.span(&opener.range), message).help = Some(help);
        break;
    }
    heredocs
}

/// The line that ends a heredoc.
fn terminator(parser: &mut Parser<'_>, opener: &Opener) -> Option<Line> {
    if let Some(last) = &parser.last_lines
        && last.get(opener.name.as_str()).is_none_or(|start| *start < parser.at)
    {
        return None;
    }
    let mut at = parser.at;
    while let Some(line) = line_at(parser.text, at) {
        let text = &parser.text[line.start..line.end];
        if text == opener.name || (opener.chomp && text.trim_start_matches('\t') == opener.name) {
            parser.check_length_between(parser.at, line.next);
            return Some(line);
        }
        at = line.next;
    }
    // Looking to the end of the file for each of many heredocs that never end would be quadratic.
    parser.last_lines.get_or_insert_with(|| last_lines(parser.text));
    None
}

/// Where each text is a line for the last time, with and without the tabs before it.
fn last_lines(text: &str) -> HashMap<&str, usize> {
    let mut last = HashMap::new();
    let mut at = 0;
    while let Some(line) = line_at(text, at) {
        let content = &text[line.start..line.end];
        last.insert(content, line.start);
        last.insert(content.trim_start_matches('\t'), line.start);
        at = line.next;
    }
    last
}

/// Where the file most likely goes on behind a heredoc that never ends: at the next line that looks like an instruction.
fn recovery(parser: &Parser<'_>) -> usize {
    let mut at = parser.at;
    while let Some(line) = line_at(parser.text, at) {
        let first = parser.text[line.start..line.end].split([' ', '\t']).next().unwrap_or_default();
        let shouted = first.bytes().all(|byte| byte.is_ascii_uppercase());
        if shouted && Keyword::of(first) != Keyword::Unknown {
            return line.start;
        }
        at = line.next;
    }
    parser.text.len()
}
