//! Here-documents: bodies are read after the line that announces them, and run if a shell reads them.

use super::command::{HereDoc, HereDocId};
use super::parser::Parser;
use super::source::offset;
use super::{ScopeId, Word};

/// A here-document whose body has not begun.
pub(super) struct Pending {
    id: HereDocId,
    delimiter: String,
    /// Where it was announced.
    at: usize,
}

impl Parser<'_, '_> {
    /// Notes that a body is to come; its delimiter was written from `start` to here.
    pub(super) fn expect_here_doc(
        &mut self,
        target: &Word,
        start: usize,
        strips_tabs: bool,
    ) -> HereDocId {
        let written = &self.text[start..self.at];
        let quoted = written.contains(['\'', '"', '\\']);
        // Nothing is expanded in a delimiter, so one with a `$` is taken as written.
        let delimiter = target.literal().map_or_else(|| written.to_owned(), Into::into);
        let here_docs = &mut self.output.script.here_docs;
        let id = HereDocId(offset(here_docs.len()));
        let body = Word::plain(self.map.span(self.at, self.at), "");
        here_docs.push(HereDoc { body, quoted, strips_tabs, script: None });
        self.pending.push(Pending { id, delimiter, at: start });
        id
    }

    /// Reads the bodies that begin here, at the start of a line.
    pub(super) fn here_doc_bodies(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let start = self.at;
            let end = self.skip_body(&pending);
            let after = self.at;
            let quoted = self.output.script.here_docs[pending.id.0 as usize].quoted;
            let body = if quoted {
                Word::plain(self.span(start, end), &self.text[start..end])
            } else {
                let mut frame = Parser::new(&self.text[..end], self.map, self.output);
                (frame.scope, frame.current, frame.at) = (self.scope, self.current, start);
                frame.here_doc_word()
            };
            self.output.script.here_docs[pending.id.0 as usize].body = body;
            self.bodies.push((pending.id, start, end));
            self.at = after;
        }
    }

    /// Moves past the delimiter and gives the end of the body.
    fn skip_body(&mut self, pending: &Pending) -> usize {
        let strips_tabs = self.output.script.here_docs[pending.id.0 as usize].strips_tabs;
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let length = memchr::memchr(b'\n', rest);
            let line = &self.text[self.at..self.at + length.unwrap_or(rest.len())];
            let line = line.strip_suffix('\r').unwrap_or(line);
            let line = if strips_tabs { line.trim_start_matches('\t') } else { line };
            let start = self.at;
            self.at += length.map_or(rest.len(), |it| it + 1);
            if line == pending.delimiter {
                return start;
            }
        }
        self.error(pending.at, pending.at + 1, "this here-document is never closed");
        self.at
    }

    /// Complains of here-documents that the text ends before.
    pub(super) fn unread_here_docs(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            self.error(pending.at, pending.at + 1, "this here-document has no body");
        }
    }

    /// Reads, as commands, the bodies that a shell was found to read.
    pub(super) fn shell_input(&mut self) {
        for (id, start, end) in std::mem::take(&mut self.bodies) {
            let here_doc = &self.output.script.here_docs[id.0 as usize];
            let Some(scope) = here_doc.script else { continue };
            self.output.script.scopes[scope.0 as usize].span = here_doc.body.span;
            if here_doc.quoted {
                self.run_body(scope, start, end);
            } else {
                let word = here_doc.body.clone();
                self.run_expanded(scope, &word, start, end);
            }
        }
    }

    fn run_body(&mut self, scope: ScopeId, start: usize, end: usize) {
        if !self.spend(end - start) {
            return;
        }
        let outer = std::mem::replace(&mut self.scope, scope);
        if self.enter() {
            let (text, map) = (&self.text[..end], self.map);
            self.nested_frame(text, map, start);
        }
        self.leave();
        self.scope = outer;
    }
}
