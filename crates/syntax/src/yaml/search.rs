//! Searches that tell without a parse that a text surely has no such key. They may say "perhaps" of any text, and never
//! "no" of one whose tree has the key; a law in the tests holds them to that.

use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

/// Whether some mapping of a YAML or JSON text may have `key`, which consists of ASCII letters. `false` is certain: the
/// key is written nowhere, not with escapes in quotes, not as `!!binary` either.
pub fn may_have_key(text: &[u8], key: &str) -> bool {
    let key = key.as_bytes();
    is_written(text, key) || is_escaped(text, key) || may_be_binary(text)
}

/// Whether the key stands somewhere as a word of its own.
fn is_written(text: &[u8], key: &[u8]) -> bool {
    let goes_on = |byte: Option<&u8>| {
        byte.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'$')
        })
    };
    memmem::find_iter(text, key).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !goes_on(before) && !goes_on(text.get(at + key.len()))
    })
}

/// Whether the key may be written with escapes: the first one stands behind a quote and a beginning of the key, and is
/// one that can stand for a letter, or joins two lines.
// go-yaml scannerc.go yaml_parser_scan_flow_scalar: only `\x`, `\u` and `\U` name letters; `\` before a line break
// takes it away.
fn is_escaped(text: &[u8], key: &[u8]) -> bool {
    memchr_iter(b'\\', text).any(|at| {
        let is_letter = matches!(text.get(at + 1), Some(b'x' | b'u' | b'U'));
        let joins = || matches!(text.get(at + 1), Some(b'\n' | b'\r' | 0xc2 | 0xe2));
        let begins = |length: &usize| {
            let beginning = text[..at].strip_suffix(&key[..*length]);
            beginning.is_some_and(|before| before.ends_with(b"\""))
        };
        (is_letter || joins()) && (0..=key.len()).any(|length| begins(&length))
    })
}

/// Whether a tag may say that a scalar is written in base64.
// go-yaml resolve.go resolve, decode.go scalar: the text of `!!binary` is decoded, keys included.
fn may_be_binary(text: &[u8]) -> bool {
    let names_binary = |at| {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'\'' | b'"');
        let tag = &text[at..];
        let tag = &tag[..tag.iter().position(is_end).unwrap_or(tag.len())];
        memmem::find(tag, b"binary").is_some() || memchr(b'%', tag).is_some()
    };
    let has_tags = memchr(b'!', text).is_some();
    has_tags && (memmem::find(text, b"%TAG").is_some() || memchr_iter(b'!', text).any(names_binary))
}

/// Whether a text breaks lines otherwise than by LF and CR LF.
// go-yaml yamlprivateh.go is_break: CR, LF, U+0085, U+2028 and U+2029 end lines, and comments with them.
pub fn has_odd_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if memchr_iter(b'\r', bytes).any(is_lone) {
        return true;
    }
    memchr2_iter(0xc2, 0xe2, bytes).any(|at| {
        let rest = &bytes[at..];
        rest.starts_with(b"\xc2\x85")
            || rest.starts_with(b"\xe2\x80\xa8")
            || rest.starts_with(b"\xe2\x80\xa9")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_be_written_in_many_ways() {
        let may = |text: &str| may_have_key(text.as_bytes(), "kind");
        for text in [
            "kind: Pod",
            "#\u{85}kind: Pod",
            "a: 1\rkind: Pod",
            "? kind\n: Pod",
            "&a kind : Pod",
            "x: [&k kind]\n*k : Pod",
            "{\"a\":1,\"kind\":2}",
            "\"\\u006bind\": Pod",
            "\"k\\x69nd\": Pod",
            "? \"ki\\\n  nd\"\n: Pod",
            "\"kind\\\n\": Pod",
            "!!binary a2luZA==: Pod",
            "!<tag:yaml.org,2002:%62inary> a2luZA==: Pod",
            "%TAG !b! tag:yaml.org,2002:bin\n---\n!b!ary a2luZA==: Pod",
        ] {
            assert!(may(text), "{text}");
        }
        for text in ["kinds: a\nmykind: b", "a: \"\\d+\\n\"", "a: \"x\\u006b\"", "!!str a: !b c"] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn breaks_that_editors_do_not_show_are_found() {
        for text in ["a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\r"] {
            assert!(has_odd_breaks(text), "{text:?}");
        }
        for text in ["a\nb\r\n", "é – \u{a0}\u{2014}"] {
            assert!(!has_odd_breaks(text), "{text:?}");
        }
    }
}
