//! Expansions: `$name`, `${…}`, `$(…)`, `$((…))`, `$'…'`, backticks, `<(…)`.

use std::ops::Range;

use smol_str::SmolStr;

use super::ansi::AnsiEscapes;
use super::parser::Parser;
use super::pieces::Pieces;
use super::script::ScopeKind;
use super::word::{Operator, Part, Variable, Word};

impl Parser<'_, '_> {
    pub(super) fn dollar(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.at;
        match self.peek_at(1) {
            Some(b'(') if self.arithmetic_ahead(1) => self.arithmetic(pieces),
            Some(b'(') => self.substitution(pieces, ScopeKind::CommandSubstitution, 2, quoted),
            Some(b'{') => self.braced(pieces, quoted),
            Some(b'\'') if !quoted => self.ansi_quoted(pieces),
            Some(b'"') if !quoted => {
                self.at += 1;
                self.double_quoted(pieces);
            }
            Some(byte) if name_length(&self.bytes[start + 1..]) > 0 || is_special(byte) => {
                let length = name_length(&self.bytes[start + 1..]).max(1);
                self.at += 1 + length;
                let variable = self.variable(start, start + 1..self.at, Operator::Plain, quoted);
                self.count_word();
                pieces.part(Part::Variable(Box::new(variable)));
            }
            _ => {
                self.at += 1;
                pieces.text("$", quoted);
            }
        }
    }

    fn variable(
        &self,
        start: usize,
        name: Range<usize>,
        operator: Operator,
        quoted: bool,
    ) -> Variable {
        let name = SmolStr::new(&self.text[name]);
        Variable {
            name,
            operator,
            colon: false,
            operand: None,
            span: self.span(start, self.at),
            quoted,
        }
    }

    fn arithmetic(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        self.at += 1;
        if self.enter() {
            let word = self.arithmetic_word();
            let nested = word.parts().iter().filter(|it| matches!(it, Part::Substitution(_)));
            nested.for_each(|it| pieces.part(it.clone()));
        }
        self.leave();
        self.count_word();
        pieces.part(Part::Arithmetic(self.span(start, self.at)));
    }

    /// Whether `((` that begins `ahead` bytes from here ends in `))`, as arithmetic does and nested subshells do not.
    pub(super) fn arithmetic_ahead(&self, ahead: usize) -> bool {
        if self.peek_at(ahead) != Some(b'(') || self.peek_at(ahead + 1) != Some(b'(') {
            return false;
        }
        // Arithmetic is short, and a bound keeps hostile text linear.
        let rest = &self.bytes[self.at + ahead..];
        let rest = &rest[..rest.len().min(1024)];
        let mut depth = 0_usize;
        let mut at = 0;
        while let Some(byte) = rest.get(at) {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 2 => return rest.get(at + 1) == Some(&b')'),
                b')' => depth -= 1,
                b'\\' => at += 1,
                b'\'' | b'"' => match memchr::memchr(*byte, &rest[at + 1..]) {
                    Some(length) => at += length + 1,
                    None => return false,
                },
                _ => {}
            }
            at += 1;
        }
        false
    }

    fn ansi_quoted(&mut self, pieces: &mut Pieces) {
        let start = self.at;
        let mut escapes = AnsiEscapes::new(self.text, start + 2);
        for (_, piece) in &mut escapes {
            pieces.text(&piece, true);
        }
        pieces.nothing();
        self.at = escapes.at;
        if escapes.unclosed {
            self.error(start, start + 2, "this quote is never closed");
        }
    }

    /// Reads `${…}`.
    fn braced(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.at;
        self.at += 2;
        if self.enter() {
            let variable = self.parameter(start, quoted);
            self.count_word();
            pieces.part(Part::Variable(Box::new(variable)));
        }
        self.leave();
    }

    fn parameter(&mut self, start: usize, quoted: bool) -> Variable {
        let prefix = self.parameter_prefix();
        let name_start = self.at;
        let digits = self.bytes[name_start..].iter().take_while(|it| it.is_ascii_digit()).count();
        let special = usize::from(self.peek().is_some_and(is_special));
        self.at += name_length(&self.bytes[name_start..]).max(digits).max(special);
        let name_end = self.at;
        let subscript = self.subscript();
        let (written, colon) = self.operator();
        let operator = prefix.or(subscript).unwrap_or(written);
        let operand: Word = self.operand(quoted);
        if name_end == name_start {
            self.error(start, self.at, "a variable's name is missing");
        }
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            self.error(start, start + 2, "this brace is never closed");
        }
        let mut variable = self.variable(start, name_start..name_end, operator, quoted);
        variable.colon = colon;
        variable.operand =
            (operator != Operator::Plain && operator != Operator::Length).then_some(operand);
        variable
    }

    /// Takes `#` of `${#name}` and `!` of `${!name}`.
    fn parameter_prefix(&mut self) -> Option<Operator> {
        let operator = match self.peek()? {
            b'#' => Operator::Length,
            b'!' => Operator::Other,
            _ => return None,
        };
        let next = self.peek_at(1)?;
        let names = next.is_ascii_alphanumeric() || matches!(next, b'_' | b'@' | b'*');
        names.then(|| {
            self.at += 1;
            operator
        })
    }

    /// Skips `[…]`; expansions in it may hold brackets of their own.
    fn subscript(&mut self) -> Option<Operator> {
        if self.peek() != Some(b'[') {
            return None;
        }
        let mut ignored = Pieces::default();
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'}' | b'\n' => break,
                b'$' => self.dollar(&mut ignored, true),
                b'`' => self.backticks(&mut ignored, true),
                _ => {
                    depth = depth + usize::from(byte == b'[') - usize::from(byte == b']');
                    self.at += 1;
                }
            }
            if depth == 0 {
                break;
            }
        }
        Some(Operator::Other)
    }

    /// Takes the operator after the name, and says whether it has a colon.
    fn operator(&mut self) -> (Operator, bool) {
        let colon = self.peek() == Some(b':');
        let (operator, length) = match self.peek_at(usize::from(colon)) {
            Some(b'-') => (Operator::Default, 1),
            Some(b'=') => (Operator::Assign, 1),
            Some(b'?') => (Operator::Required, 1),
            Some(b'+') => (Operator::Alternative, 1),
            Some(b'#') if !colon => {
                (Operator::RemovePrefix, 1 + usize::from(self.peek_at(1) == Some(b'#')))
            }
            Some(b'%') if !colon => {
                (Operator::RemoveSuffix, 1 + usize::from(self.peek_at(1) == Some(b'%')))
            }
            Some(b'}') | None if !colon => (Operator::Plain, 0),
            _ => (Operator::Other, 0),
        };
        self.at += length + usize::from(colon);
        (operator, colon)
    }
}

/// Length of the identifier at the head of `rest`.
fn name_length(rest: &[u8]) -> usize {
    match rest.first() {
        Some(byte) if byte.is_ascii_alphabetic() || *byte == b'_' => {
            rest.iter().take_while(|it| it.is_ascii_alphanumeric() || **it == b'_').count()
        }
        _ => 0,
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' | b'0'..=b'9')
}
