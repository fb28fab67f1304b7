//! Dates and durations. What depends on the clock is not decided by files.

use super::{ANY, Row};
use crate::exec::{Exec, Result};
use crate::value::{Data, IntType, Value};

pub(super) const TABLE: &[Row] = &[
    ("ago", 1, 1, clock),
    ("date", 2, 2, clock),
    ("dateInZone", 3, 3, clock),
    ("dateModify", 2, 2, clock),
    ("date_in_zone", 3, 3, clock),
    ("date_modify", 2, 2, clock),
    ("duration", 1, 1, duration),
    ("durationRound", 1, 1, clock),
    ("htmlDate", 1, 1, clock),
    ("htmlDateInZone", 2, 2, clock),
    ("mustDateModify", 2, 2, clock),
    ("mustToDate", 2, 2, clock),
    ("must_date_modify", 2, 2, clock),
    ("now", 0, ANY, clock),
    ("toDate", 2, 2, clock),
    ("unixEpoch", 1, 1, epoch),
];

/// A day that stands for whichever it will be; ten bytes, as a date has.
fn clock(exec: &mut Exec, _: &[Value]) -> Result<Value> {
    let from = exec.unknown("the clock");
    Ok(Value::str("2006-01-02", from))
}

fn epoch(exec: &mut Exec, _: &[Value]) -> Result<Value> {
    let from = exec.unknown("the clock");
    Ok(Value::str("1136214245", from))
}

/// Seconds as `1h2m3s`. sprig date.go duration.
fn duration(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let seconds = match &args[0].data {
        Data::Str(text) => text.as_str().parse().unwrap_or(0),
        Data::Int(int, IntType::Int64) => *int,
        _ => 0,
    };
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let text = match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, _) => format!("{minutes}m{rest}s"),
        _ => format!("{hours}h{minutes}m{rest}s"),
    };
    let from = exec.derived("duration", args);
    Ok(Value::str(text, from))
}
