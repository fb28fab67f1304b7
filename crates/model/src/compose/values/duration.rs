//! Times such as `1m30s`, as Go reads and prints them, with days and weeks.

use std::fmt::Write as _;

const SECOND: i128 = 1_000_000_000;

/// Nanoseconds of a time; `None` if it is none.
pub(in crate::compose) fn parse(text: &str) -> Option<i64> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    let mut rest = rest;
    while !rest.is_empty() {
        let (amount, after) = part(rest)?;
        total = total.checked_add(amount)?;
        rest = after;
    }
    i64::try_from(if negative { -total } else { total }).ok()
}

/// The first number with its unit, and what follows.
fn part(text: &str) -> Option<(i128, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let mut end = whole;
    let mut fraction = "";
    if text.as_bytes().get(whole) == Some(&b'.') {
        let length = digits(&text[whole + 1..]);
        fraction = &text[whole + 1..whole + 1 + length];
        end += 1 + length;
    }
    if whole == 0 && fraction.is_empty() {
        return None;
    }
    let rest = &text[end..];
    let unit_end = rest.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(rest.len());
    let unit = unit(&rest[..unit_end])?;
    let number: i128 = if whole == 0 { 0 } else { text[..whole].parse().ok()? };
    let mut amount = number.checked_mul(unit)?;
    let mut scale = unit;
    for digit in fraction.bytes() {
        scale /= 10;
        amount += i128::from(digit - b'0') * scale;
    }
    Some((amount, &rest[unit_end..]))
}

fn unit(text: &str) -> Option<i128> {
    Some(match text {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "h" => 3_600 * SECOND,
        "d" => 86_400 * SECOND,
        "w" => 604_800 * SECOND,
        _ => return None,
    })
}

/// A time in words: `1h0m0s`, `1m30s`, `1.5s`, `500ms`.
pub(in crate::compose) fn print(nanoseconds: i64) -> String {
    let mut text = String::new();
    if nanoseconds < 0 {
        text.push('-');
    }
    let left = i128::from(nanoseconds).abs();
    if left < SECOND {
        let (unit, name) = match left {
            0 => return "0s".to_owned(),
            1..1_000 => (1, "ns"),
            1_000..1_000_000 => (1_000, "µs"),
            _ => (1_000_000, "ms"),
        };
        push_number(&mut text, left, unit);
        text.push_str(name);
        return text;
    }
    let (hours, minutes) = (left / (3_600 * SECOND), left / (60 * SECOND) % 60);
    if hours > 0 {
        let _ = write!(text, "{hours}h");
    }
    if hours > 0 || minutes > 0 {
        let _ = write!(text, "{minutes}m");
    }
    push_number(&mut text, left % (60 * SECOND), SECOND);
    text.push('s');
    text
}

fn push_number(text: &mut String, amount: i128, unit: i128) {
    let _ = write!(text, "{}", amount / unit);
    let fraction = amount % unit;
    if fraction > 0 {
        let width = unit.to_string().len() - 1;
        let digits = format!("{fraction:0width$}");
        let _ = write!(text, ".{}", digits.trim_end_matches('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_printed_as_go_does() {
        let cases = [
            ("90s", "1m30s"),
            ("36h", "36h0m0s"),
            ("1w1d", "192h0m0s"),
            ("1500ms", "1.5s"),
            ("0.5s", "500ms"),
            ("0", "0s"),
            ("0s", "0s"),
            ("1500us", "1.5ms"),
            ("-1m", "-1m0s"),
            (".5h", "30m0s"),
        ];
        for (text, printed) in cases {
            assert_eq!(parse(text).map(print).as_deref(), Some(printed), "{text}");
        }
        for text in ["", "10", "s", "1x", "1 s", "--1s", ".s", "99999999999999h"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
