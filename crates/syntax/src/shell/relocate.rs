//! Moving spans to where the text came from.

use super::{Part, Redirect, Script, Span, Word};

impl Script {
    /// Moves every span, as when the text was put together from lines of a file.
    pub fn relocate(&mut self, map: &mut dyn FnMut(Span) -> Span) {
        for command in &mut self.commands {
            command.span = map(command.span);
            command
                .name
                .iter_mut()
                .chain(&mut command.args)
                .for_each(|word| relocate_word(word, map));
            for assignment in &mut command.assignments {
                assignment.span = map(assignment.span);
                relocate_word(&mut assignment.value, map);
                assignment.array.iter_mut().for_each(|word| relocate_word(word, map));
            }
            relocate_redirects(&mut command.redirects, map);
        }
        for scope in &mut self.scopes {
            scope.span = map(scope.span);
            scope.words.iter_mut().for_each(|word| relocate_word(word, map));
            relocate_redirects(&mut scope.redirects, map);
        }
        self.here_docs.iter_mut().for_each(|it| relocate_word(&mut it.body, map));
        self.errors.iter_mut().for_each(|it| it.span = map(it.span));
    }
}

fn relocate_redirects(redirects: &mut [Redirect], map: &mut dyn FnMut(Span) -> Span) {
    for redirect in redirects {
        redirect.span = map(redirect.span);
        relocate_word(&mut redirect.target, map);
    }
}

fn relocate_word(word: &mut Word, map: &mut dyn FnMut(Span) -> Span) {
    let length = word.span.end - word.span.start;
    word.span = map(word.span);
    word.exact &= word.span.end - word.span.start == length;
    for part in word.parts_mut() {
        match part {
            Part::Literal { .. } => {}
            Part::Variable(variable) => {
                variable.span = map(variable.span);
                variable.operand.iter_mut().for_each(|operand| relocate_word(operand, map));
            }
            Part::Substitution(substitution) => substitution.span = map(substitution.span),
            Part::Arithmetic(span) | Part::Opaque(span) => *span = map(*span),
        }
    }
}
