//! From events to the nodes of documents. The event parser's loose places are mended by [`Gaps`].

use std::collections::HashMap;
use std::sync::Arc;

use diag::{SourceId, Span};
use granit_parser::{ScalarStyle, StructureStyle};
use smol_str::SmolStr;

use super::error::{self, Words};
use super::keys;
use super::spans::Gaps;
use super::{Data, Document, Entry, MAX_DEPTH, Map, Node, Scalar, Stream, Style, Tag};
use crate::SyntaxError;

/// What ends a document before its time, and where.
pub(super) struct Fault {
    offset: usize,
    words: Words,
}

impl Fault {
    pub(super) fn new(offset: usize, words: Words) -> Self {
        Self { offset, words }
    }
}

/// First and exclusive last byte.
type Range = (usize, usize);

/// Number of the anchor, or 0, and tag.
pub(super) type Properties = (usize, Option<Box<Tag>>);

/// Documents in the making.
pub(super) struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    stream: Stream,
    document: Option<Document>,
    frames: Vec<Frame>,
    /// Finished children of the open collections: keys and values in turn, of the innermost one last.
    children: Vec<Node>,
    anchors: HashMap<usize, Anchored>,
    /// End of the last token of which an event told.
    last_end: usize,
}

/// A place between two documents.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    comments: usize,
}

/// A collection that is still open.
struct Frame {
    is_map: bool,
    /// Where its children begin.
    children: usize,
    start: usize,
    properties: Properties,
    /// Levels of collections below, aliases followed.
    height: usize,
}

struct Anchored {
    node: Arc<Node>,
    height: usize,
}

/// What stands before the next node of the innermost collection.
enum Before {
    Nothing,
    Item,
    Entry,
    /// A key, and where it ends.
    Key(usize),
}

impl<'t> Builder<'t> {
    pub(super) fn new(source: SourceId, text: &'t str) -> Self {
        Self {
            source,
            text,
            stream: Stream::default(),
            document: None,
            frames: Vec::new(),
            children: Vec::new(),
            anchors: HashMap::new(),
            last_end: 0,
        }
    }

    pub(super) fn into_stream(mut self) -> Stream {
        self.stream.comments.sort_unstable();
        self.stream
    }

    /// Where reading stands between two documents.
    pub(super) fn mark(&self) -> Mark {
        Mark { comments: self.stream.comments.len() }
    }

    /// Forgets what was read of a document since a mark.
    pub(super) fn rewind(&mut self, mark: Mark) {
        self.stream.comments.truncate(mark.comments);
        self.document = None;
        self.frames.clear();
        self.children.clear();
        self.anchors.clear();
    }

    /// How many collections are open.
    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Counts bytes that are read.
    pub(super) fn count(&mut self, bytes: usize) {
        self.stream.read += bytes;
    }

    /// Goes on at a place that is no continuation of what was read.
    pub(super) fn start_at(&mut self, offset: usize) {
        self.last_end = offset;
    }

    pub(super) fn comment(&mut self, range: Range) {
        self.stream.comments.push(self.span(range));
    }

    pub(super) fn start_document(&mut self, range: Range, explicit: bool) {
        let is_resumed = self.stream.documents.last().is_some_and(|document| document.truncated);
        self.last_end = match (explicit, is_resumed) {
            (true, _) => range.1,
            (false, true) => self.gaps().resumed_start(self.last_end, range.0),
            (false, false) => self.gaps().document_start(self.last_end),
        };
        self.document = Some(self.empty_document(range));
    }

    pub(super) fn end_document(&mut self, range: Range) {
        self.last_end = range.1.max(self.last_end);
        self.anchors.clear();
        self.stream.documents.extend(self.document.take());
    }

    /// Where the last document stands if it was read to its end.
    pub(super) fn last_complete(&self) -> Option<Span> {
        let last = self.stream.documents.last().filter(|_| self.document.is_none())?;
        (!last.truncated).then_some(last.span)
    }

    /// The bracket of the innermost collection.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.frames.last().map(|frame| frame.start).filter(|start| self.is_bracket(*start))
    }

    /// Ends the document at an error: what is open is closed, what was read is kept.
    pub(super) fn fail(&mut self, fault: Fault) {
        let offset = fault.offset.min(self.text.len());
        if self.document.is_none() {
            self.document = Some(self.empty_document((offset, offset)));
        }
        while !self.frames.is_empty() {
            self.close((0, 0));
        }
        let span = self.character(offset);
        if let Some(document) = &mut self.document {
            document.errors.push(syntax_error(span, fault.words));
            document.truncated = true;
        }
        self.end_document((0, 0));
    }

    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        range: Range,
        properties: Properties,
    ) {
        let style = style_of(style);
        let (mut text, mut range) = (text, range);
        if range.0 == range.1 && style == Style::Plain {
            text = "";
            if matches!(properties, (0, None)) {
                let missing = self.missing(range.0);
                range = (missing, missing);
            }
        } else if matches!(style, Style::Literal | Style::Folded) {
            range = self.gaps().block_scalar(self.last_end, range);
        }
        self.last_end = range.1.max(self.last_end);
        let scalar = Scalar { text: SmolStr::new(text), style };
        self.add(scalar.into(), range, properties, 0);
    }

    /// Where a value that is left out would stand.
    fn missing(&self, start: usize) -> usize {
        match self.before() {
            Before::Key(end) => self.gaps().missing_value(end, self.is_flow()),
            Before::Entry => self.gaps().missing_key(self.last_end),
            Before::Item => self.gaps().missing_item(self.last_end),
            Before::Nothing => start,
        }
    }

    fn before(&self) -> Before {
        let Some(frame) = self.frames.last() else { return Before::Nothing };
        match &self.children[frame.children..] {
            _ if !frame.is_map => Before::Item,
            [.., key] if (self.children.len() - frame.children) % 2 == 1 => {
                Before::Key(key.span.end() as usize)
            }
            _ => Before::Entry,
        }
    }

    /// Whether the innermost collection stands in brackets. A single pair in a sequence has none of its own.
    fn is_flow(&self) -> bool {
        self.frames.iter().rev().take(2).any(|frame| self.is_bracket(frame.start))
    }

    fn is_bracket(&self, offset: usize) -> bool {
        matches!(self.text.as_bytes().get(offset), Some(b'[' | b'{'))
    }

    pub(super) fn open_sequence(
        &mut self,
        style: StructureStyle,
        range: Range,
        properties: Properties,
    ) -> Result<(), Fault> {
        // A block sequence indented no deeper than its key is told of behind its first dash.
        let is_exact = style == StructureStyle::Flow;
        let start = match self.before() {
            Before::Key(end) if !is_exact => {
                self.gaps().skip_properties(self.gaps().missing_value(end, self.is_flow()))
            }
            Before::Entry if !is_exact => {
                self.gaps().skip_properties(self.gaps().missing_key(self.last_end))
            }
            _ => range.0,
        };
        self.open(false, (start, range.1), properties)
    }

    pub(super) fn open_mapping(
        &mut self,
        range: Range,
        properties: Properties,
    ) -> Result<(), Fault> {
        self.open(true, range, properties)
    }

    fn open(
        &mut self,
        is_map: bool,
        (start, end): Range,
        properties: Properties,
    ) -> Result<(), Fault> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(Fault::new(start, error::too_deep()));
        }
        // Of a bracket the end, of a block the start: an event without width tells of its first child's place.
        self.last_end = if self.is_bracket(start) { end } else { start };
        self.frames.push(Frame {
            is_map,
            children: self.children.len(),
            start,
            properties,
            height: 0,
        });
        Ok(())
    }

    /// Closes the innermost collection; a block one ends with its last child.
    pub(super) fn close(&mut self, range: Range) {
        let Some(frame) = self.frames.pop() else { return };
        if range.0 < range.1 {
            self.last_end = range.1;
        }
        let end = self.last_end.max(frame.start);
        let data = if frame.is_map {
            let entries = self.entries(frame.children, end);
            if let Some(document) = &mut self.document {
                document.has_merge_keys |= entries.iter().any(|entry| entry.key.is_merge_key());
                keys::duplicates(&entries, &mut document.duplicates);
            }
            Data::Map(Map { entries })
        } else {
            Data::Seq(self.children.drain(frame.children..).collect())
        };
        self.add(data, (frame.start, end), frame.properties, frame.height + 1);
    }

    /// Pairs up keys and values. An error may have cut off the last value.
    fn entries(&mut self, from: usize, end: usize) -> Vec<Entry> {
        if (self.children.len() - from) % 2 == 1 {
            self.children.push(Node::null(self.span((end, end))));
        }
        let mut entries = Vec::with_capacity((self.children.len() - from) / 2);
        let mut children = self.children.drain(from..);
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            entries.push(Entry { key, value });
        }
        entries
    }

    pub(super) fn alias(&mut self, id: usize, range: Range) -> Result<(), Fault> {
        let Some(target) = self.anchors.get(&id) else {
            let name = self.text.get(range.0 + 1..range.1).unwrap_or_default();
            self.bad_alias(error::circular_alias(name), range);
            return Ok(());
        };
        let height = target.height;
        if self.frames.len() + height > MAX_DEPTH {
            return Err(Fault::new(range.0, error::too_deep()));
        }
        let node = Node::new(Arc::clone(&target.node), self.span(range));
        self.last_end = range.1;
        self.place(node, height);
        Ok(())
    }

    /// An alias that stands for nothing becomes a null, so that the rest of the document keeps its shape.
    pub(super) fn bad_alias(&mut self, words: Words, range: Range) {
        let span = self.span(range);
        self.last_end = range.1;
        if let Some(document) = &mut self.document {
            document.errors.push(syntax_error(span, words));
        }
        self.place(Node::null(span), 0);
    }

    /// Adds a node, shared if it has an anchor.
    fn add(&mut self, data: Data, range: Range, (anchor, tag): Properties, height: usize) {
        let span = self.span(range);
        let node = Node { data, span, tag, trail: None };
        if anchor == 0 {
            return self.place(node, height);
        }
        let node = Arc::new(node);
        self.anchors.insert(anchor, Anchored { node: Arc::clone(&node), height });
        self.place(Node::new(node, span), height);
    }

    fn place(&mut self, node: Node, height: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.height = frame.height.max(height);
            self.children.push(node);
        } else if let Some(document) = &mut self.document {
            let is_written = node.span.start() < node.span.end() || node.tag.is_some();
            document.span = document.span.to(node.span);
            document.root = is_written.then_some(node);
        }
    }

    /// A tag by its name, `!!` short for the namespace of YAML itself.
    pub(super) fn tag(&self, tag: &granit_parser::Tag, range: Range) -> Tag {
        let name = match tag.suffix_in_namespace("tag:yaml.org,2002:") {
            Some(suffix) => SmolStr::from_iter(["!!", &suffix]),
            None => SmolStr::from_iter([tag.handle(), tag.suffix()]),
        };
        Tag { name, span: self.span(range) }
    }

    fn empty_document(&self, range: Range) -> Document {
        Document {
            root: None,
            span: self.span(range),
            errors: Vec::new(),
            duplicates: Vec::new(),
            truncated: false,
            has_merge_keys: false,
        }
    }

    fn gaps(&self) -> Gaps<'t> {
        Gaps(self.text.as_bytes())
    }

    fn span(&self, (start, end): Range) -> Span {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.source, clamp(start), clamp(end))
    }

    /// The character at an offset; empty at the end of a line.
    fn character(&self, offset: usize) -> Span {
        let next = self.text.get(offset..).and_then(|rest| rest.chars().next());
        let width = next.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        self.span((offset, offset + width))
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
