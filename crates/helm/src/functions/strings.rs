//! Text: trimming, cutting, joining. Bytes that are passed on keep their origin. sprig `strings.go`.

use super::{ANY, Row, args};
use crate::exec::{Exec, Result};
use crate::origin::{FrameId, OriginId};
use crate::print;
use crate::text::{Rope, Text};
use crate::value::{Data, Map, Value};

pub(super) const TABLE: &[Row] = &[
    ("cat", 0, ANY, cat),
    ("contains", 2, 2, |exec, args| test(exec, args, "contains", |part, text| text.contains(part))),
    ("hasPrefix", 2, 2, |exec, args| {
        test(exec, args, "hasPrefix", |part, text| text.starts_with(part))
    }),
    ("hasSuffix", 2, 2, |exec, args| {
        test(exec, args, "hasSuffix", |part, text| text.ends_with(part))
    }),
    ("indent", 2, 2, |exec, args| indent(exec, args, "")),
    ("join", 2, 2, join),
    ("lower", 1, 1, |exec, args| mapped(exec, args, str::to_lowercase)),
    ("nindent", 2, 2, |exec, args| indent(exec, args, "\n")),
    ("nospace", 1, 1, nospace),
    ("quote", 0, ANY, quote),
    ("repeat", 2, 2, repeat),
    ("replace", 3, 3, replace),
    ("sortAlpha", 1, 1, sort_alpha),
    ("split", 2, 2, split),
    ("splitList", 2, 2, split_list),
    ("splitn", 3, 3, splitn),
    ("squote", 0, ANY, squote),
    ("substr", 3, 3, substr),
    ("toString", 1, 1, |_, args| Ok(strval(&args[0]))),
    ("toStrings", 1, 1, to_strings),
    ("trim", 1, 1, |exec, args| cut(exec, args, |text| Some(trimmed(text, char::is_whitespace)))),
    ("trimAll", 2, 2, |exec, args| trim_set(exec, args, true, true)),
    ("trimPrefix", 2, 2, trim_prefix),
    ("trimSuffix", 2, 2, trim_suffix),
    ("trimall", 2, 2, |exec, args| trim_set(exec, args, true, true)),
    ("trunc", 2, 2, trunc),
    ("upper", 1, 1, |exec, args| mapped(exec, args, str::to_uppercase)),
];

/// A value as text, with its origin. sprig strings.go strval.
pub(super) fn strval(value: &Value) -> Value {
    if let Data::Str(_) = value.data {
        return value.clone();
    }
    let mut rope = Rope::default();
    print::push(value, &mut rope);
    Value::text(rope)
}

pub(super) fn as_text(value: &Value) -> Text {
    match strval(value).data {
        Data::Str(text) => text,
        _ => Text::new("", value.from),
    }
}

fn test(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    holds: fn(&str, &str) -> bool,
) -> Result<Value> {
    let holds = holds(args::string(exec, args, 0)?, args::string(exec, args, 1)?);
    let from = exec.derived(name, &[args[1].clone(), args[0].clone()]);
    Ok(Value::bool(holds, from))
}

/// A text of the same length keeps its runs.
fn mapped(exec: &mut Exec, args: &[Value], map: fn(&str) -> String) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    Ok(Value::text(text.map(map(text.as_str()), |origin| origin)))
}

/// A part of a text.
fn cut(
    exec: &mut Exec,
    args: &[Value],
    part: impl Fn(&str) -> Option<std::ops::Range<usize>>,
) -> Result<Value> {
    let text = args::text(exec, args, args.len() - 1)?;
    let range = part(text.as_str()).unwrap_or(0..text.as_str().len());
    Ok(kept(text, range))
}

/// A part of a text; of nothing, the origin of the whole.
fn kept(text: &Text, range: std::ops::Range<usize>) -> Value {
    if range.is_empty() {
        return Value::str("", text.origin());
    }
    Value::text(text.slice(range))
}

fn trimmed(text: &str, out: impl Fn(char) -> bool + Copy) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start_matches(out).len();
    let end = text.trim_end_matches(out).len();
    start..end.max(start)
}

fn trim_set(exec: &mut Exec, args: &[Value], front: bool, back: bool) -> Result<Value> {
    let set = args::string(exec, args, 0)?.to_owned();
    let out = |c: char| set.contains(c);
    cut(exec, args, |text| {
        let range = trimmed(text, out);
        Some(if front { range.start } else { 0 }..if back { range.end } else { text.len() })
    })
}

fn trim_prefix(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let prefix = args::string(exec, args, 0)?.to_owned();
    cut(exec, args, |text| text.starts_with(&*prefix).then_some(prefix.len()..text.len()))
}

fn trim_suffix(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let suffix = args::string(exec, args, 0)?.to_owned();
    cut(exec, args, |text| text.strip_suffix(&*suffix).map(|rest| 0..rest.len()))
}

/// The first bytes, or with a negative number the last ones. sprig strings.go trunc.
fn trunc(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let n = args::int(exec, args, 0)?;
    cut(exec, args, |text| {
        let length = text.len();
        let size = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX);
        Some(if n < 0 { length.saturating_sub(size)..length } else { 0..length.min(size) })
    })
}

/// sprig strings.go substring: a negative start means from the beginning, a negative end to the end.
fn substr(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (start, end) = (args::int(exec, args, 0)?, args::int(exec, args, 1)?);
    cut(exec, args, |text| {
        let clamp = |n: i64| usize::try_from(n).ok().map(|n| n.min(text.len()));
        let first = clamp(start).unwrap_or(0);
        let last = clamp(end).unwrap_or(text.len());
        Some(first.min(last)..last)
    })
}

fn nospace(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    let mut rope = Rope::default();
    for (at, c) in text.as_str().char_indices() {
        if !c.is_whitespace() {
            rope.push_slice(text, at..at + c.len_utf8());
        }
    }
    Ok(Value::text(rope))
}

/// Blanks before every line, also before empty ones.
fn indent(exec: &mut Exec, args: &[Value], before: &str) -> Result<Value> {
    let n = args::int(exec, args, 0)?;
    let text = args::text(exec, args, 1)?.clone();
    let Ok(n) = usize::try_from(n) else {
        return Err(exec.error("strings: negative Repeat count"));
    };
    let lines = text.as_str().split('\n').count();
    exec.charge(n.saturating_mul(lines).saturating_add(text.as_str().len()))?;
    let own = exec.own("indent");
    let pad = " ".repeat(n);
    let mut rope = Rope::default();
    rope.push(before, own, FrameId::NONE);
    let mut at = 0;
    for line in text.as_str().split_inclusive('\n') {
        rope.push(&pad, own, FrameId::NONE);
        rope.push_slice(&text, at..at + line.len());
        at += line.len();
    }
    if text.as_str().is_empty() || text.as_str().ends_with('\n') {
        rope.push(&pad, own, FrameId::NONE);
    }
    Ok(Value::text(rope))
}

fn replace(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let old = args::string(exec, args, 0)?;
    let (new, text) = (args::text(exec, args, 1)?, args::text(exec, args, 2)?);
    let n = text.as_str().matches(old).count();
    if n == 0 {
        return Ok(args[2].clone());
    }
    exec.charge(n.saturating_mul(new.as_str().len()).saturating_add(text.as_str().len()))?;
    let mut rope = Rope::default();
    let mut start = 0;
    for (at, _) in text.as_str().match_indices(old) {
        rope.push_slice(text, start..at);
        rope.push_text(new, FrameId::NONE);
        start = at + old.len();
    }
    rope.push_slice(text, start..text.as_str().len());
    Ok(Value::text(rope))
}

fn repeat(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let n = usize::try_from(args::int(exec, args, 0)?).unwrap_or_default();
    let text = args::text(exec, args, 1)?.clone();
    exec.charge(n.saturating_mul(text.as_str().len()))?;
    let mut rope = Rope::default();
    for _ in 0..n {
        rope.push_text(&text, FrameId::NONE);
    }
    Ok(Value::text(rope))
}

/// All but nothing, between blanks. sprig strings.go cat.
fn cat(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let parts: Vec<Text> =
        args.iter().filter(|it| !matches!(it.data, Data::Nil)).map(as_text).collect();
    let own = exec.own("cat");
    Ok(Value::text(joined(&parts, " ", own)))
}

fn joined(parts: &[Text], separator: &str, own: OriginId) -> Rope {
    let mut rope = Rope::default();
    for (at, part) in parts.iter().enumerate() {
        rope.push(if at > 0 { separator } else { "" }, own, FrameId::NONE);
        rope.push_text(part, FrameId::NONE);
    }
    rope
}

/// `quote a b`: each but nothing in double quotes, between blanks.
fn quote(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let own = exec.own("quote");
    let shown = args.iter().filter(|it| !matches!(it.data, Data::Nil));
    let parts: Vec<Text> = shown.map(|it| escaped(&as_text(it), own).into()).collect();
    Ok(Value::text(joined(&parts, " ", own)))
}

/// A text in double quotes; what need not be escaped keeps its origin, as what is escaped does.
pub(super) fn escaped(text: &Text, own: OriginId) -> Rope {
    let mut rope = Rope::default();
    rope.push("\"", own, FrameId::NONE);
    let mut start = 0;
    for (at, c) in text.as_str().char_indices() {
        if let Some(escape) = super::quote::escape(c) {
            rope.push_slice(text, start..at);
            let origin =
                text.runs_in(at..at + c.len_utf8()).next().map_or(own, |(_, run)| run.origin);
            rope.push(&escape, origin, FrameId::NONE);
            start = at + c.len_utf8();
        }
    }
    rope.push_slice(text, start..text.as_str().len());
    if text.as_str().is_empty() {
        // The quotes of an empty text are all there is to blame.
        rope = Rope::default();
        rope.push("\"\"", text.origin(), FrameId::NONE);
        return rope;
    }
    rope.push("\"", own, FrameId::NONE);
    rope
}

/// Single quotes, which are not doubled inside.
fn squote(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let own = exec.own("squote");
    let shown = args.iter().filter(|it| !matches!(it.data, Data::Nil));
    let parts: Vec<Text> = shown
        .map(|it| {
            let text = as_text(it);
            let mut rope = Rope::default();
            let quote = if text.as_str().is_empty() { text.origin() } else { own };
            rope.push("'", quote, FrameId::NONE);
            rope.push_text(&text, FrameId::NONE);
            rope.push("'", quote, FrameId::NONE);
            rope.into()
        })
        .collect();
    Ok(Value::text(joined(&parts, " ", own)))
}

/// `join separator list`: nothing is left out; what is no list is one element. sprig strings.go strslice.
fn join(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let separator = args::text(exec, args, 0)?;
    let parts = strings(&args[1]);
    let mut rope = Rope::default();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            rope.push_text(separator, FrameId::NONE);
        }
        rope.push_text(part, FrameId::NONE);
    }
    if rope.text.is_empty() {
        return Ok(Value::str("", args[1].from));
    }
    exec.charge(rope.text.len())?;
    Ok(Value::text(rope))
}

/// The elements of a list as texts.
fn strings(value: &Value) -> Vec<Text> {
    match &value.data {
        Data::List(items) => {
            items.iter().filter(|it| !matches!(it.data, Data::Nil)).map(as_text).collect()
        }
        Data::Nil => Vec::new(),
        _ => vec![as_text(value)],
    }
}

fn to_strings(_: &mut Exec, args: &[Value]) -> Result<Value> {
    let items =
        strings(&args[0]).into_iter().map(|it| Value::new(Data::Str(it.clone()), it.origin()));
    Ok(Value::list(items.collect(), args[0].from))
}

/// Texts in the order of their bytes; what is no list prints as one text.
fn sort_alpha(_: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut items = strings(&args[0]);
    items.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let items = items.into_iter().map(|it| Value::new(Data::Str(it.clone()), it.origin()));
    Ok(Value::list(items.collect(), args[0].from))
}

fn pieces(text: &Text, separator: &str, limit: Option<usize>) -> Vec<Value> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    if separator.is_empty() {
        let chars = text.as_str().char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        parts.extend(chars);
    } else {
        for (at, _) in text.as_str().match_indices(separator) {
            if limit.is_some_and(|limit| parts.len() + 1 >= limit) {
                break;
            }
            parts.push((start, at));
            start = at + separator.len();
        }
        parts.push((start, text.as_str().len()));
    }
    parts.into_iter().map(|(start, end)| kept(text, start..end)).collect()
}

/// A map of `_0`, `_1` and so on.
fn numbered(parts: Vec<Value>, from: OriginId) -> Value {
    let map = Map::new();
    for (at, part) in parts.into_iter().enumerate() {
        map.put(&format!("_{at}"), part);
    }
    Value::map(map, from)
}

fn split(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (separator, text) = (args::string(exec, args, 0)?, args::text(exec, args, 1)?);
    Ok(numbered(pieces(text, separator, None), text.origin()))
}

fn splitn(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (separator, n) = (args::string(exec, args, 0)?, args::int(exec, args, 1)?);
    let text = args::text(exec, args, 2)?;
    Ok(numbered(pieces(text, separator, usize::try_from(n).ok()), text.origin()))
}

fn split_list(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (separator, text) = (args::string(exec, args, 0)?, args::text(exec, args, 1)?);
    Ok(Value::list(pieces(text, separator, None), text.origin()))
}
