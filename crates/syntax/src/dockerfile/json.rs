//! The JSON form of arguments: an array of strings, with the place of each.

use std::ops::Range;

/// What a text is, read as JSON.
pub(super) enum Json {
    /// An array of strings, decoded, with the ranges between their quotes.
    Strings(Vec<(String, Range<usize>)>),
    /// A valid array with an element, at this range, that is no string.
    Mixed(Range<usize>),
    /// Not a JSON array.
    None,
}

/// How deep arrays and objects may nest before the text is taken for no JSON.
const MAX_DEPTH: usize = 10_000;

/// Reads a text; blanks around the array do not matter.
pub(super) fn read(text: &str) -> Json {
    let lead = text.len() - text.trim_start().len();
    if text.as_bytes().get(lead) != Some(&b'[') {
        return Json::None;
    }
    let mut reader = Reader { text, at: lead + 1 };
    reader.array().filter(|_| text[reader.at..].trim().is_empty()).unwrap_or(Json::None)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    /// The elements of the outermost array, its bracket already taken.
    fn array(&mut self) -> Option<Json> {
        let mut strings = Vec::new();
        let mut mixed = None;
        self.skip_blanks();
        if self.take(b']').is_some() {
            return Some(Json::Strings(strings));
        }
        loop {
            self.skip_blanks();
            let start = self.at;
            if self.peek() == Some(b'"') {
                let decoded = self.string()?;
                strings.push((decoded, start + 1..self.at - 1));
            } else {
                self.value()?;
                mixed.get_or_insert(start..self.at);
            }
            self.skip_blanks();
            if self.take(b',').is_none() {
                self.take(b']')?;
                return Some(mixed.map_or(Json::Strings(strings), Json::Mixed));
            }
        }
    }

    /// Any value, without recursion.
    fn value(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek()? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    self.skip_blanks();
                    let close = if bracket == b'[' { b']' } else { b'}' };
                    if self.take(close).is_none() {
                        if open.len() == MAX_DEPTH {
                            return None;
                        }
                        open.push(close);
                        if close == b'}' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                b'"' => drop(self.string()?),
                _ => self.scalar()?,
            }
            loop {
                let Some(&close) = open.last() else { return Some(()) };
                self.skip_blanks();
                if self.take(b',').is_some() {
                    if close == b'}' {
                        self.key()?;
                    }
                    break;
                }
                self.take(close)?;
                open.pop();
            }
        }
    }

    fn key(&mut self) -> Option<()> {
        self.skip_blanks();
        self.string()?;
        self.skip_blanks();
        self.take(b':')
    }

    fn scalar(&mut self) -> Option<()> {
        for word in ["true", "false", "null"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Some(());
            }
        }
        self.number()
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A string, its first quote at the current place.
    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut decoded = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            decoded.push_str(&rest[..plain]);
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Some(decoded),
                b'\\' => decoded.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// Four hexadecimal digits, or twice four for a pair of surrogates; a lone surrogate becomes U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
            self.at = back;
        }
        Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
