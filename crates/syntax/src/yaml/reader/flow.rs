//! Collections in brackets. Indentation does not count in them.

use super::{Read, Reader};
use crate::yaml::build::Properties;
use crate::yaml::error::{self, Fault};

impl<'t> Reader<'_, 't> {
    /// Reads brackets or an alias.
    pub(super) fn inline(&mut self, properties: Properties<'t>) -> Read {
        match self.byte(self.at) {
            b'*' => self.alias(&properties),
            _ => self.brackets(properties),
        }
    }

    // go-yaml parserc.go yaml_parser_parse_flow_sequence_entry, yaml_parser_parse_flow_mapping_key.
    fn brackets(&mut self, properties: Properties<'t>) -> Read {
        let open = self.at;
        let is_map = self.byte(open) == b'{';
        let close = if is_map { b'}' } else { b']' };
        self.builder.open(is_map, open, properties)?;
        self.at += 1;
        self.gap();
        while self.byte(self.at) != close {
            if self.is_document_end() {
                return Err(Fault::new(open, error::open_bracket()));
            }
            if is_map {
                self.pair()?;
            } else {
                self.item()?;
            }
            self.gap();
            match self.byte(self.at) {
                b',' => self.at += 1,
                byte if byte == close => break,
                _ => return Err(self.no_separator(open)),
            }
            self.gap();
        }
        self.at += 1;
        self.builder.close(Some(self.at));
        Ok(())
    }

    pub(super) fn is_document_end(&self) -> bool {
        self.at >= self.bytes.len() || self.is_marker(b'-') || self.is_marker(b'.')
    }

    fn no_separator(&self, open: usize) -> Fault {
        let byte = self.byte(self.at);
        match byte {
            _ if self.is_document_end() => Fault::new(open, error::open_bracket()),
            b']' | b'}' => {
                let words = error::mismatched(char::from(self.byte(open)), char::from(byte));
                Fault::new(self.at, words)
            }
            // A key at the margin is the next one of whatever stands around a bracket that was forgotten.
            b':' if open < self.line && self.indent(self.at) <= self.indent(open) => {
                Fault::new(open, error::open_bracket())
            }
            b':' if self.builder.last_start() >= self.line => Fault::new(self.at, error::colon()),
            _ => Fault::new(self.at, error::missing_comma()),
        }
    }

    /// How far the line is indented that a place is in.
    fn indent(&self, at: usize) -> usize {
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let line = self.bytes[..at].iter().rposition(is_end).map_or(0, |end| end + 1);
        self.bytes[line..at].iter().take_while(|byte| **byte == b' ').count()
    }

    /// Reads an entry of a mapping.
    fn pair(&mut self) -> Read {
        if self.is_question()? {
            return self.explicit_pair();
        }
        let (start, line) = (self.at, self.line);
        self.flow_node()?;
        let end = self.builder.last_end();
        self.gap();
        // JSON may break the line before the colon.
        let is_quoted = matches!(self.byte(start), b'"' | b'\'' | b'[' | b'{');
        if self.byte(self.at) == b':' && self.line != line && !is_quoted {
            return Err(Fault::new(self.at, error::missing_comma()));
        }
        self.flow_value(end)
    }

    /// Reads an item of a sequence, which may be a mapping of one entry without brackets.
    fn item(&mut self) -> Read {
        let (start, line) = (self.at, self.line);
        if self.is_question()? {
            self.builder.open(true, start, Properties::default())?;
            self.explicit_pair()?;
            self.builder.close(None);
            return Ok(());
        }
        self.flow_node()?;
        self.skip_blanks();
        // Such a key has to stand in one line with its colon.
        if self.byte(self.at) == b':' && self.line == line {
            self.builder.open_around(start, Properties::default())?;
            self.flow_value(start)?;
            self.builder.close(None);
        }
        Ok(())
    }

    /// Whether a question mark is read next that starts a key.
    // go-yaml scannerc.go: in brackets that of `kubectl` takes every `?` for one, that of Compose needs a blank behind it.
    fn is_question(&self) -> Read<bool> {
        if self.byte(self.at) != b'?' {
            return Ok(false);
        }
        if !self.is_blank(self.at + 1) {
            return Err(Fault::new(self.at, error::question_mark()));
        }
        Ok(true)
    }

    fn explicit_pair(&mut self) -> Read {
        self.at += 1;
        let end = self.at;
        self.gap();
        if self.is_value_end() || self.is_value_mark() {
            self.builder.nothing(end, Properties::default());
        } else {
            self.flow_node()?;
        }
        let end = self.builder.last_end();
        self.gap();
        self.flow_value(end)
    }

    /// Reads the value of a key if there is one; otherwise it would stand at `end`.
    fn flow_value(&mut self, end: usize) -> Read {
        if self.byte(self.at) != b':' {
            self.builder.nothing(end, Properties::default());
            return Ok(());
        }
        self.at += 1;
        let end = self.at;
        self.gap();
        if self.is_value_end() {
            self.builder.nothing(end, Properties::default());
            return Ok(());
        }
        self.flow_node()
    }

    fn is_value_end(&self) -> bool {
        matches!(self.byte(self.at), b',' | b']' | b'}')
    }

    fn is_value_mark(&self) -> bool {
        self.byte(self.at) == b':' && (self.is_blank(self.at + 1) || self.is_flow_mark(self.at + 1))
    }

    fn flow_node(&mut self) -> Read {
        if self.is_document_end() {
            // Whoever looks for a separator next says what is missing.
            self.builder.nothing(self.at, Properties::default());
            return Ok(());
        }
        let mut properties = Properties::default();
        while matches!(self.byte(self.at), b'&' | b'!') {
            let start = self.at;
            let more = self.properties()?;
            properties.join(more, start)?;
            let end = self.at;
            self.gap();
            if self.is_value_end() || self.is_value_mark() {
                self.builder.nothing(end, properties);
                return Ok(());
            }
        }
        match self.byte(self.at) {
            b'[' | b'{' | b'*' => self.inline(properties),
            b'"' | b'\'' => {
                let token = self.token(true)?;
                self.scalar(&token, properties);
                Ok(())
            }
            b',' => Err(Fault::new(self.at, error::missing_value())),
            b':' if self.is_value_mark() => {
                self.builder.nothing(self.at, properties);
                Ok(())
            }
            _ => self.flow_plain(properties),
        }
    }

    /// Skips blanks, breaks and comments. A marker of documents ends all brackets.
    pub(super) fn gap(&mut self) {
        self.skip_blanks();
        while self.at < self.bytes.len() && self.is_content_end() {
            self.end_line();
            self.line = self.at;
            if self.is_marker(b'-') || self.is_marker(b'.') {
                return;
            }
            self.skip_blanks();
        }
    }
}
