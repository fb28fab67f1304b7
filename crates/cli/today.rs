//! The day of a run, in UTC so that it does not depend on where a machine stands.

use std::time::{SystemTime, UNIX_EPOCH};

/// Today as `YYYY-MM-DD`. A clock before 1970 counts as its first day.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / (24 * 60 * 60))
}

/// The time of a run for reports: that of `SOURCE_DATE_EPOCH` if it is set, else the first second of its day, so that
/// reports of one day are equal.
pub(crate) fn now(today: &str) -> String {
    epoch().map_or_else(|| format!("{today}T00:00:00Z"), time)
}

/// The time to the second: that of `SOURCE_DATE_EPOCH` if it is set, else of the clock.
pub(crate) fn exactly_now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    epoch().map_or_else(|| time(since.as_secs()), time)
}

fn epoch() -> Option<u64> {
    std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok())
}

/// The time so many seconds after 1970.
fn time(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", date(seconds / (24 * 60 * 60)), seconds % 60)
}

/// The date so many days after 1970-01-01.
fn date(mut days: u64) -> String {
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    for length in lengths_of_months(year) {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

fn days_of_year(year: u64) -> u64 {
    lengths_of_months(year).iter().sum()
}

fn lengths_of_months(year: u64) -> [u64; 12] {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// Reads a date; it only has to look like one, because dates are compared as text.
pub(crate) fn parse(text: &str) -> Result<String, &'static str> {
    let parts: Vec<_> = text.split('-').collect();
    let is_number =
        |part: &&str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day]
            if is_number(year, 4)
                && is_number(month, 2)
                && is_number(day, 2)
                && ("01"..="12").contains(month)
                && ("01"..="31").contains(day) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("write a date such as `2027-01-31`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_453, "2025-12-31"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        assert!(parse("2027-01-31").is_ok());
        for text in ["", "2027-1-31", "2027-13-01", "2027-01-32", "01-31-2027", "2027-01-31x"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
