//! From what a reader finds to the nodes of documents.

use std::collections::HashMap;
use std::sync::Arc;

use diag::{SourceId, Span};
use smol_str::SmolStr;

use super::error::{self, Fault, Words};
use super::{
    Data, Document, Entry, MAX_DEPTH, Map, Node, Scalar, Stream, Style, Tag, binary, keys,
};
use crate::SyntaxError;

/// First and exclusive last byte.
pub(super) type Range = (usize, usize);

/// What may stand before a node.
#[derive(Debug, Default)]
pub(super) struct Properties<'t> {
    pub(super) anchor: Option<Anchor<'t>>,
    pub(super) tag: Option<Box<Tag>>,
}

/// An anchor, by its name and how many were declared before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor<'t> {
    name: &'t str,
    number: usize,
}

impl Properties<'_> {
    pub(super) fn is_none(&self) -> bool {
        self.anchor.is_none() && self.tag.is_none()
    }
}

impl<'t> Properties<'t> {
    /// Adds further properties of the same node, which has one of each kind at most.
    pub(super) fn join(&mut self, more: Properties<'t>, start: usize) -> Result<(), Fault> {
        let are_two = self.anchor.is_some() && more.anchor.is_some()
            || self.tag.is_some() && more.tag.is_some();
        if are_two {
            return Err(Fault::new(start, error::too_many_properties()));
        }
        self.anchor = self.anchor.or(more.anchor);
        self.tag = self.tag.take().or(more.tag);
        Ok(())
    }
}

/// Documents in the making.
pub(super) struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    stream: Stream,
    document: Option<Document>,
    frames: Vec<Frame<'t>>,
    /// Finished nodes: the children of the open collections, keys and values in turn, of the innermost one last.
    nodes: Vec<Node>,
    /// The last anchor of each name in the document, by its number, and the node once it is read.
    anchors: HashMap<&'t str, (usize, Option<Anchored>)>,
    /// How many anchors were declared.
    n_anchors: usize,
}

/// A collection that is still open.
struct Frame<'t> {
    is_map: bool,
    /// Where its children begin.
    children: usize,
    start: usize,
    properties: Properties<'t>,
    /// Levels of collections below, aliases followed.
    height: usize,
}

struct Anchored {
    node: Arc<Node>,
    height: usize,
}

impl<'t> Builder<'t> {
    pub(super) fn new(source: SourceId, text: &'t str) -> Self {
        Self {
            source,
            text,
            stream: Stream::default(),
            document: None,
            frames: Vec::new(),
            nodes: Vec::new(),
            anchors: HashMap::new(),
            n_anchors: 0,
        }
    }

    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }

    /// Counts bytes that are read.
    pub(super) fn count(&mut self, bytes: usize) {
        self.stream.read += bytes;
    }

    pub(super) fn comment(&mut self, range: Range) {
        let span = self.span(range);
        self.stream.comments.push(span);
    }

    /// How many comments were read.
    pub(super) fn n_comments(&self) -> usize {
        self.stream.comments.len()
    }

    /// Where the first comment starts behind the first `n` ones.
    pub(super) fn comment_after(&self, n: usize) -> Option<usize> {
        self.stream.comments.get(n).map(|comment| comment.start() as usize)
    }

    pub(super) fn start_document(&mut self, range: Range) {
        self.document = Some(self.empty_document(range));
    }

    pub(super) fn end_document(&mut self) {
        self.anchors.clear();
        let Some(mut document) = self.document.take() else { return };
        if let Some(root) = self.nodes.pop() {
            document.span = document.span.to(root.span);
            let is_written = root.span.start() < root.span.end() || root.tag_name().is_some();
            document.root = is_written.then_some(root);
        }
        self.nodes.clear();
        self.stream.documents.push(document);
    }

    /// Ends the document at an error: what is open is closed, what was read is kept.
    pub(super) fn fail(&mut self, fault: Fault) {
        let offset = fault.offset.min(self.text.len());
        if self.document.is_none() {
            self.start_document((offset, offset));
        }
        while !self.frames.is_empty() {
            self.close(None);
        }
        let span = self.character(offset);
        if let Some(document) = &mut self.document {
            document.errors.push(syntax_error(span, fault.words));
            document.truncated = true;
        }
        self.end_document();
    }

    /// Adds an error to the document that a place is in, or to one of its own.
    pub(super) fn fail_at(&mut self, fault: Fault) {
        let span = self.character(fault.offset);
        let before = |document: &Document| document.span.start() <= span.start();
        let after = self.stream.documents.partition_point(before);
        match after.checked_sub(1).and_then(|at| self.stream.documents.get_mut(at)) {
            Some(document) => {
                document.errors.push(syntax_error(span, fault.words));
                document.truncated = true;
            }
            None => self.fail(fault),
        }
    }

    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: Style,
        range: Range,
        properties: Properties<'t>,
    ) {
        let mut text = SmolStr::new(text);
        if properties.tag.as_ref().is_some_and(|tag| tag.name == binary::TAG) {
            match binary::decode(&text) {
                Some(decoded) => text = decoded,
                None => self.error(error::bad_binary(), range),
            }
        }
        self.add(Scalar { text, style }.into(), range, properties, 0);
    }

    /// A value or key that is left out, and where it would stand.
    pub(super) fn nothing(&mut self, at: usize, properties: Properties<'t>) {
        self.scalar("", Style::Plain, (at, at), properties);
    }

    /// Opens a collection.
    pub(super) fn open(
        &mut self,
        is_map: bool,
        start: usize,
        properties: Properties<'t>,
    ) -> Result<(), Fault> {
        let children = self.nodes.len();
        self.push(Frame { is_map, children, start, properties, height: 0 })
    }

    /// Opens a mapping around the last node, which turned out to be its first key.
    pub(super) fn open_around(
        &mut self,
        start: usize,
        properties: Properties<'t>,
    ) -> Result<(), Fault> {
        let children = self.nodes.len().saturating_sub(1);
        // The node has counted for the collection around it, which is at least as high.
        let height = self.frames.last().map_or(0, |frame| frame.height);
        if self.frames.len() + height >= MAX_DEPTH {
            return Err(Fault::new(start, error::too_deep()));
        }
        self.push(Frame { is_map: true, children, start, properties, height })
    }

    fn push(&mut self, frame: Frame<'t>) -> Result<(), Fault> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(Fault::new(frame.start, error::too_deep()));
        }
        self.frames.push(frame);
        Ok(())
    }

    /// Closes the innermost collection. One without a bracket ends with its last child.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        let last = self.nodes.get(frame.children..).and_then(<[Node]>::last);
        let end = end
            .or_else(|| last.map(|node| node.span.end() as usize))
            .map_or(frame.start, |end| end.max(frame.start));
        let data = if frame.is_map {
            let entries = self.entries(frame.children, end);
            if let Some(document) = &mut self.document {
                document.has_merge_keys |= entries.iter().any(|entry| entry.key.is_merge_key());
                keys::duplicates(&entries, &mut document.duplicates);
            }
            Data::Map(Map::from(entries))
        } else {
            Data::Seq(self.nodes.drain(frame.children..).collect())
        };
        self.add(data, (frame.start, end), frame.properties, frame.height + 1);
    }

    /// Pairs up keys and values. An error may have cut off the last value.
    fn entries(&mut self, from: usize, end: usize) -> Vec<Entry> {
        if (self.nodes.len() - from) % 2 == 1 {
            self.nodes.push(Node::null(self.span((end, end))));
        }
        let mut entries = Vec::with_capacity((self.nodes.len() - from) / 2);
        let mut children = self.nodes.drain(from..);
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            entries.push(Entry { key, value });
        }
        entries
    }

    /// Takes note of an anchor before the node that it names.
    // go-yaml decode.go parser.anchor: the node counts from where it starts, so of two that lie in each other the inner.
    pub(super) fn declare(&mut self, name: &'t str) -> Anchor<'t> {
        self.n_anchors += 1;
        self.anchors.insert(name, (self.n_anchors, None));
        Anchor { name, number: self.n_anchors }
    }

    /// An alias. One that stands for nothing is an error and a null, so that the rest of the document keeps its shape.
    // go-yaml decode.go alias: `anchor 'a' value contains itself`, `unknown anchor 'a' referenced`.
    pub(super) fn alias(&mut self, name: &'t str, range: Range) -> Result<(), Fault> {
        let (node, height) = match self.anchors.get(name) {
            Some((_, Some(target))) => {
                (Node::new(Arc::clone(&target.node), self.span(range)), target.height)
            }
            Some((_, None)) => (self.bad_alias(error::circular_alias(name), range), 0),
            None => (self.bad_alias(error::unknown_alias(name), range), 0),
        };
        if self.frames.len() + height > MAX_DEPTH {
            return Err(Fault::new(range.0, error::too_deep()));
        }
        self.place(node, height);
        Ok(())
    }

    fn bad_alias(&mut self, words: Words, range: Range) -> Node {
        self.error(words, range);
        Node::null(self.span(range))
    }

    /// An error that does not end the document.
    fn error(&mut self, words: Words, range: Range) {
        let error = syntax_error(self.span(range), words);
        if let Some(document) = &mut self.document {
            document.errors.push(error);
        }
    }

    /// Adds a node, shared if it has an anchor.
    fn add(&mut self, data: Data, range: Range, properties: Properties<'t>, height: usize) {
        let span = self.span(range);
        let node = Node { data, span, tag: properties.tag, trail: None };
        let Some(anchor) = properties.anchor else { return self.place(node, height) };
        let node = Arc::new(node);
        let known = self.anchors.get_mut(anchor.name).filter(|it| it.0 == anchor.number);
        if let Some((_, known)) = known {
            *known = Some(Anchored { node: Arc::clone(&node), height });
        }
        self.place(Node::new(node, span), height);
    }

    fn place(&mut self, node: Node, height: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.height = frame.height.max(height);
        }
        self.nodes.push(node);
    }

    /// Where the last node starts.
    pub(super) fn last_start(&self) -> usize {
        self.nodes.last().map_or(0, |node| node.span.start() as usize)
    }

    /// Where the last node ends.
    pub(super) fn last_end(&self) -> usize {
        self.nodes.last().map_or(0, |node| node.span.end() as usize)
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

    pub(super) fn span(&self, (start, end): Range) -> Span {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(self.source, clamp(start), clamp(end))
    }

    /// The character at an offset; empty at the end of a line.
    fn character(&self, offset: usize) -> Span {
        let next = self.text.get(offset..).and_then(|rest| rest.chars().next());
        let is_break = |c: &char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let width = next.filter(|c| !is_break(c)).map_or(0, char::len_utf8);
        self.span((offset, offset + width))
    }
}

fn syntax_error(span: Span, words: Words) -> SyntaxError {
    SyntaxError { span, message: words.message, help: words.help.map(str::to_owned) }
}
