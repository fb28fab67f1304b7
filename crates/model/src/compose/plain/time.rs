//! Plain scalars that YAML takes for points in time, as Go prints them.

use smol_str::{SmolStr, format_smolstr};

/// The text of a time: `2024-01-01` is `2024-01-01 00:00:00 +0000 UTC`. `None` if it is none.
pub(super) fn print(text: &str) -> Option<SmolStr> {
    if text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((text.as_bytes()[at], &text[at + 1..]))),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = parts.next().is_none() && year.len() == 4 && number(year, 9999).is_some();
    let (month, day) = (number(month, 12)?, number(day, 31)?);
    if !is_date || month == 0 || day == 0 {
        return None;
    }
    let (clock, zone) = match rest {
        None => ("0:0:0", "Z"),
        Some((b' ', clock)) => (clock, "Z"),
        Some((_, clock)) => clock.split_at(clock.find(['Z', '+', '-'])?),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    if parts.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hour, minute, second) = (number(hour, 23)?, number(minute, 59)?, number(second, 59)?);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    let zone = match zone {
        "Z" => SmolStr::new_static("+0000 UTC"),
        zone => {
            let digits: String = zone.chars().filter(|c| *c != ':').collect();
            format_smolstr!("{digits} {digits}")
        }
    };
    Some(format_smolstr!(
        "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{dot}{fraction} {zone}"
    ))
}

/// One or two digits; a year has four.
fn number(text: &str, most: u32) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.len() <= if most > 99 { 4 } else { 2 };
    (is_number && fits).then(|| text.parse().ok())?.filter(|number| *number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_as_go_does() {
        for (text, printed) in [
            ("2024-01-01", "2024-01-01 00:00:00 +0000 UTC"),
            ("2024-1-2 3:4:5.50", "2024-01-02 03:04:05.5 +0000 UTC"),
            ("2024-01-01T10:00:00+02:00", "2024-01-01 10:00:00 +0200 +0200"),
        ] {
            assert_eq!(print(text).as_deref(), Some(printed), "{text}");
        }
        for text in ["2024-13-01", "2024-01", "1234-x", "2024-01-01T10", "2024-01-01x"] {
            assert_eq!(print(text), None, "{text}");
        }
    }
}
