//! Collections in brackets.

use super::{NO_PROPERTIES, Reader};
use crate::yaml::build::Properties;
use granit_parser::{ScalarStyle, StructureStyle};

impl Reader<'_, '_> {
    /// Reads a collection in brackets, which belongs to a collection in column `parent`.
    pub(super) fn flow(&mut self, parent: usize, properties: Properties) -> Option<()> {
        self.open()?;
        let range = (self.at, self.at + 1);
        let is_map = self.byte(self.at) == b'{';
        if is_map {
            self.builder.open_mapping(range, properties).ok()?;
        } else {
            self.builder.open_sequence(StructureStyle::Flow, range, properties).ok()?;
        }
        let close = if is_map { b'}' } else { b']' };
        self.at += 1;
        self.gap(parent)?;
        while self.byte(self.at) != close {
            if is_map {
                self.pair(parent)?;
            } else {
                self.flow_node(parent)?;
            }
            self.gap(parent)?;
            match self.byte(self.at) {
                b',' => self.at += 1,
                byte => return (byte == close).then(|| self.close_flow()),
            }
            self.gap(parent)?;
        }
        self.close_flow();
        Some(())
    }

    fn close_flow(&mut self) {
        self.at += 1;
        self.builder.close((self.at - 1, self.at));
    }

    fn pair(&mut self, parent: usize) -> Option<()> {
        let key = self.token(true).filter(|key| key.is_key)?;
        self.scalar(&key, NO_PROPERTIES);
        self.at += 1;
        self.gap(parent)?;
        if matches!(self.byte(self.at), b',' | b'}') {
            self.builder.scalar("", ScalarStyle::Plain, (self.at, self.at), NO_PROPERTIES);
            return Some(());
        }
        self.flow_node(parent)
    }

    fn flow_node(&mut self, parent: usize) -> Option<()> {
        match self.byte(self.at) {
            b'[' | b'{' => self.flow(parent, NO_PROPERTIES),
            b'*' => self.alias(),
            _ => {
                let token = self.token(true).filter(|token| !token.is_key)?;
                self.scalar(&token, NO_PROPERTIES);
                Some(())
            }
        }
    }

    /// Skips blanks, line ends and comments. Lines have to be indented deeper than the parent.
    fn gap(&mut self, parent: usize) -> Option<()> {
        self.skip_spaces();
        if self.is_line_end() && self.at < self.end {
            self.next_line()?;
            return (self.column > parent).then_some(());
        }
        Some(())
    }
}
