//! Regular expressions. Go's RE2 and the `regex` crate share a syntax but for a few escapes. sprig `regex.go`.

use regex::{Regex, RegexBuilder};

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::text::{Rope, Text};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    ("mustRegexFind", 2, 2, find),
    ("mustRegexFindAll", 3, 3, find_all),
    ("mustRegexMatch", 2, 2, must_match),
    ("mustRegexReplaceAll", 3, 3, |exec, args| replace(exec, args, false)),
    ("mustRegexReplaceAllLiteral", 3, 3, |exec, args| replace(exec, args, true)),
    ("mustRegexSplit", 3, 3, split),
    ("regexFind", 2, 2, find),
    ("regexFindAll", 3, 3, find_all),
    ("regexMatch", 2, 2, matches),
    ("regexQuoteMeta", 1, 1, |exec, args| {
        super::encoding::collapse(exec, args, "regexQuoteMeta", |text| {
            let special = |c: char| r"\.+*?()|[]{}^$".contains(c);
            text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
        })
    }),
    ("regexReplaceAll", 3, 3, |exec, args| replace(exec, args, false)),
    ("regexReplaceAllLiteral", 3, 3, |exec, args| replace(exec, args, true)),
    ("regexSplit", 3, 3, split),
];

/// A pattern. Where the two syntaxes differ, it is rewritten: RE2 takes a hyphen behind a class such as `\w` for itself.
fn compile(pattern: &str) -> Option<Regex> {
    let build = |pattern: &str| RegexBuilder::new(pattern).size_limit(10 << 20).build().ok();
    build(pattern).or_else(|| build(&rewritten(pattern)))
}

/// `[\w-.]` as `[\w\-.]`, and `[[]` as `[\[]`.
fn rewritten(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    let (mut in_class, mut after_class) = (false, false);
    while let Some(c) = chars.next() {
        let was_class = std::mem::take(&mut after_class);
        match c {
            '\\' => {
                out.push(c);
                if let Some(next) = chars.next() {
                    out.push(next);
                    after_class = in_class && matches!(next, 'w' | 'W' | 'd' | 'D' | 's' | 'S');
                }
            }
            '[' if in_class && chars.peek() != Some(&':') => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '-' if in_class && was_class => out.push_str("\\-"),
            '&' | '~' if in_class => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn required(exec: &Exec, pattern: &str) -> Result<Regex> {
    compile(pattern).ok_or_else(|| exec.error(format!("error parsing regexp: `{pattern}`")))
}

/// A bad pattern matches nothing here, but stops the rendering elsewhere.
fn matches(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (pattern, text) = (args::string(exec, args, 0)?, args::string(exec, args, 1)?);
    let holds = compile(pattern).is_some_and(|it| it.is_match(text));
    let from = exec.derived("regexMatch", &[args[1].clone(), args[0].clone()]);
    Ok(Value::bool(holds, from))
}

fn must_match(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    required(exec, args::string(exec, args, 0)?)?;
    matches(exec, args)
}

fn part(text: &Text, start: usize, end: usize) -> Value {
    if start == end { Value::str("", text.origin()) } else { Value::text(text.slice(start..end)) }
}

fn find(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let regex = required(exec, args::string(exec, args, 0)?)?;
    let text = args::text(exec, args, 1)?;
    Ok(match regex.find(text.as_str()) {
        Some(found) => part(text, found.start(), found.end()),
        None => Value::str("", text.origin()),
    })
}

fn limit(exec: &Exec, args: &[Value]) -> Result<usize> {
    Ok(usize::try_from(args::int(exec, args, 2)?).unwrap_or(usize::MAX))
}

fn find_all(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let regex = required(exec, args::string(exec, args, 0)?)?;
    let (text, limit) = (args::text(exec, args, 1)?, limit(exec, args)?);
    let found = regex.find_iter(text.as_str()).take(limit);
    let parts = found.map(|it| part(text, it.start(), it.end())).collect();
    Ok(Value::list(parts, text.origin()))
}

fn split(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let regex = required(exec, args::string(exec, args, 0)?)?;
    let (text, limit) = (args::text(exec, args, 1)?, limit(exec, args)?);
    let mut parts = Vec::new();
    let mut start = 0;
    for found in regex.find_iter(text.as_str()) {
        if parts.len() + 1 >= limit {
            break;
        }
        if found.end() > 0 {
            parts.push(part(text, start, found.start()));
            start = found.end();
        }
    }
    if limit > 0 {
        parts.push(part(text, start, text.as_str().len()));
    }
    Ok(Value::list(parts, text.origin()))
}

/// What is replaced comes from the call; what stands between keeps its origin.
fn replace(exec: &mut Exec, args: &[Value], literal: bool) -> Result<Value> {
    let regex = required(exec, args::string(exec, args, 0)?)?;
    let text = args::text(exec, args, 1)?.clone();
    let with = args::string(exec, args, 2)?.to_owned();
    if !regex.is_match(text.as_str()) {
        return Ok(args[1].clone());
    }
    let own = exec.derived("regexReplaceAll", &args[1..]);
    let mut rope = Rope::default();
    let mut start = 0;
    for found in regex.captures_iter(text.as_str()) {
        let whole = found.get(0).expect("a match has group 0");
        rope.push_slice(&text, start..whole.start());
        let mut new = String::new();
        if literal {
            new.push_str(&with);
        } else {
            found.expand(&with, &mut new);
        }
        exec.charge(new.len())?;
        rope.push(&new, own, crate::origin::FrameId::NONE);
        start = whole.end();
    }
    rope.push_slice(&text, start..text.as_str().len());
    if rope.text.is_empty() {
        return Ok(Value::str("", own));
    }
    Ok(Value::text(rope))
}
