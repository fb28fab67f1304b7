//! `$'…'`: quotes with the escapes of C.

use std::borrow::Cow;

/// The inside of `$'…'`, escape by escape: where each piece stands and what it is.
pub(super) struct AnsiEscapes<'t> {
    text: &'t str,
    pub(super) at: usize,
    pub(super) unclosed: bool,
    done: bool,
}

impl<'t> AnsiEscapes<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at, unclosed: false, done: false }
    }

    fn escape(&mut self) -> Cow<'t, str> {
        let rest = &self.text[self.at + 1..];
        let simple = match rest.bytes().next() {
            Some(b'n') => "\n",
            Some(b't') => "\t",
            Some(b'r') => "\r",
            Some(b'a') => "\u{7}",
            Some(b'b') => "\u{8}",
            Some(b'e' | b'E') => "\u{1b}",
            Some(b'f') => "\u{c}",
            Some(b'v') => "\u{b}",
            Some(b'x') => return self.numeric(1, 2, 16),
            Some(b'u') => return self.numeric(1, 4, 16),
            Some(b'U') => return self.numeric(1, 8, 16),
            Some(b'0'..=b'7') => return self.numeric(0, 3, 8),
            _ => {
                let length = rest.chars().next().map_or(0, char::len_utf8);
                self.at += 1 + length;
                return Cow::Borrowed(&rest[..length]);
            }
        };
        self.at += 2;
        Cow::Borrowed(simple)
    }

    fn numeric(&mut self, skip: usize, most: usize, radix: u32) -> Cow<'t, str> {
        let rest = &self.text[self.at + 1 + skip..];
        let length = rest.chars().take(most).take_while(|it| it.is_digit(radix)).count();
        let value = u32::from_str_radix(&rest[..length], radix).ok().and_then(char::from_u32);
        self.at += 1 + skip + length;
        Cow::Owned(value.map(String::from).unwrap_or_default())
    }
}

impl<'t> Iterator for &mut AnsiEscapes<'t> {
    type Item = (usize, Cow<'t, str>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let from = self.at;
        match self.text.as_bytes().get(from) {
            None => {
                (self.done, self.unclosed) = (true, true);
                None
            }
            Some(b'\'') => {
                self.at += 1;
                self.done = true;
                None
            }
            Some(b'\\') => Some((from, self.escape())),
            Some(_) => {
                let rest = &self.text.as_bytes()[from..];
                let length = memchr::memchr2(b'\'', b'\\', rest).unwrap_or(rest.len());
                self.at += length;
                Some((from, Cow::Borrowed(&self.text[from..from + length])))
            }
        }
    }
}
