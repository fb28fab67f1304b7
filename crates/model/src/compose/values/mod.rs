//! What the texts of a model stand for, as Compose decodes them.

pub(super) mod command;
pub(super) mod duration;
mod verify;

use syntax::yaml::{Dialect, Node, Value};

use super::plain;

pub(super) use verify::verify;

/// A whole number. Fractions are cut off, and strings read.
pub(super) fn int(node: &Node) -> Option<i64> {
    match node.value(Dialect::Compose)? {
        Value::Int(value) => Some(value),
        #[expect(clippy::cast_possible_truncation, reason = "Compose cuts it off as well")]
        Value::Float(value) => Some(value as i64),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number with the precision that Compose keeps of it.
pub(super) fn single(node: &Node) -> Option<f32> {
    match node.value(Dialect::Compose)? {
        #[expect(clippy::cast_precision_loss, reason = "it is the precision that Compose keeps")]
        Value::Int(value) => Some(value as f32),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is the precision that Compose keeps"
        )]
        Value::Float(value) => Some(value as f32),
        Value::Str(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number of CPUs.
pub(super) fn cpus(node: &Node) -> Option<f64> {
    single(node).map(f64::from)
}

/// A number of bytes or processes. A fraction without a unit is ignored, as it is by Compose.
#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]
pub(super) fn amount(node: &Node) -> Option<f64> {
    size(node).map(|size| size as f64)
}

/// A number of bytes, as a number or as text with a unit.
pub(super) fn size(node: &Node) -> Option<i64> {
    match node.value(Dialect::Compose)? {
        Value::Int(value) => Some(value),
        Value::Str(text) => bytes(text),
        _ => None,
    }
}

/// Bytes of `512m`, `1.5 GiB`, `64kb`, `100`, `-1`: units are binary.
pub(super) fn bytes(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number);
    }
    let split = text.rfind(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))?;
    let (number, unit) = (&text[..=split], text[split + 1..].to_ascii_lowercase());
    let number: f64 = number.strip_suffix(' ').unwrap_or(number).parse().ok()?;
    let power = match unit.as_bytes() {
        [] | b"b" => 0,
        [letter] | [letter, b'b'] | [letter, b'i', b'b'] => {
            1 + b"kmgtp".iter().position(|known| known == letter)?
        }
        _ => return None,
    };
    if number.is_nan() || number < 0.0 {
        return None;
    }
    let factor = 1024_f64.powi(i32::try_from(power).ok()?);
    #[expect(clippy::cast_possible_truncation, reason = "Compose cuts it off as well")]
    Some((number * factor) as i64)
}

/// Permissions, which are octal as text.
pub(super) fn mode(node: &Node) -> Option<i64> {
    match node.value(Dialect::Compose)? {
        Value::Int(value) => Some(value),
        Value::Str(text) => i64::from_str_radix(text, 8).ok(),
        _ => None,
    }
}

/// A truth value.
pub(super) fn flag(node: &Node) -> Option<bool> {
    plain::boolean(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_binary_units() {
        let cases = [
            ("100", Some(100)),
            ("1k", Some(1024)),
            ("1.5G", Some(1_610_612_736)),
            ("64 MiB", Some(64 << 20)),
            ("5b", Some(5)),
            ("-1", Some(-1)),
            ("-1m", None),
            ("1bb", None),
            ("12x", None),
            ("m", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }
}
