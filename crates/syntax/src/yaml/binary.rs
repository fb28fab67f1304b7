//! Scalars that are written in base64.

use smol_str::SmolStr;

/// The tag of such a scalar.
pub(super) const TAG: &str = "!!binary";

/// The text that a scalar tagged `!!binary` stands for; `None` if it is not base64. Bytes that are not UTF-8 become U+FFFD.
// go-yaml resolve.go resolve: `base64.StdEncoding.DecodeString`, which passes over line feeds; encoding/json then
// replaces what is not UTF-8.
pub(super) fn decode(text: &str) -> Option<SmolStr> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    let mut groups = digits.chunks_exact(4).peekable();
    while let Some(group) = groups.next() {
        let padding = group.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || padding > 0 && groups.peek().is_some() {
            return None;
        }
        let bits = group[..4 - padding].iter().try_fold(0, |bits, byte| {
            let digit = digit(*byte)?;
            Some(bits << 6 | digit)
        })?;
        let bits: u32 = bits << (6 * padding);
        bytes.extend(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(SmolStr::new(String::from_utf8_lossy(&bytes)))
}

fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_go_reads_it() {
        for (text, expected) in [
            ("a2luZA==", Some("kind")),
            ("YXBp\nVmVy\nc2lvbg==", Some("apiVersion")),
            ("UG9k", Some("Pod")),
            ("", Some("")),
            ("/w==", Some("\u{fffd}")),
            ("YQ", None),
            ("YQ= =", None),
            ("YQ==YQ==", None),
            ("%%%%", None),
            ("Y===", None),
        ] {
            assert_eq!(decode(text).as_deref(), expected, "{text}");
        }
    }
}
