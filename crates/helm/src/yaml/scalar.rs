//! How a string is written so that it is read as one. go.yaml.in/yaml/v2 `encode.go` stringv, `emitterc.go`.

use smol_str::SmolStr;
use syntax::yaml::{self, Dialect, Scalar, Style};

/// What the emitter may do with a string.
#[derive(Clone, Copy, Debug)]
struct Analysis {
    plain: bool,
    single: bool,
    block: bool,
}

/// How a string is written as a value of a block.
pub(super) fn style(text: &str, is_key: bool) -> Style {
    let analysis = analyse(text);
    let wanted = if is_other(text) {
        Style::Double
    } else if text.contains('\n') {
        Style::Literal
    } else {
        Style::Plain
    };
    match wanted {
        Style::Plain if analysis.plain => Style::Plain,
        Style::Plain if analysis.single => Style::Single,
        Style::Literal if analysis.block && !is_key => Style::Literal,
        _ => Style::Double,
    }
}

/// Whether a plain scalar would be read as something other than this string. encode.go stringv, resolve.go.
fn is_other(text: &str) -> bool {
    let scalar = Scalar { text: SmolStr::new(text), style: Style::Plain };
    let read = yaml::scalar::resolve(Dialect::Kubernetes, &scalar, None);
    !matches!(read, yaml::Value::Str(_)) || is_go_int(text) || is_base60(text) || is_timestamp(text)
}

/// Go's own prefixes are integers to the writer, whatever YAML says of them.
fn is_go_int(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'))
        && crate::template::parse_int(&text.replace('_', "")).is_some()
}

/// `1:30`: a number to YAML 1.1. encode.go isBase60Float.
fn is_base60(text: &str) -> bool {
    let body = text.trim_start_matches(['-', '+']);
    let mut parts = body.split(':');
    let first = parts.next().unwrap_or_default();
    let is_first = !first.is_empty()
        && first.starts_with(|c: char| c.is_ascii_digit())
        && first.bytes().all(|it| it.is_ascii_digit() || it == b'_');
    let rest: Vec<&str> = parts.collect();
    let is_part = |part: &str| {
        let digits = part.split('.').next().unwrap_or_default();
        matches!(digits.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
    };
    is_first && text.contains(':') && !rest.is_empty() && rest.iter().all(|it| is_part(it))
}

/// A date, with or without a time. resolve.go parseTimestamp.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim_start())),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let number = |text: &str, lengths: &[usize]| {
        lengths.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
    };
    let is_date = match parts[..] {
        [year, month, day] => {
            let lengths: &[usize] = if time.is_some() { &[1, 2] } else { &[2] };
            number(year, &[4])
                && number(month, lengths)
                && number(day, lengths)
                && in_range(month, day)
        }
        _ => false,
    };
    is_date && time.is_none_or(is_time)
}

fn in_range(month: &str, day: &str) -> bool {
    let of = |text: &str| text.parse::<u8>().unwrap_or(0);
    (1..=12).contains(&of(month)) && (1..=31).contains(&of(day))
}

fn is_time(time: &str) -> bool {
    let mut parts = time.splitn(3, ':');
    let short = |part: Option<&str>| {
        part.is_some_and(|it| matches!(it.len(), 1 | 2) && it.bytes().all(|it| it.is_ascii_digit()))
    };
    short(parts.next())
        && short(parts.next())
        && parts.next().is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()))
}

/// `emitterc.go` `yaml_emitter_analyze_scalar`, for blocks.
fn analyse(text: &str) -> Analysis {
    if text.is_empty() {
        return Analysis { plain: true, single: true, block: false };
    }
    let chars: Vec<char> = text.chars().collect();
    let mut indicators = text.starts_with("---") || text.starts_with("...");
    let (mut special, mut breaks, mut space_break, mut break_space) = (false, false, false, false);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let blank_after = chars.get(at + 1).is_none_or(|it| is_blank(*it));
        indicators |= indicates(c, before, blank_after);
        special |= !is_printable(c);
        breaks |= is_break(c);
        break_space |= c == ' ' && before.is_some_and(is_break);
        space_break |= is_break(c) && before == Some(' ');
    }
    let (first, last) = (chars[0], chars[chars.len() - 1]);
    let loose = first == ' ' || is_break(first) || last == ' ' || is_break(last);
    let bad = space_break || special;
    Analysis {
        plain: !(loose || break_space || bad || breaks || indicators),
        single: !(break_space || bad),
        block: !(last == ' ' || bad),
    }
}

/// Whether a character at its place means something to a reader of blocks.
fn indicates(c: char, before: Option<char>, blank_after: bool) -> bool {
    match (c, before) {
        (
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
            | '@' | '`',
            None,
        ) => true,
        ('?' | '-', None) | (':', _) => blank_after,
        ('#', Some(before)) => is_blank(before),
        _ => false,
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_break(c)
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// `yamlprivateh.go` `is_printable`: a tab is none, nor is what takes four bytes.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}
