//! Constructs: groups, subshells, conditions, loops, `case`, functions, `[[ … ]]` and `((…))`.

use smol_str::SmolStr;

use super::Word;
use super::command::{Command, Link};
use super::parser::{Closers, Parser};
use super::script::ScopeKind;

impl Parser<'_, '_> {
    /// Reads one element of a pipeline.
    pub(super) fn command(&mut self, link: Link) {
        if self.enter() {
            match self.opener() {
                None if self.peek() != Some(b'(') => self.simple(link),
                None if self.arithmetic_ahead(0) => self.arithmetic_command(link),
                None => self.enclosed(link, ScopeKind::Subshell, Closers::PAREN),
                Some("{") => self.enclosed(link, ScopeKind::Group, Closers::BRACE),
                Some("[[") => self.test(link),
                Some("if") => self.conditional(link),
                Some("for" | "select") => self.for_loop(link),
                Some("case") => self.case(link),
                Some("function") => self.function_keyword(link),
                Some(_) => self.while_loop(link),
            }
        }
        self.leave();
    }

    /// The reserved word here that opens a construct.
    pub(super) fn opener(&self) -> Option<&'static str> {
        let first = self.peek()?;
        if !matches!(first, b'{' | b'[' | b'i' | b'w' | b'u' | b'f' | b's' | b'c') {
            return None;
        }
        let word = self.reserved()?;
        ["{", "[[", "if", "while", "until", "for", "select", "case", "function"]
            .into_iter()
            .find(|it| *it == word)
    }

    fn enclosed(&mut self, link: Link, kind: ScopeKind, closer: Closers) {
        let start = self.at;
        self.open(kind, link);
        self.at += 1;
        if kind == ScopeKind::Subshell {
            self.isolated_list(closer);
        } else {
            self.list(closer);
        }
        self.expect(closer, "is never closed", start);
        self.end_construct(start);
    }

    fn end_construct(&mut self, start: usize) {
        let redirects = self.redirects();
        self.scope_mut().redirects = redirects;
        self.close(start);
    }

    /// Takes the closer, or says that the construct that began at `start` lacks it.
    fn expect(&mut self, closer: Closers, message: &'static str, start: usize) -> bool {
        match self.closer() {
            Some((found, length)) if found == closer => {
                self.at += length;
                true
            }
            _ => {
                self.error(start, start + 1, message);
                false
            }
        }
    }

    fn section(&mut self, kind: ScopeKind, link: Link, stop: Closers) {
        let start = self.at;
        self.open(kind, link);
        self.list(stop);
        self.close(start);
    }

    fn conditional(&mut self, link: Link) {
        let start = self.at;
        self.open(ScopeKind::If, link);
        self.at += 2;
        self.section(ScopeKind::Condition, link, Closers::THEN.or(Closers::FI));
        self.expect(Closers::THEN, "`if` without `then`", start);
        loop {
            self.section(ScopeKind::Branch, link, Closers::ELIF.or(Closers::ELSE).or(Closers::FI));
            match self.closer() {
                Some((Closers::ELIF, length)) => {
                    self.at += length;
                    self.section(ScopeKind::Condition, link, Closers::THEN.or(Closers::FI));
                    self.expect(Closers::THEN, "`elif` without `then`", start);
                }
                Some((Closers::ELSE, length)) => self.at += length,
                _ => break,
            }
        }
        self.expect(Closers::FI, "`if` without `fi`", start);
        self.end_construct(start);
    }

    fn while_loop(&mut self, link: Link) {
        let start = self.at;
        self.open(ScopeKind::While, link);
        self.at += "while".len();
        self.section(ScopeKind::Condition, link, Closers::DO.or(Closers::DONE));
        self.expect(Closers::DO, "loop without `do`", start);
        self.section(ScopeKind::Branch, link, Closers::DONE);
        self.expect(Closers::DONE, "loop without `done`", start);
        self.end_construct(start);
    }

    fn for_loop(&mut self, link: Link) {
        let start = self.at;
        self.open(ScopeKind::For, link);
        self.at += self.reserved().map_or(0, str::len);
        self.skip_blanks();
        if self.arithmetic_ahead(0) {
            let word = self.arithmetic_word();
            self.scope_mut().words.push(word);
        } else {
            self.for_header();
        }
        self.skip_blanks();
        if self.peek() == Some(b';') {
            self.at += 1;
        }
        self.skip_blank_lines();
        let braced = self.reserved() == Some("{");
        let (closer, message) = if braced {
            (Closers::BRACE, "is never closed")
        } else {
            (Closers::DONE, "loop without `done`")
        };
        if braced {
            self.at += 1;
        } else {
            self.expect(Closers::DO, "loop without `do`", start);
        }
        self.list(closer);
        self.expect(closer, message, start);
        self.end_construct(start);
    }

    fn for_header(&mut self) {
        let name = self.word();
        self.scope_mut().name = name.literal().map(SmolStr::new);
        self.skip_blank_lines();
        if self.reserved() != Some("in") {
            return;
        }
        self.at += 2;
        loop {
            self.skip_blanks();
            let before = self.at;
            let word = self.word();
            if self.at == before {
                return;
            }
            self.scope_mut().words.push(word);
        }
    }

    fn case(&mut self, link: Link) {
        let start = self.at;
        self.open(ScopeKind::Case, link);
        self.at += 4;
        self.skip_blanks();
        let subject = self.word();
        self.scope_mut().words.push(subject);
        self.skip_blank_lines();
        if self.reserved() == Some("in") {
            self.at += 2;
        } else {
            self.error(start, start + 4, "`case` without `in`");
        }
        while self.arm(link) {}
        self.expect(Closers::ESAC, "`case` without `esac`", start);
        self.end_construct(start);
    }

    /// Reads `pattern | pattern) list ;;`; false at `esac`, at the end, or where no arm is.
    fn arm(&mut self, link: Link) -> bool {
        self.skip_blank_lines();
        if self.peek().is_none()
            || matches!(self.closer(), Some((closer, _)) if closer == Closers::ESAC)
        {
            return false;
        }
        let start = self.at;
        self.open(ScopeKind::Arm, link);
        if self.peek() == Some(b'(') {
            self.at += 1;
        }
        let matched = self.patterns();
        if matched {
            self.list(Closers::ARM.or(Closers::ESAC));
        }
        self.close(start);
        if let Some((Closers::ARM, length)) = self.closer() {
            self.at += length;
            return true;
        }
        matched
            && self.at > start
            && self.closer().is_none_or(|(closer, _)| closer == Closers::ESAC)
    }

    fn patterns(&mut self) -> bool {
        loop {
            self.skip_blank_lines();
            let word = self.word();
            self.scope_mut().words.push(word);
            self.skip_blanks();
            match self.peek() {
                Some(b'|') => self.at += 1,
                Some(b')') => {
                    self.at += 1;
                    return true;
                }
                _ => {
                    self.error(self.at, self.at, "`)` is missing after the pattern");
                    return false;
                }
            }
        }
    }

    fn function_keyword(&mut self, link: Link) {
        let start = self.at;
        self.at += "function".len();
        self.skip_blanks();
        let name = self.word();
        self.skip_blanks();
        if self.starts_with("()") {
            self.at += 2;
        }
        self.function(start, &name, link);
    }

    /// Reads the body of a function whose name and parentheses are behind.
    pub(super) fn function(&mut self, start: usize, name: &Word, link: Link) {
        self.open(ScopeKind::Function, link);
        self.scope_mut().name = name.literal().map(SmolStr::new);
        self.skip_blank_lines();
        if self.peek().is_none() || self.closer().is_some() {
            self.error(start, self.at, "a function without a body");
        } else {
            let body = Link::first(self.new_pipeline());
            self.command(body);
        }
        self.close(start);
        self.last_simple = None;
    }

    fn arithmetic_command(&mut self, link: Link) {
        let start = self.at;
        let mut command = Command::new(self.scope, link);
        command.name = Some(self.named(start, start + 2));
        command.args.push(self.arithmetic_word());
        command.redirects = self.redirects();
        self.finish(command, start, self.at);
    }

    fn test(&mut self, link: Link) {
        let start = self.at;
        let mut command = Command::new(self.scope, link);
        command.name = Some(self.named(start, start + 2));
        self.at += 2;
        let mut after_match = false;
        loop {
            self.skip_blank_lines();
            if self.reserved() == Some("]]") {
                self.at += 2;
                break;
            }
            let before = self.at;
            let word = if after_match { self.regex_word() } else { self.test_word() };
            if self.at == before {
                self.error(start, start + 2, "`[[` without `]]`");
                break;
            }
            after_match = word.is("=~");
            command.args.push(word);
        }
        command.redirects = self.redirects();
        self.finish(command, start, self.at);
    }

    /// Reads a word inside `[[ … ]]`, where the operators are words.
    fn test_word(&mut self) -> Word {
        let start = self.at;
        let length = match (self.peek(), self.peek_at(1)) {
            (Some(b'&'), Some(b'&')) | (Some(b'|'), Some(b'|')) => 2,
            (Some(b'<' | b'>'), Some(b'(')) => 0,
            (Some(b'(' | b')' | b'<' | b'>'), _) => 1,
            _ => 0,
        };
        if length == 0 {
            return self.word();
        }
        self.at += length;
        self.named(start, self.at)
    }
}
