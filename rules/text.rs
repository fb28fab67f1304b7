//! Secrets in texts that a manifest carries: files of settings, and base64.

use model::secret;

/// What secret a value under a key holds: by itself, or in a line of a file of settings.
pub(crate) fn secret_in(key: &str, value: &str) -> Option<&'static str> {
    if !value.trim().contains('\n') {
        return secret::classify(key, value);
    }
    let is_settings = [".env", ".properties", ".ini", ".conf", ".cfg", "env"]
        .iter()
        .any(|end| key.ends_with(end));
    secret::shape(value)
        .or_else(|| is_settings.then(|| secret_in_lines(value, |line| line.split_once('=')))?)
}

/// What secret a line of settings holds, in whatever file: `name = value`, or `name: value`.
pub(crate) fn secret_in_settings(text: &str) -> Option<&'static str> {
    secret_in_lines(text, |line| line.split_once('=').or_else(|| line.split_once(": ")))
}

fn secret_in_lines(
    text: &str,
    pair: impl Fn(&str) -> Option<(&str, &str)>,
) -> Option<&'static str> {
    text.lines().filter_map(pair).find_map(|(name, value)| {
        let name = name.trim();
        let is_plain = !name.starts_with(['#', ';']) && !name.contains(' ');
        is_plain.then(|| secret::classify(name, value))?
    })
}

/// The text that base64 stands for, if it is base64 of text.
pub(crate) fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u8);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_and_without_padding() {
        for (text, plain) in [("aHVudGVyMg==", "hunter2"), ("aHVudGVyMg", "hunter2"), ("", "")] {
            assert_eq!(from_base64(text).as_deref(), Some(plain));
        }
        assert_eq!(from_base64("not base64!"), None);
        assert_eq!(from_base64("/////w=="), None);
    }
}
