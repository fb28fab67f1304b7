//! Commands inside words: `$(…)`, backticks, `<(…)`, `>(…)`.

use super::parser::{Closers, Parser};
use super::pieces::Pieces;
use super::reparse::Rewritten;
use super::script::ScopeKind;
use super::source::Map;
use super::word::{Part, Substitution};

impl Parser<'_, '_> {
    pub(super) fn process_substitution(&mut self, pieces: &mut Pieces) {
        let kind = if self.peek() == Some(b'<') {
            ScopeKind::ProcessInput
        } else {
            ScopeKind::ProcessOutput
        };
        self.substitution(pieces, kind, 2, false);
    }

    /// Reads `$(…)`, `<(…)` or `>(…)`.
    pub(super) fn substitution(
        &mut self,
        pieces: &mut Pieces,
        kind: ScopeKind,
        opening: usize,
        quoted: bool,
    ) {
        let start = self.at;
        if self.enter() {
            let scope = self.open(kind, self.current);
            self.at += opening;
            self.isolated_list(Closers::PAREN);
            if self.peek() == Some(b')') {
                self.at += 1;
            } else {
                self.error(start, start + opening, "this substitution is never closed");
            }
            self.close(start);
            self.count_word();
            pieces.part(Part::Substitution(Substitution {
                scope,
                quoted,
                span: self.span(start, self.at),
            }));
        }
        self.leave();
    }

    pub(super) fn backticks(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.at;
        let close = self.closing_backtick();
        let end = close.unwrap_or(self.text.len());
        if close.is_none() {
            self.error(start, start + 1, "this backtick is never closed");
        }
        if self.enter() {
            let scope = self.open(ScopeKind::CommandSubstitution, self.current);
            self.backtick_body(start + 1, end, quoted);
            self.at = (end + 1).min(self.text.len());
            self.close(start);
            self.count_word();
            pieces.part(Part::Substitution(Substitution {
                scope,
                quoted,
                span: self.span(start, self.at),
            }));
        }
        self.leave();
    }

    fn closing_backtick(&self) -> Option<usize> {
        let mut at = self.at + 1;
        loop {
            at += memchr::memchr2(b'`', b'\\', &self.bytes[at.min(self.bytes.len())..])?;
            if self.bytes[at] == b'`' {
                return Some(at);
            }
            at += 2;
        }
    }

    fn backtick_body(&mut self, start: usize, end: usize, quoted: bool) {
        let body = &self.bytes[start..end];
        let escapable: &[u8] = if quoted { b"`\\$\"" } else { b"`\\$" };
        if !body.windows(2).any(|pair| pair[0] == b'\\' && escapable.contains(&pair[1])) {
            let (text, map) = (&self.text[..end], self.map);
            self.nested_frame(text, map, start);
            return;
        }
        let mut rewritten = Rewritten::default();
        let mut at = start;
        while at < end {
            at += usize::from(
                self.bytes[at] == b'\\'
                    && self.bytes.get(at + 1).is_some_and(|it| escapable.contains(it)),
            );
            let length =
                1 + memchr::memchr(b'\\', &self.bytes[at + 1..end]).unwrap_or(end - at - 1);
            rewritten.copy(self.text, self.map, at, length);
            at += length;
        }
        let map = Map::Pieces(rewritten.pieces);
        self.nested_frame(&rewritten.text, &map, 0);
    }

    /// Reads another text into the scope that is open.
    pub(super) fn nested_frame(&mut self, text: &str, map: &Map, at: usize) {
        let mut frame = Parser::new(text, map, self.output);
        frame.scope = self.scope;
        frame.current = self.current;
        frame.at = at;
        frame.frame();
    }
}
