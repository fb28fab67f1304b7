//! Collections that indentation makes.

use super::{Read, Reader, Token};
use crate::yaml::Style;
use crate::yaml::build::Properties;
use crate::yaml::error::{self, Fault};

impl<'t> Reader<'_, 't> {
    /// Reads a node that belongs to a collection in column `parent`, up to the next content behind it. Only a node that
    /// is `first` in its line, dashes aside, may be a collection without brackets. The dashes of a sequence that is a
    /// value may stand in the column of its key.
    // go-yaml parserc.go yaml_parser_parse_node.
    pub(super) fn node(&mut self, parent: usize, first: bool, is_value: bool) -> Read {
        if !matches!(self.byte(self.at), b'&' | b'!') {
            return self.content(parent, first, self.at, Properties::default(), None);
        }
        let mut outer = Properties::default();
        let mut first = first;
        loop {
            let start = self.at;
            let own = self.properties()?;
            let end = self.at;
            self.skip_blanks();
            if own.is_none() || !self.is_content_end() {
                return self.content(parent, first, start, outer, Some(own));
            }
            outer.join(own, start)?;
            self.next_line()?;
            if is_value && self.column == parent && self.is_dash() {
                return self.sequence(true, outer);
            }
            if self.column <= parent {
                self.builder.nothing(end, outer);
                return Ok(());
            }
            first = true;
        }
    }

    /// Reads what stands behind anchors and tags: `outer` ones of lines above, and its `own`, which belong to a key if
    /// there is one.
    fn content(
        &mut self,
        parent: usize,
        first: bool,
        start: usize,
        mut outer: Properties<'t>,
        own: Option<Properties<'t>>,
    ) -> Read {
        let own = own.unwrap_or_default();
        match self.byte(self.at) {
            b'-' if self.is_blank(self.at + 1) => {
                if !first || !own.is_none() {
                    return Err(Fault::new(self.at, error::dash()));
                }
                self.sequence(false, outer)
            }
            b'?' | b':' if self.is_blank(self.at + 1) => {
                if !first || self.byte(self.at) == b'?' && !own.is_none() {
                    return Err(Fault::new(self.at, error::colon()));
                }
                let column = self.column_of(start);
                self.builder.open(true, start, outer)?;
                self.explicit_entry(column, own)?;
                self.entries(column)
            }
            b'|' | b'>' => {
                outer.join(own, start)?;
                self.block_scalar(parent, outer)
            }
            b'[' | b'{' | b'*' => self.compound(parent, first, start, outer, own),
            _ => self.text(parent, first, start, outer, own),
        }
    }

    /// Reads brackets or an alias, or a mapping that starts with such a key.
    fn compound(
        &mut self,
        parent: usize,
        first: bool,
        start: usize,
        mut outer: Properties<'t>,
        mut own: Properties<'t>,
    ) -> Read {
        let line = self.line;
        let is_alias = self.byte(self.at) == b'*';
        let is_bare = outer.is_none();
        if !is_alias {
            outer.join(own, start)?;
            own = std::mem::take(&mut outer);
        }
        self.inline(own)?;
        if !self.is_key_end(line) {
            if !outer.is_none() {
                return Err(Fault::new(start, error::too_many_properties()));
            }
            return if parent == 0 { self.end_root() } else { self.end_node(parent) };
        }
        // Whether anchors and tags of lines above brackets are those of the mapping is known too late.
        if !first || !is_alias && !is_bare {
            return Err(Fault::new(self.at, error::colon()));
        }
        let column = self.column_of(start);
        self.builder.open_around(start, outer)?;
        self.value(column)?;
        self.entries(column)
    }

    /// Reads a scalar, or a mapping that starts with one.
    fn text(
        &mut self,
        parent: usize,
        first: bool,
        start: usize,
        mut outer: Properties<'t>,
        own: Properties<'t>,
    ) -> Read {
        let line = self.line;
        let token = self.token(false)?;
        if self.is_key_end(line) {
            if !first {
                // What was read before an error is kept.
                self.scalar(&token, own);
                return Err(Fault::new(self.at, error::colon()));
            }
            let column = self.column_of(start);
            self.builder.open(true, start, outer)?;
            self.scalar(&token, own);
            self.value(column)?;
            return self.entries(column);
        }
        outer.join(own, start)?;
        if token.style == Style::Plain {
            return self.plain_lines(parent, &token, outer);
        }
        self.scalar(&token, outer);
        self.end_node(parent)
    }

    /// Goes on behind a node that has ended.
    fn end_node(&mut self, parent: usize) -> Read {
        self.next_line()?;
        if self.column > parent {
            return Err(Fault::new(self.at, error::indentation()));
        }
        Ok(())
    }

    /// Goes on behind brackets at the root, which another value may follow at once.
    fn end_root(&mut self) -> Read {
        self.skip_blanks();
        if self.is_content_end() {
            return self.next_line();
        }
        self.column = self.column_of(self.at);
        Ok(())
    }

    pub(super) fn scalar(&mut self, token: &Token<'_>, properties: Properties<'t>) {
        self.builder.scalar(&token.text, token.style, token.range, properties);
    }

    /// Column of a place in the current line, counted from 1.
    fn column_of(&self, at: usize) -> usize {
        at.saturating_sub(self.line) + 1
    }

    /// Whether a colon follows that makes a key of what was read, which has to stand in one line.
    // go-yaml scannerc.go yaml_simple_key_is_valid. The limit of 1,024 bytes is that of YAML 1.1.
    fn is_key_end(&mut self, line: usize) -> bool {
        let mut at = self.at;
        while matches!(self.byte(at), b' ' | b'\t') {
            at += 1;
        }
        let is_key = self.byte(at) == b':' && self.is_blank(at + 1);
        if is_key {
            self.at = at;
        }
        is_key && self.line == line
    }

    /// Reads the entries behind the first one of a mapping.
    fn entries(&mut self, column: usize) -> Read {
        while self.column == column {
            self.entry(column)?;
        }
        self.close_block(column)
    }

    fn entry(&mut self, column: usize) -> Read {
        let byte = self.byte(self.at);
        if matches!(byte, b'?' | b':') && self.is_blank(self.at + 1) {
            return self.explicit_entry(column, Properties::default());
        }
        if self.is_dash() {
            return Err(Fault::new(self.at, error::key_expected()));
        }
        let (start, line) = (self.at, self.line);
        let own = self.properties()?;
        self.skip_blanks();
        match self.byte(self.at) {
            b':' if self.is_blank(self.at + 1) => self.builder.nothing(self.at, own),
            b'[' | b'{' | b'*' => self.inline(own)?,
            _ => {
                let token = self.token(false)?;
                self.scalar(&token, own);
            }
        }
        if !self.is_key_end(line) {
            return Err(Fault::new(start, error::no_key()));
        }
        self.value(column)
    }

    /// Reads `? key`, or a value without a key. Both may be collections that start in the same line.
    // go-yaml parserc.go yaml_parser_parse_block_mapping_key.
    fn explicit_entry(&mut self, column: usize, own: Properties<'t>) -> Read {
        if self.byte(self.at) == b'?' {
            self.member(column, true)?;
            if self.column != column || self.byte(self.at) != b':' || !self.is_blank(self.at + 1) {
                let end = self.builder.last_end();
                self.builder.nothing(end, Properties::default());
                return Ok(());
            }
            return self.member(column, true);
        }
        self.builder.nothing(self.at, own);
        self.member(column, true)
    }

    /// Reads the value behind the colon of a key.
    fn value(&mut self, column: usize) -> Read {
        self.at += 1;
        let end = self.at;
        self.skip_blanks();
        if !self.is_content_end() {
            return self.node(column, false, true);
        }
        self.next_line()?;
        self.next_member(column, end, true)
    }

    /// Reads what stands behind the dash of an item, or behind the mark of an explicit key or value.
    fn member(&mut self, column: usize, is_value: bool) -> Read {
        self.at += 1;
        let end = self.at;
        self.skip_spaces();
        if self.byte(self.at) == b'\t' {
            self.skip_blanks();
            if !self.is_content_end() {
                return Err(Fault::new(end, error::tab()));
            }
        }
        if !self.is_content_end() {
            return self.node(column, true, is_value);
        }
        self.next_line()?;
        self.next_member(column, end, is_value)
    }

    /// Reads a member that starts in a line below, if there is one.
    fn next_member(&mut self, column: usize, end: usize, is_value: bool) -> Read {
        if self.column > column {
            self.node(column, true, is_value)
        } else if is_value && self.column == column && self.is_dash() {
            self.sequence(true, Properties::default())
        } else {
            self.builder.nothing(end, Properties::default());
            Ok(())
        }
    }

    /// Reads a sequence. A `level` one has its dashes in the column of the mapping around it, where a key may follow.
    // go-yaml parserc.go yaml_parser_parse_indentless_sequence_entry.
    fn sequence(&mut self, level: bool, properties: Properties<'t>) -> Read {
        let column = self.column_of(self.at);
        self.builder.open(false, self.at, properties)?;
        loop {
            self.member(column, false)?;
            if self.column != column || !self.is_dash() {
                break;
            }
        }
        if self.column == column && !level {
            return Err(Fault::new(self.at, error::dash_expected()));
        }
        self.close_block(column)
    }

    fn close_block(&mut self, column: usize) -> Read {
        if self.column > column {
            return Err(Fault::new(self.at, error::indentation()));
        }
        self.builder.close(None);
        Ok(())
    }
}
