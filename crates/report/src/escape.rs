//! JSON that is safe to print: hidden characters are written as `\u` escapes, which loses nothing.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::text::is_hidden;

/// Writes a value as compact JSON.
pub(crate) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
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
        let mut rest = text;
        while let Some(at) = rest.find(is_hidden) {
            out.write_all(&rest.as_bytes()[..at])?;
            let mut tail = rest[at..].chars();
            for unit in tail.next().into_iter().flat_map(units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = tail.as_str();
        }
        out.write_all(rest.as_bytes())
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
        let text = "a\u{1b}\u{7f}\u{202e}\u{e0041}é\"";
        let mut out = Vec::new();
        super::write(&text, &mut out).expect("a vector takes all bytes");
        let json = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(json, r#""a\u001b\u007f\u202e\udb40\udc41é\"""#);
        assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), text);
    }
}
