//! Go's quoted strings, read and written. Go `strconv/quote.go`.

use std::fmt::Write as _;

/// The inside of a quoted string with its escapes undone; `None` if one is not valid.
pub(crate) fn unquote(inner: &str) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut bytes: Vec<u8> = Vec::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        let c = chars.next()?;
        match c {
            'a' => text.push('\u{7}'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'v' => text.push('\u{b}'),
            '\\' | '"' => text.push(c),
            'x' => bytes.push(u8::try_from(code(&mut chars, 2)?).ok()?),
            'u' => text.push(char::from_u32(code(&mut chars, 4)?)?),
            'U' => text.push(char::from_u32(code(&mut chars, 8)?)?),
            '0'..='7' => {
                let rest: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&format!("{c}{rest}"), 8).ok()?);
            }
            _ => return None,
        }
        if !bytes.is_empty() {
            text.push_str(&String::from_utf8_lossy(&std::mem::take(&mut bytes)));
        }
    }
    Some(text)
}

fn code(chars: &mut std::str::Chars<'_>, n: usize) -> Option<u32> {
    let digits: String = chars.by_ref().take(n).collect();
    (digits.len() == n).then(|| u32::from_str_radix(&digits, 16).ok()).flatten()
}

/// A character as it stands between double quotes; `None` if it stands for itself.
pub(crate) fn escape(c: char) -> Option<String> {
    Some(match c {
        '"' => "\\\"".into(),
        '\\' => "\\\\".into(),
        '\u{7}' => "\\a".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\u{b}' => "\\v".into(),
        c if (c as u32) < 0x20 || c as u32 == 0x7f => hex('x', c, 2),
        c if is_printable(c) => return None,
        c if (c as u32) < 0x1_0000 => hex('u', c, 4),
        c => hex('U', c, 8),
    })
}

fn hex(letter: char, c: char, width: usize) -> String {
    let mut text = format!("\\{letter}");
    let _ = write!(text, "{:0width$x}", c as u32);
    text
}

/// Close to Go's `strconv.IsPrint`: no control, format, separator or private character.
fn is_printable(c: char) -> bool {
    let code = c as u32;
    !(c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(code, 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff)
        || (0xe000..=0xf8ff).contains(&code)
        || code >= 0xe_0000)
}

/// A text between double quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match escape(c) {
            Some(escaped) => out.push_str(&escaped),
            None => out.push(c),
        }
    }
    out.push('"');
    out
}
