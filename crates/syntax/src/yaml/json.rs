//! JSON by its brackets: where the next of several values starts and ends, as `kubectl` accepts them.

/// The end of the JSON value at `start`, found by its brackets; the end of the text if they do not match.
pub(super) fn value_end(text: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut offset = start;
    while let Some(byte) = text.get(offset) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return offset + 1;
                }
            }
            b'"' => offset = string_end(text, offset + 1),
            _ => {}
        }
        offset += 1;
    }
    text.len()
}

/// The closing quote of a string.
fn string_end(text: &[u8], mut offset: usize) -> usize {
    while let Some(found) = text.get(offset..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if text[offset + found] == b'"' {
            return offset + found;
        }
        offset += found + 2;
    }
    text.len()
}

/// The first byte that is no white space.
pub(super) fn next_token(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
}
