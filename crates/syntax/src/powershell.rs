//! PowerShell, as far as it takes to see what is called: statements, pipelines and words.
//!
//! `about_Parsing` and `about_Quoting_Rules` of its documentation: `'…'` is literal and `''` a quote in it, `"…"` has the
//! escape `` ` ``, `#` begins a comment, `;` and line breaks end a statement, `|` hands on. Parentheses, braces and
//! brackets belong to the word that they stand in, with all that they hold.

use std::ops::Range;

/// Commands whose output flows from one to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// In order; each has words.
    pub commands: Vec<Command>,
}

/// A command or expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Its words, the name first.
    pub words: Vec<Word>,
}

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written; quotes around the whole of it are taken off.
    pub text: String,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

impl Command {
    /// The name in lower case, without a directory and `.exe`.
    pub fn name(&self) -> String {
        let name = self.words.first().map_or("", |word| word.text.as_str());
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        name.strip_suffix(".exe").map_or(name.clone(), str::to_owned)
    }

    /// Where it stands.
    pub fn range(&self) -> Range<usize> {
        let start = self.words.first().map_or(0, |word| word.range.start);
        start..self.words.last().map_or(start, |word| word.range.end)
    }
}

/// Reads a text. Never fails: what is not closed ends with the text.
pub fn parse(text: &str) -> Vec<Pipeline> {
    let mut reader = Reader {
        text,
        at: 0,
        found: Vec::new(),
        pipeline: Pipeline::default(),
        command: Command::default(),
    };
    reader.read();
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    found: Vec<Pipeline>,
    pipeline: Pipeline,
    command: Command,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' | b';' => self.end_pipeline(),
                b'|' => self.end_command(),
                b'#' => {
                    let end = self.text[self.at..].find('\n');
                    self.at = end.map_or(self.text.len(), |end| self.at + end);
                }
                _ if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.word(),
            }
        }
        self.end_pipeline();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn end_command(&mut self) {
        self.at += 1;
        if !self.command.words.is_empty() {
            self.pipeline.commands.push(std::mem::take(&mut self.command));
        }
    }

    fn end_pipeline(&mut self) {
        self.end_command();
        if !self.pipeline.commands.is_empty() {
            self.found.push(std::mem::take(&mut self.pipeline));
        }
    }

    /// Up to a blank or a separator outside of quotes and brackets.
    fn word(&mut self) {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'`' => self.at += 1,
                b'\'' | b'"' => self.quoted(byte),
                b'(' | b'{' | b'[' => depth += 1,
                b')' | b'}' | b']' => depth = depth.saturating_sub(1),
                b';' | b'|' | b'\n' if depth == 0 => break,
                _ if byte.is_ascii_whitespace() && depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.text.len());
        let written = self.text.get(start..self.at).unwrap_or_default();
        let text = unquoted(written).to_owned();
        self.command.words.push(Word { text, range: start..self.at });
    }

    /// To the closing quote.
    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            if byte == quote {
                return;
            }
            self.at += if byte == b'`' && quote == b'"' { 2 } else { 1 };
        }
    }
}

/// A word without the quotes around the whole of it.
fn unquoted(word: &str) -> &str {
    for quote in ['\'', '"'] {
        let inner = word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner.filter(|inner| !inner.contains(quote)) {
            return inner;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<Vec<String>>> {
        let command = |it: Command| it.words.into_iter().map(|word| word.text).collect();
        parse(text).into_iter().map(|it| it.commands.into_iter().map(command).collect()).collect()
    }

    #[test]
    fn statements_pipelines_and_words_are_told_apart() {
        assert_eq!(
            words("irm 'https://a/b.ps1' | iex; Write-Host \"a | b; c\" # iex\n$x = 1"),
            [
                vec![vec!["irm", "https://a/b.ps1"], vec!["iex"]],
                vec![vec!["Write-Host", "a | b; c"]],
                vec![vec!["$x", "=", "1"]],
            ]
        );
        assert_eq!(
            words("iex ((New-Object Net.WebClient).DownloadString('https://a'))"),
            [vec![vec!["iex", "((New-Object Net.WebClient).DownloadString('https://a'))"]]]
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_text() {
        for text in ["'", "\"`", "(", "a |", "{ ; | '", "`", "", "é`é"] {
            parse(text);
        }
    }
}
