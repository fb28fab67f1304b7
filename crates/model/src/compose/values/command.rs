//! A command line in one string, split the way Compose does: quotes and backslashes, nothing of a shell.

/// The words of a command, up to the first operator of a shell; `None` if a quote or bracket is never closed.
pub(in crate::compose) fn split(line: &str) -> Option<Vec<String>> {
    let mut splitter = Splitter::default();
    for c in line.chars() {
        match splitter.take(c) {
            Next::Go => {}
            Next::Stop => break,
            Next::Fail => return None,
        }
    }
    splitter.finish()
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: String,
    has_word: bool,
    escaped: bool,
    inside: Option<Inside>,
}

/// What keeps blanks and operators from ending a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Double,
    Single,
    Backtick,
    Bracket,
}

enum Next {
    Go,
    Stop,
    Fail,
}

impl Splitter {
    fn take(&mut self, c: char) -> Next {
        if self.escaped {
            self.escaped = false;
            self.push(match c {
                't' => '\t',
                'n' => '\n',
                c => c,
            });
            return Next::Go;
        }
        match c {
            '\\' if self.inside == Some(Inside::Single) => self.word.push(c),
            '\\' => self.escaped = true,
            ' ' | '\t' | '\r' | '\n' => self.blank(c),
            '"' if self.quotes(Inside::Double) => {}
            '\'' if self.quotes(Inside::Single) => {}
            '(' if matches!(self.inside, None | Some(Inside::Bracket)) => return self.open(),
            ';' | '&' | '|' | '<' | '>' if self.inside.is_none() => {
                if c == '>' && self.word.starts_with(|c: char| c.is_ascii_digit()) {
                    self.has_word = false;
                }
                return Next::Stop;
            }
            c => {
                match c {
                    '`' => self.toggle(Inside::Backtick),
                    ')' => self.toggle(Inside::Bracket),
                    _ => {}
                }
                self.push(c);
            }
        }
        Next::Go
    }

    /// Opens or closes quotes, unless they stand inside something else.
    fn quotes(&mut self, quotes: Inside) -> bool {
        if self.inside == Some(quotes) {
            self.has_word = true;
        }
        let counts =
            matches!(self.inside, None | Some(Inside::Backtick)) || self.inside == Some(quotes);
        if counts {
            self.inside = if self.inside == Some(quotes) { None } else { Some(quotes) };
        }
        counts
    }

    fn toggle(&mut self, what: Inside) {
        if self.inside == Some(what) {
            self.inside = None;
        } else if self.inside.is_none() {
            self.inside = Some(what);
        }
    }

    fn push(&mut self, c: char) {
        self.word.push(c);
        self.has_word = true;
    }

    fn blank(&mut self, c: char) {
        if self.inside.is_some() {
            self.word.push(c);
        } else if self.has_word {
            self.words.push(std::mem::take(&mut self.word));
            self.has_word = false;
        }
    }

    /// A bracket may only open a substitution.
    fn open(&mut self) -> Next {
        if self.inside.is_some() || !self.word.ends_with('$') {
            return Next::Fail;
        }
        self.inside = Some(Inside::Bracket);
        self.word.push('(');
        Next::Go
    }

    fn finish(mut self) -> Option<Vec<String>> {
        if self.has_word {
            self.words.push(std::mem::take(&mut self.word));
        }
        (!self.escaped && self.inside.is_none()).then_some(self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_split_as_compose_splits_them() {
        let cases: [(&str, &[&str]); 8] = [
            ("sh -c \"a b\" 'q r'", &["sh", "-c", "a b", "q r"]),
            ("a\\ b c", &["a b", "c"]),
            ("a ''", &["a", ""]),
            ("a | b", &["a"]),
            ("a 2>b", &["a"]),
            ("x $(a b) y", &["x", "$(a b)", "y"]),
            ("'a\\b'", &["a\\b"]),
            ("", &[]),
        ];
        for (line, words) in cases {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        for line in ["a 'b", "a (b)", "a \\", "$(a"] {
            assert_eq!(split(line), None, "{line}");
        }
    }
}
