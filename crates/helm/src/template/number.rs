//! Number literals: each may be an integer, a float, or both.

/// A number literal. `1.0` is both an integer and a float, as Go's constants are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// As an integer, if it is one.
    pub int: Option<i64>,
    /// As a float.
    pub float: f64,
    /// Whether it is written as an integer or character, so that its own type is `int`.
    pub is_int: bool,
}

impl Number {
    /// Reads a literal. Go `text/template/parse/node.go` newNumber. Complex numbers are refused: no chart has one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('\'') {
            let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
            let mut chars = inner.chars();
            let c = match chars.next()? {
                '\\' => escape(chars.next()?)?,
                c => c,
            };
            return chars.next().is_none().then(|| Self::of_int(i64::from(u32::from(c))));
        }
        if let Some(int) = parse_int(text) {
            return Some(Self::of_int(int));
        }
        let float = parse_float(text)?;
        if !text.contains(['.', 'e', 'E', 'p', 'P']) {
            // An integer that overflows is no float either.
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the float is whole and in range")]
        let int = (float.fract() == 0.0 && float.abs() < 9.0e18).then_some(float as i64);
        Some(Self { int, float, is_int: false })
    }

    #[expect(clippy::cast_precision_loss, reason = "Go converts the constant likewise")]
    fn of_int(int: i64) -> Self {
        Self { int: Some(int), float: int as f64, is_int: true }
    }
}

fn escape(c: char) -> Option<char> {
    Some(match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        '\\' | '\'' | '"' => c,
        _ => return None,
    })
}

/// An integer as Go's `strconv.ParseInt(text, 0, 64)` reads it: `0x`, `0o`, `0b`, a leading `0` for octal, `_` between digits.
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits, prefixed) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..], true),
        [b'0', b'o', ..] => (8, &lower[2..], true),
        [b'0', b'b', ..] => (2, &lower[2..], true),
        [b'0', _, ..] => (8, &lower[1..], true),
        _ => (10, &lower[..], false),
    };
    if digits.ends_with('_') || digits.contains("__") || (!prefixed && digits.starts_with('_')) {
        return None;
    }
    let digits = digits.replace('_', "");
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(&digits, radix).ok()?;
    i64::try_from(if negative { -value } else { value }).ok()
}

/// A float as Go's `strconv.ParseFloat` reads it, without infinities and hexadecimal mantissas other than whole ones.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let body = text.trim_start_matches(['+', '-']);
    if let Some(hex) = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")) {
        let (mantissa, exponent) = hex.split_once(['p', 'P'])?;
        #[expect(clippy::cast_precision_loss, reason = "a mantissa this long is rounded")]
        let mantissa = i64::from_str_radix(mantissa, 16).ok()? as f64;
        let value = mantissa * 2f64.powi(exponent.parse().ok()?);
        return Some(if text.starts_with('-') { -value } else { value });
    }
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    text.replace('_', "").parse().ok()
}
