//! Lists and pipelines: the frame in which a text is read, from one command to the next.

use super::command::{Connector, Link};
use super::frame::Output;
use super::script::{Scope, ScopeId, ScopeKind};
use super::source::{Map, Span, offset};
use super::{HereDocId, Word};

/// The tokens that end a list, as a set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Closers(u16);

/// Reads one text: the outermost, or a string or here-document in it.
pub(super) struct Parser<'t, 'o> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
    pub(super) map: &'t Map,
    pub(super) output: &'o mut Output,
    pub(super) scope: ScopeId,
    /// Here-documents whose bodies begin after the next line break.
    pub(super) pending: Vec<super::here_doc::Pending>,
    /// Bodies of this text that may turn out to be a shell's input.
    pub(super) bodies: Vec<(HereDocId, usize, usize)>,
    /// The last element read was this command, and a simple one.
    pub(super) last_simple: Option<usize>,
    /// The link of the element that is being read.
    pub(super) current: Link,
    awaited: Closers,
}

impl Closers {
    pub(super) const NONE: Self = Self(0);
    pub(super) const PAREN: Self = Self(1);
    pub(super) const BRACE: Self = Self(1 << 1);
    pub(super) const THEN: Self = Self(1 << 2);
    pub(super) const ELIF: Self = Self(1 << 3);
    pub(super) const ELSE: Self = Self(1 << 4);
    pub(super) const FI: Self = Self(1 << 5);
    pub(super) const DO: Self = Self(1 << 6);
    pub(super) const DONE: Self = Self(1 << 7);
    pub(super) const ESAC: Self = Self(1 << 8);
    pub(super) const ARM: Self = Self(1 << 9);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl<'t, 'o> Parser<'t, 'o> {
    pub(super) fn new(text: &'t str, map: &'t Map, output: &'o mut Output) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            map,
            output,
            scope: ScopeId(0),
            pending: Vec::new(),
            bodies: Vec::new(),
            last_simple: None,
            current: Link::first(0),
            awaited: Closers::NONE,
        }
    }

    /// Reads the whole outermost text.
    pub(super) fn script(mut self) {
        let link = Link::first(self.new_pipeline());
        self.output.script.scopes.push(Scope::new(ScopeKind::Script, None, link, 0));
        self.output.script.scopes[0].span = Span::new(0, offset(self.text.len()));
        self.frame();
    }

    /// Reads to the end of this frame's text, its here-documents included.
    pub(super) fn frame(&mut self) {
        self.list(Closers::NONE);
        self.unread_here_docs();
        self.shell_input();
    }

    /// Skips blanks and line continuations.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') if matches!(self.peek_at(1), Some(b'\n') | None) => self.at += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.at += 2,
                Some(b'\\') if self.starts_with("\\\r\n") => self.at += 3,
                _ => return,
            }
        }
    }

    pub(super) fn skip_blank_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => self.newline(),
                Some(b'#') => self.skip_comment(),
                _ => return,
            }
        }
    }

    pub(super) fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn newline(&mut self) {
        self.at += 1;
        self.here_doc_bodies();
    }

    /// Reads commands up to one of the given closers, which is left in place.
    pub(super) fn list(&mut self, stop: Closers) {
        let outer = self.awaited;
        self.awaited = outer.or(stop);
        let mut connector = Connector::First;
        loop {
            self.skip_blank_lines();
            if let Some((closer, length)) = self.closer() {
                if self.awaited.has(closer) {
                    break;
                }
                self.error(self.at, self.at + length, "closes nothing");
                self.at += length;
                connector = Connector::Sequence;
                continue;
            }
            if self.peek().is_none() {
                break;
            }
            let before = self.at;
            self.pipeline(connector);
            if self.at == before {
                self.skip_unexpected();
            }
            connector = self.separator();
        }
        if matches!(connector, Connector::And | Connector::Or) {
            self.error(self.at, self.at, "a command is missing here");
        }
        self.awaited = outer;
    }

    /// Like [`Parser::list`], where no construct around it can be closed from inside.
    pub(super) fn isolated_list(&mut self, stop: Closers) {
        let outer = std::mem::replace(&mut self.awaited, Closers::NONE);
        self.list(stop);
        self.awaited = outer;
    }

    fn skip_unexpected(&mut self) {
        let width = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.error(self.at, self.at + width, "unexpected here");
        self.at += width;
    }

    fn separator(&mut self) -> Connector {
        self.skip_blanks();
        let (connector, length) = match (self.peek(), self.peek_at(1)) {
            (Some(b'&'), Some(b'&')) => (Connector::And, 2),
            (Some(b'|'), Some(b'|')) => (Connector::Or, 2),
            (Some(b'&'), _) => (Connector::Background, 1),
            (Some(b';'), Some(b';' | b'&')) | (Some(b'\n' | b'#') | None, _) => {
                (Connector::Sequence, 0)
            }
            (Some(b';'), _) => (Connector::Sequence, 1),
            _ => {
                if self.closer().is_none() {
                    self.error(self.at, self.at + 1, "an operator is missing before this");
                }
                (Connector::Sequence, 0)
            }
        };
        self.at += length;
        connector
    }

    fn pipeline(&mut self, connector: Connector) {
        let pipeline = self.new_pipeline();
        let negated = self.negation();
        let mut link = Link { connector, negated, pipeline, position: 0 };
        let mut previous = None;
        loop {
            self.last_simple = None;
            let start = self.at;
            self.element(link);
            if self.at == start && self.peek() == Some(b'|') {
                self.error(start, start + 1, "a command is missing before this");
            }
            let simple = self.last_simple.take();
            self.feed_shell(previous, simple);
            previous = simple;
            self.skip_blanks();
            let (connector, length) = match (self.peek(), self.peek_at(1)) {
                (Some(b'|'), Some(b'|')) => return,
                (Some(b'|'), Some(b'&')) => (Connector::PipeBoth, 2),
                (Some(b'|'), _) => (Connector::Pipe, 1),
                _ => return,
            };
            self.at += length;
            link = Link { connector, position: link.position + 1, ..link };
            self.skip_blank_lines();
            if self.peek().is_none() || self.closer().is_some() {
                self.error(self.at, self.at, "a command is missing here");
                return;
            }
        }
    }

    fn element(&mut self, link: Link) {
        let outer = std::mem::replace(&mut self.current, link);
        self.command(link);
        self.current = outer;
    }

    /// Reads `!`, and `time` where it stands before a construct.
    fn negation(&mut self) -> bool {
        let mut negated = false;
        loop {
            let is_bang =
                self.peek() == Some(b'!') && matches!(self.peek_at(1), Some(b' ' | b'\t' | b'\n'));
            if is_bang {
                negated = !negated;
                self.at += 1;
            } else if self.reserved() == Some("time") && self.construct_after(4) {
                self.at += 4;
            } else {
                return negated;
            }
            self.skip_blanks();
        }
    }

    fn construct_after(&mut self, length: usize) -> bool {
        let start = self.at;
        self.at += length;
        self.skip_blanks();
        let construct = matches!(self.peek(), Some(b'(' | b'!')) || self.opener().is_some();
        self.at = start;
        construct
    }

    /// The token here that closes a construct, and its length.
    pub(super) fn closer(&self) -> Option<(Closers, usize)> {
        let closer = match self.peek()? {
            b')' => return Some((Closers::PAREN, 1)),
            b';' => {
                let is_arm = matches!(self.peek_at(1), Some(b';' | b'&'));
                let length = if self.starts_with(";;&") { 3 } else { 2 };
                return is_arm.then_some((Closers::ARM, length));
            }
            b'}' | b't' | b'e' | b'f' | b'd' => match self.reserved()? {
                "}" => Closers::BRACE,
                "then" => Closers::THEN,
                "elif" => Closers::ELIF,
                "else" => Closers::ELSE,
                "fi" => Closers::FI,
                "do" => Closers::DO,
                "done" => Closers::DONE,
                "esac" => Closers::ESAC,
                _ => return None,
            },
            _ => return None,
        };
        Some((closer, self.reserved().map_or(0, str::len)))
    }

    /// The unquoted word here, if it is short enough to be a reserved one.
    pub(super) fn reserved(&self) -> Option<&'t str> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(9).take_while(|it| !ends_word(**it)).count();
        let ended = rest.get(length).is_none_or(|it| ends_word(*it));
        (ended && length > 0).then(|| self.text.get(self.at..self.at + length)).flatten()
    }

    /// A word that has no source of its own.
    pub(super) fn named(&self, start: usize, end: usize) -> Word {
        Word::plain(self.span(start, end), &self.text[start..end])
    }
}

fn ends_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>')
}
