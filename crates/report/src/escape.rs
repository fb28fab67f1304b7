//! JSON that is safe to print: hidden characters are written as `\u` escapes, which loses nothing.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::text::{is_command, is_hidden, is_plain};

/// Writes a value as compact JSON.
pub(crate) fn write(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping))?;
    Ok(())
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        if is_plain(text) {
            return out.write_all(text.as_bytes());
        }
        let mut written = 0;
        let unsafe_at =
            |(at, c): &(usize, char)| is_hidden(*c) || *c == '[' && is_command(&text[..*at]);
        for (at, c) in text.char_indices().filter(unsafe_at) {
            out.write_all(&text.as_bytes()[written..at])?;
            for unit in units(c) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        out.write_all(&text.as_bytes()[written..])
    }
}

fn units(c: char) -> impl Iterator<Item = u16> {
    let mut buffer = [0; 2];
    let n = c.encode_utf16(&mut buffer).len();
    buffer.into_iter().take(n)
}

#[cfg(test)]
mod tests {
    #[test]
    fn hidden_characters_survive_as_escapes() {
        let text = "##vso[[a\u{1b}\u{7f}\u{202e}\u{e0041}é\"";
        let mut out = Vec::new();
        super::write(&text, &mut out).expect("a vector takes all bytes");
        let json = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(json, r###""##vso\u005b[a\u001b\u007f\u202e\udb40\udc41é\"""###);
        assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), text);
    }
}
