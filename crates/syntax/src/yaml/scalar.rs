//! What a plain scalar is, by dialect. Quoted and block scalars are strings everywhere.

use std::borrow::Cow;

use super::{Scalar, Style};

/// Who reads the scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `kubectl` and the Kubernetes API: YAML 1.1 as sigs.k8s.io/yaml reads it, where `yes` is a boolean and `010` is 8.
    Kubernetes,
    /// Docker Compose: `yes` is a string, unless the schema wants a boolean; then see [`compose_bool`]. A date stays
    /// text here, although Compose would reformat it.
    Compose,
    /// The core schema of YAML 1.2.
    Core,
}

/// What a scalar is taken for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, those too large for [`Value::Int`] included.
    Float(f64),
    /// Text.
    Str(&'a str),
}

impl<'a> Value<'a> {
    /// The whole number, also if it is written as a float: `1e3` is 1000 and, to Go, `08` is 8.
    pub fn as_int(self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(int),
            // Above 2^53 a float no longer tells neighbouring integers apart.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the float is whole and below 2^53"
            )]
            Self::Float(float) if float.fract() == 0.0 && float.abs() < 9e15 => Some(float as i64),
            _ => None,
        }
    }

    /// The text that Go writes where a string is wanted, such as a key or the value of an environment variable:
    /// `0x10` becomes `16`, `1.50` becomes `1.5`. Empty for null.
    pub fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(int) => Cow::Owned(int.to_string()),
            Self::Float(float) => Cow::Owned(go_float(float)),
            Self::Str(text) => Cow::Borrowed(text),
        }
    }
}

/// Go's shortest form of a float: an exponent below -4 and from 6 up, of two digits at least.
fn go_float(float: f64) -> String {
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return float.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// What a dialect takes a scalar with this tag for.
pub fn resolve<'a>(dialect: Dialect, scalar: &'a Scalar, tag: Option<&str>) -> Value<'a> {
    let text = scalar.text.as_str();
    match tag {
        None if scalar.style == Style::Plain => plain(dialect, text),
        Some("!!null" | "!!bool" | "!!int") => plain(dialect, text),
        Some("!!float") => match plain(dialect, text) {
            #[expect(clippy::cast_precision_loss, reason = "a float is what the tag asks for")]
            Value::Int(int) => Value::Float(int as f64),
            other => other,
        },
        _ => Value::Str(text),
    }
}

/// The truth value of any scalar where the Compose schema wants one, quoted or not; `None` is an "invalid boolean".
pub fn compose_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "y" | "yes" | "on" => Some(true),
        "false" | "n" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn plain(dialect: Dialect, text: &str) -> Value<'_> {
    let Some(first) = text.bytes().next() else { return Value::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(dialect, text).unwrap_or(Value::Str(text)),
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => {
            word(dialect, text).unwrap_or(Value::Str(text))
        }
        _ => Value::Str(text),
    }
}

fn word(dialect: Dialect, text: &str) -> Option<Value<'static>> {
    Some(match text {
        "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if dialect != Dialect::Kubernetes => return None,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => return None,
    })
}

fn number(dialect: Dialect, text: &str) -> Option<Value<'static>> {
    let counts = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
    if !text.bytes().all(counts) {
        return None;
    }
    match text {
        ".nan" | ".NaN" | ".NAN" => return Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Some(Value::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Some(Value::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    if dialect == Dialect::Core {
        return core_number(text);
    }
    // Go removes every underscore before it looks at the digits.
    let digits =
        if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    if dialect == Dialect::Compose && digits == "-0" {
        return Some(Value::Float(-0.0));
    }
    go_int(&digits).or_else(|| decimal(&digits))
}

fn core_number(text: &str) -> Option<Value<'static>> {
    let radix = |prefix, radix| text.strip_prefix(prefix).map(|digits| unsigned(digits, radix));
    if let Some(int) = radix("0o", 8).or_else(|| radix("0x", 16)) {
        return int.map(|int| signed(false, int));
    }
    let (negative, digits) = sign(text);
    unsigned(digits, 10).map(|int| signed(negative, int)).or_else(|| decimal(text))
}

/// Go's `ParseInt` with base 0: prefixes `0x`, `0o`, `0b` and, for octal, a bare `0`.
fn go_int(text: &str) -> Option<Value<'static>> {
    let (negative, digits) = sign(text);
    let int = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => unsigned(&digits[2..], 16),
        [b'0', b'b' | b'B', ..] => unsigned(&digits[2..], 2),
        [b'0', b'o' | b'O', ..] => unsigned(&digits[2..], 8),
        [b'0', _, ..] => unsigned(&digits[1..], 8),
        _ => unsigned(digits, 10),
    };
    int.map(|int| signed(negative, int))
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn unsigned(digits: &str, radix: u32) -> Option<u128> {
    // `from_str_radix` would accept a sign here.
    digits
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric())
        .then(|| u128::from_str_radix(digits, radix).ok())?
}

fn signed(negative: bool, int: u128) -> Value<'static> {
    let value = i128::try_from(int).ok().map(|int| if negative { -int } else { int });
    match value.and_then(|int| i64::try_from(int).ok()) {
        Some(int) => Value::Int(int),
        #[expect(
            clippy::cast_precision_loss,
            reason = "too large for an integer, so a float is all that is left"
        )]
        None => Value::Float(if negative { -(int as f64) } else { int as f64 }),
    }
}

/// A decimal number with a point or an exponent, or one too long for any integer.
fn decimal(text: &str) -> Option<Value<'static>> {
    let (_, digits) = sign(text);
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let exponent_fits = exponent.is_none_or(|text| {
        let (_, digits) = sign(text);
        !digits.is_empty() && are_digits(digits)
    });
    let fits = has_digits && are_digits(whole) && are_digits(fraction) && exponent_fits;
    let float = fits.then(|| text.parse::<f64>().ok())?;
    // Go refuses a number that no float can hold, and so leaves it a string.
    float.filter(|float| float.is_finite()).map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of `text, Kubernetes, Compose, core`, measured with `kubectl label --local` and `docker-compose config`;
    /// the last column is the specification of YAML 1.2.
    const TABLE: &str = include_str!("../../../../fixtures/syntax/yaml-scalars.txt");

    fn shown(dialect: Dialect, text: &str) -> String {
        let scalar = Scalar { text: text.into(), style: Style::Plain };
        match resolve(dialect, &scalar, None) {
            Value::Null => "null".to_owned(),
            Value::Bool(bool) => bool.to_string(),
            Value::Int(int) => format!("int:{int}"),
            Value::Float(float) => match Value::Float(float).as_int() {
                Some(int) => format!("int:{int}"),
                None => format!("float:{}", go_float(float)),
            },
            Value::Str(_) => "str".to_owned(),
        }
    }

    #[test]
    fn plain_scalars_are_what_the_tools_take_them_for() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let [text, kubernetes, compose, core] =
                line.split_ascii_whitespace().collect::<Vec<_>>().try_into().expect(line);
            assert_eq!(shown(Dialect::Kubernetes, text), kubernetes, "{text} in Kubernetes");
            assert_eq!(shown(Dialect::Compose, text), compose, "{text} in Compose");
            assert_eq!(shown(Dialect::Core, text), core, "{text} in the core schema");
        }
    }

    #[test]
    fn tags_and_quotes_decide_before_the_text_does() {
        let quoted = Scalar { text: "5".into(), style: Style::Double };
        let resolve = |tag| resolve(Dialect::Kubernetes, &quoted, tag);
        assert_eq!(resolve(None), Value::Str("5"));
        assert_eq!(resolve(Some("!!int")), Value::Int(5));
        assert_eq!(resolve(Some("!!float")), Value::Float(5.0));
        assert_eq!(resolve(Some("!reset")), Value::Str("5"));
    }

    #[test]
    fn compose_casts_any_spelling_of_a_boolean() {
        for (text, expected) in [
            ("tRUE", Some(true)),
            ("oN", Some(true)),
            ("N", Some(false)),
            ("1", None),
            (" true", None),
            ("", None),
        ] {
            assert_eq!(compose_bool(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_become_text_as_in_go() {
        let text = |text: &str| {
            let scalar = Scalar { text: text.into(), style: Style::Plain };
            resolve(Dialect::Compose, &scalar, None).into_text().into_owned()
        };
        for (written, expected) in [
            ("010", "8"),
            ("1.50", "1.5"),
            ("10.0", "10"),
            ("1e3", "1000"),
            ("123456789.0", "1.23456789e+08"),
            ("1e30", "1e+30"),
            ("0.00001", "1e-05"),
            ("0.0001", "0.0001"),
            ("-0", "-0"),
            ("1e400", "1e400"),
            ("yes", "yes"),
        ] {
            assert_eq!(text(written), expected, "{written}");
        }
    }
}
