//! From the events of granit-parser to documents. The parser's loose places are mended by [`Gaps`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use diag::{SourceId, Span};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, options};
use smol_str::SmolStr;

use super::error::{self, Words};
use super::json;
use super::spans::Gaps;
use super::{Data, Document, Duplicate, Entry, MAX_DEPTH, Map, Node, Scalar, Stream, Style, Tag};
use crate::SyntaxError;

/// Reads all documents.
pub(super) fn stream(source: SourceId, text: &str) -> Stream {
    let mut builder = Builder::new(source, text);
    if u32::try_from(text.len()).is_err() {
        builder.fail(0, Words { message: "the text is larger than 4 GiB".to_owned(), help: None });
        return builder.stream;
    }
    if let Some(second) = builder.read(0, text.len()) {
        builder.json_values(second);
    }
    builder.stream.comments.sort_unstable();
    builder.stream
}

struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    stream: Stream,
    document: Option<Document>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    /// Where the part that the parser sees starts; its places count from there.
    base: usize,
    /// End of the last token of which an event told.
    last_end: usize,
}

/// A collection that is still open.
struct Frame {
    open: Open,
    start: usize,
    tag: Option<Box<Tag>>,
    anchor: usize,
    /// Levels of collections below, aliases followed.
    height: usize,
}

enum Open {
    Seq(Vec<Node>),
    Map(Vec<Entry>, Option<Node>),
}

struct Anchored {
    node: Arc<Node>,
    height: usize,
}

type EventTag<'a> = Option<Cow<'a, granit_parser::Tag>>;

impl<'t> Builder<'t> {
    fn new(source: SourceId, text: &'t str) -> Self {
        Self {
            source,
            text,
            stream: Stream::default(),
            document: None,
            frames: Vec::new(),
            anchors: HashMap::new(),
            base: 0,
            last_end: 0,
        }
    }

    /// Reads one JSON value after another, and whatever follows them.
    fn json_values(&mut self, mut start: usize) {
        let bytes = self.text.as_bytes();
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
        self.last_end = start;
        let options = options! {
            emit_unresolved_aliases: true,
            block_scalar_eof_without_line_feed: true,
            max_buffered_comment_events: usize::MAX,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut parser = Parser::new_from_str_with_options(&self.text[start..end], options);
        while let Some(next) = parser.next_event() {
            let failed = match next {
                Ok((event, span)) => self.event(event, span).err(),
                Err(error) => match self.next_json(&error) {
                    Some(offset) => return Some(offset),
                    None => Some(self.scan_error(&error)),
                },
            };
            let Some((offset, words)) = failed else { continue };
            self.fail(offset, words);
            if let Err(error) = parser.proceed_next_document() {
                let (offset, words) = self.scan_error(&error);
                self.fail(offset, words);
                break;
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, span: granit_parser::Span) -> Result<(), (usize, Words)> {
        let range = span.byte_range().unwrap_or_default();
        let (start, end) = (self.base + range.start, self.base + range.end);
        match event {
            Event::Comment(..) => self.stream.comments.push(self.span(start, end)),
            Event::DocumentStart(explicit, _) => {
                self.last_end = if explicit { end } else { self.implicit_start(start) };
                self.document = Some(self.empty_document(start, end));
            }
            Event::DocumentEnd => {
                self.last_end = end.max(self.last_end);
                self.finish();
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tag(tag, span);
                self.scalar(&text, style, (start, end), anchor, tag);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let start = self.sequence_start(start);
                let tag = self.tag(tag, span);
                self.open(Open::Seq(Vec::new()), (start, end), anchor, tag)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                let tag = self.tag(tag, span);
                self.open(Open::Map(Vec::new(), None), (start, end), anchor, tag)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close((start, end)),
            Event::Alias(id) => self.alias(id, start, end)?,
            Event::UnresolvedAlias(name) => self.bad_alias(error::unknown_alias(&name), start, end),
            _ => {}
        }
        Ok(())
    }

    fn implicit_start(&self, start: usize) -> usize {
        let is_resumed = self.stream.documents.last().is_some_and(|document| document.truncated);
        if is_resumed {
            self.gaps().resumed_start(self.last_end, start)
        } else {
            self.gaps().document_start(self.last_end)
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        range: (usize, usize),
        anchor: usize,
        tag: Option<Box<Tag>>,
    ) {
        let style = style_of(style);
        let (mut start, mut end) = range;
        let mut text = text;
        if start == end && style == Style::Plain {
            text = "";
            if tag.is_none() && anchor == 0 {
                start = self.missing(start);
                end = start;
            }
        } else if matches!(style, Style::Literal | Style::Folded) {
            (start, end) = self.gaps().block_scalar(self.last_end, range);
        }
        self.last_end = end.max(self.last_end);
        let scalar = Scalar { text: SmolStr::new(text), style };
        let node =
            Node { data: Data::Scalar(scalar), span: self.span(start, end), tag, trail: None };
        self.add(node, anchor, 0);
    }

    /// Where a value that is left out would stand.
    fn missing(&self, start: usize) -> usize {
        match self.frames.last().map(|frame| &frame.open) {
            Some(Open::Map(_, Some(key))) => {
                self.gaps().missing_value(key.span.end() as usize, self.is_flow())
            }
            Some(Open::Map(_, None)) => self.gaps().missing_key(self.last_end),
            Some(Open::Seq(_)) => self.gaps().missing_item(self.last_end),
            None => start,
        }
    }

    /// Whether the innermost collection stands in brackets. A single pair in a sequence has none of its own.
    fn is_flow(&self) -> bool {
        let has_bracket =
            |frame: &Frame| matches!(self.text.as_bytes().get(frame.start), Some(b'[' | b'{'));
        self.frames.iter().rev().take(2).any(has_bracket)
    }

    /// A sequence indented no deeper than its key is told of behind its first dash.
    fn sequence_start(&self, start: usize) -> usize {
        let is_exact = matches!(self.text.as_bytes().get(start), Some(b'-' | b'['));
        match self.frames.last().map(|frame| &frame.open) {
            Some(Open::Map(_, Some(key))) if !is_exact => self
                .gaps()
                .first_dash(self.gaps().missing_value(key.span.end() as usize, self.is_flow())),
            Some(Open::Map(_, None)) if !is_exact => {
                self.gaps().first_dash(self.gaps().missing_key(self.last_end))
            }
            _ => start,
        }
    }

    fn open(
        &mut self,
        open: Open,
        (start, end): (usize, usize),
        anchor: usize,
        tag: Option<Box<Tag>>,
    ) -> Result<(), (usize, Words)> {
        if self.frames.len() >= MAX_DEPTH {
            return Err((start, error::too_deep()));
        }
        // Of a bracket the end, of a block the start: an event without width tells of its first child's place.
        self.last_end =
            if matches!(self.text.as_bytes().get(start), Some(b'[' | b'{')) { end } else { start };
        self.frames.push(Frame { open, start, tag, anchor, height: 0 });
        Ok(())
    }

    /// Closes the innermost collection; a block one ends with its last child.
    fn close(&mut self, (start, end): (usize, usize)) {
        let Some(frame) = self.frames.pop() else { return };
        if start < end {
            self.last_end = end;
        }
        let end = self.last_end.max(frame.start);
        let data = match frame.open {
            Open::Seq(mut items) => {
                items.shrink_to_fit();
                Data::Seq(items)
            }
            Open::Map(mut entries, key) => {
                if let Some(key) = key {
                    let value = Node::null(self.span(end, end));
                    entries.push(Entry { key, value });
                }
                entries.shrink_to_fit();
                self.note_keys(&entries);
                Data::Map(Map { entries })
            }
        };
        let node = Node { data, span: self.span(frame.start, end), tag: frame.tag, trail: None };
        self.add(node, frame.anchor, frame.height + 1);
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), (usize, Words)> {
        let Some(target) = self.anchors.get(&id) else {
            let name = self.text.get(start + 1..end).unwrap_or_default();
            self.bad_alias(error::circular_alias(name), start, end);
            return Ok(());
        };
        if self.frames.len() + target.height > MAX_DEPTH {
            return Err((start, error::too_deep()));
        }
        let (node, height) =
            (Node::new(Arc::clone(&target.node), self.span(start, end)), target.height);
        self.last_end = end;
        self.place(node, height);
        Ok(())
    }

    /// An alias that stands for nothing becomes a null, so that the rest of the document keeps its shape.
    fn bad_alias(&mut self, words: Words, start: usize, end: usize) {
        let span = self.span(start, end);
        self.last_end = end;
        if let Some(document) = &mut self.document {
            document.errors.push(syntax_error(span, words));
        }
        self.place(Node::null(span), 0);
    }

    /// Adds a node, shared if it has an anchor.
    fn add(&mut self, node: Node, anchor: usize, height: usize) {
        if anchor == 0 {
            return self.place(node, height);
        }
        let span = node.span;
        let node = Arc::new(node);
        self.anchors.insert(anchor, Anchored { node: Arc::clone(&node), height });
        self.place(Node::new(node, span), height);
    }

    fn place(&mut self, node: Node, height: usize) {
        let Some(frame) = self.frames.last_mut() else {
            if let Some(document) = &mut self.document {
                document.span = document.span.to(node.span);
                let is_left_out = node.span.start() == node.span.end()
                    && matches!(node.data, Data::Scalar(_))
                    && node.tag.is_none();
                document.root = (!is_left_out).then_some(node);
            }
            return;
        };
        frame.height = frame.height.max(height);
        match &mut frame.open {
            Open::Seq(items) => items.push(node),
            Open::Map(entries, key) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => *key = Some(node),
            },
        }
    }

    /// Notes duplicates and merge keys of a mapping.
    fn note_keys(&mut self, entries: &[Entry]) {
        let Some(document) = &mut self.document else { return };
        document.has_merge_keys |= entries.iter().any(|entry| entry.key.is_merge_key());
        duplicates(entries, &mut document.duplicates);
    }

    fn finish(&mut self) {
        self.anchors.clear();
        self.stream.documents.extend(self.document.take());
    }

    /// Ends the document at an error: what is open is closed, what was read is kept.
    fn fail(&mut self, offset: usize, words: Words) {
        let offset = offset.min(self.text.len());
        let document = self.document.take().unwrap_or_else(|| self.empty_document(offset, offset));
        self.document = Some(document);
        while !self.frames.is_empty() {
            self.close((0, 0));
        }
        let span = self.character(offset);
        if let Some(document) = &mut self.document {
            document.errors.push(syntax_error(span, words));
            document.truncated = true;
        }
        self.finish();
    }

    /// Place and words of a parser's error; for a tab, the tab.
    fn scan_error(&self, error: &ScanError) -> (usize, Words) {
        let offset = self.base + error.marker().byte_offset().unwrap_or_default();
        let bytes = self.text.as_bytes();
        let line = memchr::memrchr(b'\n', &bytes[..offset.min(bytes.len())])
            .map_or(0, |newline| newline + 1);
        let indent = bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let tab = memchr::memchr(b'\t', &bytes[line..line + indent]);
        if error::is_tab(error.kind()) {
            let tab = tab
                .map(|tab| line + tab)
                .or_else(|| memchr::memchr(b'\t', &bytes[offset..]).map(|tab| offset + tab));
            return (tab.unwrap_or(offset), error::tab());
        }
        if let Some(tab) = tab {
            return (line + tab, error::tab());
        }
        (offset, error::words(error.kind()))
    }

    /// Where the next value starts if complete JSON is followed by more, as `kubectl` accepts.
    fn next_json(&self, error: &ScanError) -> Option<usize> {
        let offset = self.base + error.marker().byte_offset()?;
        let last = self.stream.documents.last().filter(|_| self.document.is_none())?;
        let end = last.span.end() as usize;
        let bytes = self.text.as_bytes();
        let is_json = bytes.get(end.checked_sub(1)?) == Some(&b'}') && !last.truncated;
        let only_blanks = self.text.get(end..offset).is_some_and(|gap| gap.trim_ascii().is_empty());
        (is_json && only_blanks && offset > self.base && bytes.get(offset) == Some(&b'{'))
            .then_some(offset)
    }

    fn tag(&self, tag: EventTag<'_>, span: granit_parser::Span) -> Option<Box<Tag>> {
        let tag = tag?;
        let name = match tag.core_suffix() {
            Some(suffix) => SmolStr::from_iter(["!!", suffix]),
            None if tag.handle() == "tag:yaml.org,2002:" => {
                SmolStr::from_iter(["!!", tag.suffix()])
            }
            None => SmolStr::from_iter([tag.handle(), tag.suffix()]),
        };
        let range = span.tag_span().and_then(|span| span.byte_range()).unwrap_or_default();
        Some(Box::new(Tag {
            name,
            span: self.span(self.base + range.start, self.base + range.end),
        }))
    }

    fn empty_document(&self, start: usize, end: usize) -> Document {
        Document {
            root: None,
            span: self.span(start, end),
            errors: Vec::new(),
            duplicates: Vec::new(),
            truncated: false,
            has_merge_keys: false,
        }
    }

    fn gaps(&self) -> Gaps<'t> {
        Gaps(self.text.as_bytes())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.source, clamp(start), clamp(end))
    }

    /// The character at an offset; empty at the end of a line.
    fn character(&self, offset: usize) -> Span {
        let next = self.text.get(offset..).and_then(|rest| rest.chars().next());
        let width = next.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        self.span(offset, offset + width)
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        ScalarStyle::Plain => Style::Plain,
    }
}

fn syntax_error(span: Span, words: Words) -> SyntaxError {
    SyntaxError { span, message: words.message, help: words.help.map(str::to_owned) }
}

/// Small mappings are compared pairwise, which is faster than hashing and needs no memory.
const PAIRWISE: usize = 12;

fn duplicates(entries: &[Entry], found: &mut Vec<Duplicate>) {
    let duplicate = |key: &Node, first: &Node| Duplicate {
        key: SmolStr::new(key.as_str().unwrap_or_default()),
        span: key.span,
        first: first.span,
    };
    if entries.len() <= PAIRWISE {
        for (index, entry) in entries.iter().enumerate() {
            let Some(key) = entry.key.as_str() else { continue };
            if let Some(first) =
                entries[..index].iter().find(|first| first.key.as_str() == Some(key))
            {
                found.push(duplicate(&entry.key, &first.key));
            }
        }
        return;
    }
    let mut seen: HashMap<&str, &Node> = HashMap::with_capacity(entries.len());
    for entry in entries {
        let Some(key) = entry.key.as_str() else { continue };
        if let Some(first) = seen.get(key) {
            found.push(duplicate(&entry.key, first));
        } else {
            seen.insert(key, &entry.key);
        }
    }
}
