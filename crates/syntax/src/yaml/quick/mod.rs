//! The YAML that most files are written in, read without the event parser at a fraction of its cost: block collections,
//! scalars of one line, block scalars, flow collections, anchors and aliases.
//!
//! Whatever is not surely of that kind, errors above all, is left to the event parser: [`read`] stops before the document
//! in which it stands. The tests hold both to the same trees and places.

mod block_scalar;
mod flow;
mod lines;
mod scalar;

use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};

use super::build::{Builder, Properties};
use scalar::Token;

/// Deeper collections are left to the event parser, which knows what is too deep.
const MAX_DEPTH: usize = 64;

const NO_PROPERTIES: Properties = (0, None);

/// Reads documents of a part of the text. Returns where the first one starts that the event parser has to read, or the
/// end of the part.
pub(super) fn read<'t>(builder: &mut Builder<'t>, text: &'t str, part: Range<usize>) -> usize {
    if !lines::is_usual(&text[part.clone()]) {
        return part.start;
    }
    let mut at = part.start;
    while at < part.end {
        let mark = builder.mark();
        let reader = Reader {
            builder: &mut *builder,
            text,
            end: part.end,
            at,
            column: 0,
            anchors: Vec::new(),
        };
        let Some(next) = reader.document() else {
            builder.rewind(mark);
            break;
        };
        at = next;
    }
    at
}

/// Reads one document. Every method returns `None` where the event parser has to take over.
struct Reader<'b, 't> {
    builder: &'b mut Builder<'t>,
    text: &'t str,
    /// Where the part of the text ends.
    end: usize,
    /// What is read next.
    at: usize,
    /// Column of what is read next, counted from 1, if it is the start of a node; 0 at the end of the document.
    column: usize,
    /// Names of anchors; their numbers count from 1.
    anchors: Vec<&'t str>,
}

impl Reader<'_, '_> {
    /// Reads one document and returns where it ends.
    fn document(mut self) -> Option<usize> {
        self.builder.start_at(self.at);
        self.next_content()?;
        let start = self.at;
        let is_marked = self.at < self.end && self.column == 0;
        if is_marked {
            self.at += 3;
            self.next_line()?;
        }
        if self.column == 0 {
            // An empty document, or a text without any.
            return (!is_marked).then_some(self.end);
        }
        self.builder.start_document((start, if is_marked { start + 3 } else { start }), is_marked);
        self.node(0, true, NO_PROPERTIES)?;
        (self.column == 0).then_some(())?;
        self.builder.end_document((0, 0));
        Some(self.at)
    }

    /// Reads a node that belongs to a collection in column `parent`, up to the next content behind it. Only a node that
    /// stands first in its line, dashes aside, may be a block collection.
    fn node(&mut self, parent: usize, is_first: bool, properties: Properties) -> Option<()> {
        match self.byte(self.at) {
            b'-' if self.is_dash() => {
                return if is_first { self.sequence(false, properties) } else { None };
            }
            b'[' | b'{' => self.flow(parent, properties)?,
            b'|' | b'>' => {
                self.block_scalar(parent, properties)?;
                return (self.column <= parent).then_some(());
            }
            b'*' => {
                (properties.0 == 0).then_some(())?;
                self.alias()?;
            }
            _ => {
                let token = self.token(false)?;
                if token.is_key {
                    return if is_first { self.mapping(token, properties) } else { None };
                }
                self.scalar(&token, properties);
            }
        }
        self.next_line()?;
        // A deeper line goes on with the scalar, or is an error.
        (self.column <= parent).then_some(())
    }

    fn mapping(&mut self, first: Token<'_>, properties: Properties) -> Option<()> {
        let column = self.column;
        self.open()?;
        self.builder.open_mapping((self.at, self.at), properties).ok()?;
        let mut key = first;
        loop {
            self.scalar(&key, NO_PROPERTIES);
            self.at = key.range.1 + 1;
            self.value(column)?;
            if self.column != column {
                break;
            }
            key = if self.is_dash() { None } else { self.token(false).filter(|key| key.is_key) }?;
        }
        self.close_block(column)
    }

    /// Reads the value behind a colon.
    fn value(&mut self, parent: usize) -> Option<()> {
        self.skip_spaces();
        let properties = self.anchor()?;
        if !self.is_line_end() {
            return self.node(parent, false, properties);
        }
        self.next_line()?;
        if self.column > parent {
            self.node(parent, true, properties)
        } else if self.column == parent && self.is_dash() {
            self.sequence(true, properties)
        } else {
            self.nothing(properties)
        }
    }

    /// Reads a sequence. One whose dashes stand in the column of the mapping around it may be followed by a key there.
    fn sequence(&mut self, is_level: bool, properties: Properties) -> Option<()> {
        let column = self.column;
        self.open()?;
        self.builder
            .open_sequence(StructureStyle::Block, (self.at, self.at + 1), properties)
            .ok()?;
        loop {
            self.at += 1;
            self.item(column)?;
            if self.column != column || !self.is_dash() {
                break;
            }
        }
        (self.column != column || is_level).then_some(())?;
        self.close_block(column)
    }

    /// Reads the item behind a dash.
    fn item(&mut self, parent: usize) -> Option<()> {
        let dash = self.at;
        self.skip_spaces();
        let properties = self.anchor()?;
        if !self.is_line_end() {
            self.column = parent + 1 + self.at - dash;
            return self.node(parent, properties.0 == 0, properties);
        }
        self.next_line()?;
        if self.column > parent {
            self.node(parent, true, properties)
        } else {
            self.nothing(properties)
        }
    }

    /// A value that is left out.
    fn nothing(&mut self, properties: Properties) -> Option<()> {
        (properties.0 == 0).then_some(())?;
        self.builder.scalar("", ScalarStyle::Plain, (self.at, self.at), properties);
        Some(())
    }

    fn scalar(&mut self, token: &Token<'_>, properties: Properties) {
        self.builder.scalar(&token.text, token.style, token.range, properties);
        self.at = token.range.1;
    }

    fn open(&self) -> Option<()> {
        (self.builder.depth() < MAX_DEPTH).then_some(())
    }

    fn close_block(&mut self, column: usize) -> Option<()> {
        self.builder.close((0, 0));
        (self.column <= column).then_some(())
    }

    /// Reads an anchor and the blanks behind it, if there is one.
    fn anchor(&mut self) -> Option<Properties> {
        if self.byte(self.at) != b'&' {
            return Some(NO_PROPERTIES);
        }
        let end = self.name_end(self.at + 1)?;
        self.anchors.push(&self.text[self.at + 1..end]);
        self.at = end;
        self.skip_spaces();
        Some((self.anchors.len(), None))
    }

    /// Reads an alias.
    fn alias(&mut self) -> Option<()> {
        let end = self.name_end(self.at + 1)?;
        let name = &self.text[self.at + 1..end];
        let at = self.anchors.iter().rposition(|anchor| *anchor == name)?;
        self.builder.alias(at + 1, (self.at, end)).ok()?;
        self.at = end;
        Some(())
    }

    /// The end of a name that starts here and is followed by a blank or a bracket.
    fn name_end(&self, start: usize) -> Option<usize> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let mut end = start;
        while is_name(self.byte(end)) {
            end += 1;
        }
        let ends = matches!(self.byte(end), b' ' | b'\n' | b',' | b']' | b'}');
        (end > start && ends).then_some(end)
    }
}
