//! Quantities of resources: `100m`, `64Mi`, `1e3` (`resource.Quantity` of the API machinery).

/// The number that a quantity stands for; `None` if the API server rejects the text.
pub fn parse(text: &str) -> Option<f64> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (number, suffix) = match exponent(text) {
        Some(split) => split,
        None => (number, &text[number.len()..]),
    };
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1;
    let value: f64 = is_decimal.then(|| number.parse().ok())??;
    Some(value * scale(suffix)?)
}

/// A number with a decimal exponent: the `e` has digits behind it, unlike the suffix `E`.
fn exponent(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['e', 'E'])?;
    let digits = text[at + 1..].strip_prefix(['+', '-']).unwrap_or(&text[at + 1..]);
    let is_exponent = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_exponent.then(|| (&text[..at], &text[at..]))
}

fn scale(suffix: &str) -> Option<f64> {
    if let Some(power) = suffix.strip_prefix(['e', 'E']).filter(|power| !power.is_empty())
        && let Ok(power) = power.parse::<i32>()
    {
        return Some(10f64.powi(power));
    }
    Some(match suffix {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024f64.powi(2),
        "Gi" => 1024f64.powi(3),
        "Ti" => 1024f64.powi(4),
        "Pi" => 1024f64.powi(5),
        "Ei" => 1024f64.powi(6),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_the_api_reads_them() {
        let cases = [
            ("128Mi", Some(134_217_728.0)),
            ("0.5", Some(0.5)),
            ("250m", Some(0.25)),
            ("1e3", Some(1000.0)),
            ("2E", Some(2e18)),
            ("1E2", Some(100.0)),
            ("1.5Gi", Some(1_610_612_736.0)),
            ("+1", Some(1.0)),
            ("1Gib", None),
            ("1 Gi", None),
            ("1gi", None),
            ("Mi", None),
            ("", None),
            ("1.2.3", None),
        ];
        for (text, value) in cases {
            assert_eq!(parse(text), value, "{text}");
        }
    }
}
