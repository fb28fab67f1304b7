//! Runs the event parser over a text, from document to document, past errors.

use std::borrow::Cow;
use std::ops::Range;

use diag::{SourceId, Span};
use granit_parser::{Event, Parser, ScanError, options};

use super::build::{Builder, Fault};
use super::{MAX_DEPTH, Stream, Tag, error, json, quick};

/// Reads the documents of all parts.
pub(super) fn stream(source: SourceId, text: &str, parts: Vec<Range<usize>>) -> Stream {
    stream_with(source, text, parts, quick::read)
}

/// Reads the documents of all parts, those of a kind by a reader of their own. It returns where it stops in a part.
pub(super) fn stream_with<'t>(
    source: SourceId,
    text: &'t str,
    parts: Vec<Range<usize>>,
    quick: impl Fn(&mut Builder<'t>, &'t str, Range<usize>) -> usize,
) -> Stream {
    let mut reader = Reader { text, base: 0, builder: Builder::new(source, text) };
    if u32::try_from(text.len()).is_err() {
        reader.builder.fail(Fault::new(0, error::too_large()));
        return reader.builder.into_stream();
    }
    for part in parts {
        reader.builder.count(part.len());
        let start = quick(&mut reader.builder, text, part.clone());
        if start < part.end
            && let Some(second) = reader.read(start, part.end)
        {
            reader.json_values(second, part.end);
        }
    }
    reader.builder.into_stream()
}

type EventTag<'a> = Option<Cow<'a, granit_parser::Tag>>;

struct Reader<'t> {
    text: &'t str,
    /// Where the part that the parser sees starts; its places count from there.
    base: usize,
    builder: Builder<'t>,
}

impl Reader<'_> {
    /// Reads one JSON value after another, and whatever follows them.
    fn json_values(&mut self, mut start: usize, end: usize) {
        let bytes = &self.text.as_bytes()[..end];
        while bytes.get(start) == Some(&b'{') {
            let end = json::value_end(bytes, start);
            self.read(start, end);
            start = json::next_token(bytes, end);
        }
        if start < bytes.len() {
            self.read(start, bytes.len());
        }
    }

    /// Reads a part of the text. Stops where JSON follows JSON, and returns that place.
    fn read(&mut self, start: usize, end: usize) -> Option<usize> {
        self.base = start;
        self.builder.start_at(start);
        let options = options! {
            emit_unresolved_aliases: true,
            block_scalar_eof_without_line_feed: true,
            max_buffered_comment_events: usize::MAX,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut parser = Parser::new_from_str_with_options(&self.text[start..end], options);
        while let Some(next) = parser.next_event() {
            let fault = match next {
                Ok((event, span)) => self.event(event, &span).err(),
                Err(error) => match self.next_json(&error) {
                    Some(offset) => return Some(offset),
                    None => Some(self.fault(&error)),
                },
            };
            let Some(fault) = fault else { continue };
            self.builder.fail(fault);
            if let Err(error) = parser.proceed_next_document() {
                self.builder.fail(self.fault(&error));
                break;
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Fault> {
        let range = self.range(span);
        match event {
            Event::Comment(..) => self.builder.comment(range),
            Event::DocumentStart(explicit, _) => self.builder.start_document(range, explicit),
            Event::DocumentEnd => self.builder.end_document(range),
            Event::Scalar(text, style, anchor, tag) => {
                let properties = (anchor, self.tag(tag, span));
                self.builder.scalar(&text, style, range, properties);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let properties = (anchor, self.tag(tag, span));
                self.builder.open_sequence(style, range, properties)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                let properties = (anchor, self.tag(tag, span));
                self.builder.open_mapping(range, properties)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.builder.close(range),
            Event::Alias(id) => self.builder.alias(id, range)?,
            Event::UnresolvedAlias(name) => {
                self.builder.bad_alias(error::unknown_alias(&name), range);
            }
            _ => {}
        }
        Ok(())
    }

    fn tag(&self, tag: EventTag<'_>, span: &granit_parser::Span) -> Option<Box<Tag>> {
        let range = span.tag_span().map(|span| self.range(&span)).unwrap_or_default();
        tag.map(|tag| Box::new(self.builder.tag(&tag, range)))
    }

    fn range(&self, span: &granit_parser::Span) -> (usize, usize) {
        let range = span.byte_range().unwrap_or_default();
        (self.base + range.start, self.base + range.end)
    }

    /// Place and words of a parser's error. The place of a tab is the tab, that of an open bracket the bracket.
    fn fault(&self, error: &ScanError) -> Fault {
        let bytes = self.text.as_bytes();
        let offset = self.base + error.marker().byte_offset().unwrap_or_default();
        let offset = offset.min(bytes.len());
        let line = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |newline| newline + 1);
        let indent = bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let in_indent = memchr::memchr(b'\t', &bytes[line..line + indent]).map(|tab| line + tab);
        if error::is_tab(error.kind()) {
            let behind = || memchr::memchr(b'\t', &bytes[offset..]).map(|tab| offset + tab);
            return Fault::new(in_indent.or_else(behind).unwrap_or(offset), error::tab());
        }
        if let Some(tab) = in_indent {
            return Fault::new(tab, error::tab());
        }
        match self.builder.open_bracket() {
            Some(bracket) if error::is_open_bracket(error.kind()) && bracket < line => {
                Fault::new(bracket, error::open_bracket())
            }
            _ => Fault::new(offset, error::words(error.kind())),
        }
    }

    /// Where the next value starts if complete JSON is followed by more, as `kubectl` accepts.
    fn next_json(&self, error: &ScanError) -> Option<usize> {
        let offset = self.base + error.marker().byte_offset()?;
        let last: Span = self.builder.last_complete()?;
        let end = last.end() as usize;
        let bytes = self.text.as_bytes();
        let is_json = bytes.get(end.checked_sub(1)?) == Some(&b'}');
        let only_blanks = self.text.get(end..offset).is_some_and(|gap| gap.trim_ascii().is_empty());
        let is_next = offset > self.base && bytes.get(offset) == Some(&b'{');
        (is_json && only_blanks && is_next).then_some(offset)
    }
}
