//! Words and letters: cases, abbreviations, wrapping. sprig `strings.go` over `Masterminds/goutils` and `huandu/xstrings`.

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    ("abbrev", 2, 2, abbrev),
    ("abbrevboth", 3, 3, abbrev_both),
    ("camelcase", 1, 1, |exec, args| made(exec, args, "camelcase", camel)),
    ("initials", 1, 1, |exec, args| {
        made(exec, args, "initials", |text| {
            text.split_whitespace().filter_map(|word| word.chars().next()).collect()
        })
    }),
    ("kebabcase", 1, 1, |exec, args| made(exec, args, "kebabcase", |text| separated(text, '-'))),
    ("plural", 3, 3, plural),
    ("snakecase", 1, 1, |exec, args| made(exec, args, "snakecase", |text| separated(text, '_'))),
    ("swapcase", 1, 1, |exec, args| made(exec, args, "swapcase", swap_case)),
    ("title", 1, 1, |exec, args| made(exec, args, "title", |text| each_word(text, true))),
    ("untitle", 1, 1, |exec, args| made(exec, args, "untitle", |text| each_word(text, false))),
    ("wrap", 2, 2, |exec, args| {
        let width = args::int(exec, args, 0)?;
        wrapped(exec, args, width, "\n")
    }),
    ("wrapWith", 3, 3, |exec, args| {
        let (width, between) = (args::int(exec, args, 0)?, args::string(exec, args, 1)?.to_owned());
        wrapped(exec, args, width, &between)
    }),
];

fn made(exec: &mut Exec, args: &[Value], name: &str, make: fn(&str) -> String) -> Result<Value> {
    super::encoding::collapse(exec, args, name, make)
}

/// Every word with its first letter in upper or lower case.
fn each_word(text: &str, upper: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut starts = true;
    for c in text.chars() {
        if starts && upper {
            out.extend(c.to_uppercase());
        } else if starts {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        starts =
            if upper { !(c.is_alphanumeric() || c == '_' || c == '\'') } else { c.is_whitespace() };
    }
    out
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| -> String {
        if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect() }
    };
    text.chars().map(swap).collect()
}

/// `HTTPServer9x` as `http_server9x`: words end where letters turn to upper case. huandu/xstrings `ToSnakeCase`.
fn separated(text: &str, separator: char) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1);
        if matches!(c, '_' | '-' | ' ') {
            out.push(separator);
            continue;
        }
        let turns = c.is_uppercase()
            && before.is_some_and(|it| {
                it.is_lowercase()
                    || it.is_numeric()
                    || (it.is_uppercase() && after.is_some_and(|it| it.is_lowercase()))
            });
        if turns {
            out.push(separator);
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// `foo_bar` as `FooBar`.
fn camel(text: &str) -> String {
    let mut out = String::new();
    let mut starts = true;
    for c in text.chars() {
        if matches!(c, '_' | '-' | ' ') {
            starts = true;
        } else if std::mem::take(&mut starts) {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// `abbrev 5 "hello world"` is `he...`. goutils stringutils.go Abbreviate.
fn abbrev(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (width, text) = (args::int(exec, args, 0)?, args::string(exec, args, 1)?);
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    if width < 4 || length <= width {
        return Ok(args[1].clone());
    }
    let keep = usize::try_from(width - 3).unwrap_or_default();
    let short = format!("{}...", &text[..crate::text::boundary(text, keep)]);
    let from = exec.derived("abbrev", &args[1..]);
    Ok(Value::str(short, from))
}

fn abbrev_both(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::string(exec, args, 2)?;
    let (left, right) = (args::int(exec, args, 0)?, args::int(exec, args, 1)?);
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    if right < 4 || (left > 0 && right < 7) || length <= right {
        return Ok(args[2].clone());
    }
    if left <= 4 {
        return abbrev(exec, &args[1..]);
    }
    let at = |n: i64| crate::text::boundary(text, usize::try_from(n.max(0)).unwrap_or_default());
    let short = if left + right - 3 >= length {
        format!("...{}", &text[at(length - (right - 3))..])
    } else {
        format!("...{}...", &text[at(left)..at(left + right - 6)])
    };
    let from = exec.derived("abbrevboth", &args[2..]);
    Ok(Value::str(short, from))
}

fn plural(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let one = args::int(exec, args, 2)? == 1;
    args::string(exec, args, 0)?;
    args::string(exec, args, 1)?;
    Ok(args[usize::from(!one)].clone())
}

/// Words in lines of a width; a longer word has a line of its own. goutils `wordutils.go` `WrapCustom`.
fn wrapped(exec: &mut Exec, args: &[Value], width: i64, between: &str) -> Result<Value> {
    let text = args::string(exec, args, args.len() - 1)?;
    let width = usize::try_from(width.max(1)).unwrap_or(1);
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text;
    while rest.chars().count() > width {
        let limit = rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at);
        let fits = rest.char_indices().nth(width + 1).map_or(rest.len(), |(at, _)| at);
        let cut = rest[..fits].rfind(' ').or_else(|| rest[limit..].find(' ').map(|at| limit + at));
        let Some(cut) = cut else { break };
        lines.push(rest[..cut].to_owned());
        rest = rest[cut + 1..].trim_start_matches(' ');
    }
    lines.push(rest.to_owned());
    let from = exec.derived("wrap", args);
    Ok(Value::str(lines.join(between), from))
}
