//! HEALTHCHECK and the values of its flags.

use std::ops::Range;

use super::args::Text;
use super::json::{self, Json};
use super::kinds::{elements, not_a_string};
use super::sink::{Sink, shown};
use super::tree::{Command, Flag, Healthcheck, Instruction};

const MILLISECOND: i128 = 1_000_000;

/// Whether arguments ask for no check; flags then mean nothing.
pub(super) fn is_none(args: &str) -> bool {
    args.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("none"))
}

/// Reads `NONE` or `CMD command`.
pub(super) fn read(
    text: Text<'_>,
    it: &Instruction,
    args: Range<usize>,
    sink: &mut Sink,
) -> Option<Healthcheck> {
    let str = &text.str[args.clone()];
    let word_end = str.find(char::is_whitespace).unwrap_or(str.len());
    let rest = args.start + word_end + str[word_end..].len() - str[word_end..].trim_start().len()
        ..args.end;
    let found = json::read(&text.str[rest.clone()]);
    if let Json::Mixed(element) = &found {
        not_a_string(text.span(&(rest.start + element.start..rest.start + element.end)), sink);
        return None;
    }
    let command = match found {
        Json::Strings(strings) => Command::Exec(elements(text, &rest, strings)),
        _ => Command::Shell(text.logical.slice(rest.clone())),
    };
    let is_empty = match &command {
        Command::Shell(text) => text.is_empty(),
        Command::Exec(words) => words.is_empty(),
    };
    match str[..word_end].to_ascii_uppercase().as_str() {
        "" => {
            sink.refuse(it.span, "`HEALTHCHECK` needs `CMD` or `NONE`", None);
            None
        }
        "NONE" => {
            if !is_empty {
                sink.refuse(text.span(&rest), "`HEALTHCHECK NONE` takes no arguments", None);
            }
            Some(Healthcheck::None)
        }
        "CMD" => {
            it.flags.iter().for_each(|flag| check_flag(flag, sink));
            if is_empty {
                sink.refuse(it.span, "`HEALTHCHECK CMD` needs a command", None);
                return None;
            }
            Some(Healthcheck::Command(command))
        }
        _ => {
            let word = args.start..args.start + word_end;
            let message =
                format!("`{}` is no kind of health check", shown(&text.str[word.clone()]));
            sink.refuse(
                text.span(&word),
                message,
                Some("write `HEALTHCHECK CMD` and a command".to_owned()),
            );
            None
        }
    }
}

fn check_flag(flag: &Flag, sink: &mut Sink) {
    let Some(value) = flag.value.as_ref().filter(|value| !value.text.is_empty()) else { return };
    let name = flag.name.value.as_str();
    let text = value.text.as_str();
    match name {
        "retries" => {
            let negative = text.starts_with('-');
            if text.parse::<i32>().is_err()
                || (negative && !text.trim_start_matches(['-', '0']).is_empty())
            {
                sink.refuse(
                    value.span,
                    format!("`--retries` is a whole number, not `{}`", shown(text)),
                    None,
                );
            }
        }
        "interval" | "timeout" | "start-period" | "start-interval" => match duration(text) {
            None => {
                let help = "write a number and a unit, such as `30s` or `1m30s`".to_owned();
                sink.refuse(
                    value.span,
                    format!("`--{name}` is a duration, not `{}`", shown(text)),
                    Some(help),
                );
            }
            Some(time) if time != 0 && time < MILLISECOND => {
                sink.refuse(value.span, format!("`--{name}` is shorter than 1ms"), None);
            }
            Some(_) => {}
        },
        _ => {}
    }
}

/// A duration as Go writes it, in nanoseconds.
fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0_i128;
    loop {
        let number =
            rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let unit_length = rest[number..]
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(rest.len() - number);
        let unit = match &rest[number..number + unit_length] {
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => MILLISECOND,
            "s" => 1_000 * MILLISECOND,
            "m" => 60_000 * MILLISECOND,
            "h" => 3_600_000 * MILLISECOND,
            _ => return None,
        };
        total += scaled(&rest[..number], unit)?;
        if total > i128::from(i64::MAX) {
            return None;
        }
        rest = &rest[number + unit_length..];
        if rest.is_empty() {
            return Some(sign * total);
        }
    }
}

/// `1`, `1.5`, `.5` or `1.` times a unit.
fn scaled(number: &str, unit: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { i128::from(whole.parse::<i64>().ok()?) };
    let digits = &fraction[..fraction.len().min(15)];
    let part: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let scale = 10_i128.pow(u32::try_from(digits.len()).ok()?);
    Some(whole * unit + part * unit / scale)
}
