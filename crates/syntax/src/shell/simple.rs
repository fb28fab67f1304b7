//! Simple commands: assignments, words and redirections.

use smol_str::SmolStr;

use super::Word;
use super::command::{Assignment, Command, Link, Redirect, RedirectOp};
use super::parser::Parser;

impl Parser<'_, '_> {
    pub(super) fn simple(&mut self, link: Link) {
        let start = self.at;
        let mut end = start;
        let mut command = Command::new(self.scope, link);
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else { break };
            match byte {
                b'\n' | b';' | b'|' | b')' => break,
                b'&' if self.peek_at(1) != Some(b'>') => break,
                b'#' => {
                    self.skip_comment();
                    break;
                }
                b'(' => {
                    if let Some(name) = self.function_name(&command) {
                        self.function(start, &name, link);
                        return;
                    }
                    break;
                }
                _ if self.redirect_ahead() => {
                    let redirect = self.redirect();
                    command.redirects.push(redirect);
                }
                _ => self.assignment_or_word(&mut command),
            }
            end = self.at;
        }
        if end > start {
            self.finish(command, start, end);
        }
    }

    /// Takes `()` after a first word.
    fn function_name(&mut self, command: &Command) -> Option<Word> {
        let alone = command.args.is_empty()
            && command.assignments.is_empty()
            && command.redirects.is_empty();
        let name = command.name.as_ref().filter(|_| alone)?;
        let mut ahead = 1;
        while matches!(self.peek_at(ahead), Some(b' ' | b'\t')) {
            ahead += 1;
        }
        if self.peek_at(ahead) != Some(b')') {
            return None;
        }
        self.at += ahead + 1;
        Some(name.clone())
    }

    fn assignment_or_word(&mut self, command: &mut Command) {
        if command.name.is_none()
            && let Some((name_length, value_offset)) = self.assignment_ahead()
        {
            let assignment = self.assignment(name_length, value_offset);
            command.assignments.push(assignment);
            return;
        }
        let start = self.at;
        let word = self.word();
        if command.name.is_some()
            && self.peek() == Some(b'(')
            && self.bytes[start..self.at].ends_with(b"=")
        {
            // `declare -a list=(…)`: the elements follow as words.
            command.args.push(word);
            let elements = self.array();
            command.args.extend(elements);
        } else if command.name.is_some() {
            command.args.push(word);
        } else {
            command.name = Some(word);
        }
    }

    /// Lengths of `NAME` and of `NAME=`, `NAME+=`, `NAME[…]=`, if an assignment stands here.
    fn assignment_ahead(&self) -> Option<(usize, usize)> {
        let rest = &self.bytes[self.at..];
        let name = rest.iter().take_while(|it| it.is_ascii_alphanumeric() || **it == b'_').count();
        if name == 0 || rest[0].is_ascii_digit() {
            return None;
        }
        let mut at = name;
        if rest.get(at) == Some(&b'[') {
            at += subscript_length(&rest[at..]);
        }
        at += usize::from(rest.get(at) == Some(&b'+'));
        (rest.get(at) == Some(&b'=')).then_some((name, at + 1))
    }

    fn assignment(&mut self, name_length: usize, value_offset: usize) -> Assignment {
        let start = self.at;
        let name = SmolStr::new(&self.text[start..start + name_length]);
        let append = self.bytes[start + value_offset - 2] == b'+';
        self.at += value_offset;
        let is_array = self.peek() == Some(b'(');
        let array = if is_array { self.array() } else { Vec::new() };
        let value = self.word();
        Assignment { name, append, value, array, span: self.span(start, self.at) }
    }

    /// Reads `( word… )`.
    fn array(&mut self) -> Vec<Word> {
        let start = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            self.skip_blank_lines();
            let before = self.at;
            let word = self.word();
            if self.at > before {
                elements.push(word);
                continue;
            }
            if self.peek() == Some(b')') {
                self.at += 1;
            } else {
                self.error(start, start + 1, "is never closed");
            }
            return elements;
        }
    }

    /// Reads the redirections after a construct.
    pub(super) fn redirects(&mut self) -> Vec<Redirect> {
        let mut found = Vec::new();
        loop {
            let before = self.at;
            self.skip_blanks();
            if !self.redirect_ahead() {
                self.at = before;
                return found;
            }
            found.push(self.redirect());
        }
    }

    fn redirect_ahead(&self) -> bool {
        let at = self.at + self.descriptor_length();
        let next = self.bytes.get(at + 1).copied();
        match self.bytes.get(at) {
            Some(b'<' | b'>') => next != Some(b'('),
            Some(b'&') => at == self.at && next == Some(b'>'),
            _ => false,
        }
    }

    /// Length of `2` or `{name}` before an operator.
    fn descriptor_length(&self) -> usize {
        let rest = &self.bytes[self.at..];
        match rest.first() {
            Some(b'0'..=b'9') => rest.iter().take(6).take_while(|it| it.is_ascii_digit()).count(),
            Some(b'{') => {
                let name = rest[1..]
                    .iter()
                    .take(64)
                    .take_while(|it| it.is_ascii_alphanumeric() || **it == b'_')
                    .count();
                if name > 0 && rest.get(name + 1) == Some(&b'}') { name + 2 } else { 0 }
            }
            _ => 0,
        }
    }

    fn redirect(&mut self) -> Redirect {
        let start = self.at;
        let descriptor = self.descriptor_length();
        let fd = self.text[start..start + descriptor].parse().ok();
        self.at += descriptor;
        let op = self.redirect_op();
        let strips_tabs = op == RedirectOp::HereDoc && self.bytes[self.at - 1] == b'-';
        self.skip_blanks();
        let target_start = self.at;
        let target = self.word();
        if self.at == target_start {
            self.error(start, self.at, "a redirection without a target");
        }
        let here_doc = (op == RedirectOp::HereDoc && self.at > target_start)
            .then(|| self.expect_here_doc(&target, target_start, strips_tabs));
        Redirect { fd, op, target, here_doc, span: self.span(start, self.at) }
    }

    fn redirect_op(&mut self) -> RedirectOp {
        use RedirectOp::{
            Append, AppendBoth, DuplicateInput, DuplicateOutput, HereDoc, HereString, Read,
            ReadWrite, Write, WriteBoth,
        };
        // Longer ones first.
        let operators = [
            ("&>>", AppendBoth),
            ("<<<", HereString),
            ("<<-", HereDoc),
            ("&>", WriteBoth),
            ("<<", HereDoc),
            ("<>", ReadWrite),
            ("<&", DuplicateInput),
            (">>", Append),
            (">|", Write),
            (">&", DuplicateOutput),
            ("<", Read),
        ];
        let (length, op) = operators
            .iter()
            .find(|(text, _)| self.starts_with(text))
            .map_or((1, Write), |(text, op)| (text.len(), *op));
        self.at += length;
        op
    }

    /// Files a command away, and what it makes another shell run.
    pub(super) fn finish(&mut self, mut command: Command, start: usize, end: usize) {
        command.span = self.span(start, end);
        let index = self.output.script.commands.len();
        self.push(command);
        self.nested_commands(index);
        self.last_simple = Some(index);
    }
}

/// Length of `[…]`, brackets inside it counted; 0 if a blank comes first.
fn subscript_length(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b' ' | b'\t' | b'\n' => return 0,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    0
}
