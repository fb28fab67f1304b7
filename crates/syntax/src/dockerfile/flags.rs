//! `--name=value` between a keyword and its arguments.

use std::ops::Range;

use diag::Spanned;
use smol_str::SmolStr;

use super::args::Text;
use super::keyword::{FlagShape, Keyword};
use super::nearest::nearest;
use super::sink::{Sink, shown};
use super::text::to_u32;
use super::tree::{Flag, Word};

/// The flags at the head of `args`, and where the arguments proper begin.
pub(super) fn split(text: Text<'_>, args: Range<usize>) -> (Vec<Flag>, usize) {
    let mut flags = Vec::new();
    let mut at = args.start;
    loop {
        let rest = text.str[at..].trim_start_matches(is_space);
        let start = text.str.len() - rest.len();
        let (resolved, end) =
            if rest.starts_with("--") { resolve(text, start) } else { (String::new(), start) };
        if resolved.is_empty() || resolved == "--" {
            return (flags, text.str.len() - text.str[end..].trim_start().len());
        }
        flags.push(flag(text, start..end, &resolved));
        at = end;
    }
}

/// The text of the word at `start` without quotes and escapes, and its end.
fn resolve(text: Text<'_>, start: usize) -> (String, usize) {
    let escape = char::from(text.escape);
    let mut resolved = String::new();
    let mut quote = None;
    let mut chars = text.str[start..].char_indices();
    while let Some((at, c)) = chars.next() {
        match quote {
            None if is_space(c) => return (resolved, start + at),
            _ if c == escape => resolved.extend(chars.next().map(|(_, escaped)| escaped)),
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => resolved.push(c),
        }
    }
    (resolved, text.str.len())
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

fn flag(text: Text<'_>, range: Range<usize>, resolved: &str) -> Flag {
    let (name, value) =
        resolved[2..].split_once('=').map_or((&resolved[2..], None), |(n, v)| (n, Some(v)));
    let equals = text.str[range.clone()].find('=').map_or(range.end, |at| range.start + at);
    let value = value.map(|value| {
        let written = equals + 1..range.end;
        let quote = usize::from(text.str[written.clone()].starts_with(['"', '\'']));
        Word {
            text: SmolStr::new(value),
            start: to_u32(written.start + quote),
            span: text.span(&written),
        }
    });
    let name = Spanned::new(
        SmolStr::new(name),
        text.span(&(range.start + 2..equals.max(range.start + 2))),
    );
    Flag { span: text.span(&range), name, value }
}

/// Refuses flags that the instruction does not take, or not so.
pub(super) fn check(keyword: Keyword, flags: &[Flag], sink: &mut Sink) {
    let Some(allowed) = keyword.flags() else { return };
    let mut seen = vec![false; allowed.len()];
    for flag in flags {
        let name = flag.name.value.as_str();
        let Some(index) = allowed.iter().position(|(known, _)| *known == name) else {
            let similar = nearest(name, allowed.iter().map(|(known, _)| *known));
            let help = similar.map(|similar| format!("did you mean `--{similar}`?"));
            sink.refuse(
                flag.span,
                format!("`{}` has no flag `--{}`", keyword.as_str(), shown(name)),
                help,
            );
            continue;
        };
        let shape = allowed[index].1;
        let twice = std::mem::replace(&mut seen[index], true);
        if twice && shape != FlagShape::Often {
            sink.refuse(flag.span, format!("`--{name}` is given twice"), None);
        }
        let value = flag.value.as_ref().map(|value| value.text.as_str());
        match (shape, value) {
            (FlagShape::Once | FlagShape::Often, None) | (FlagShape::Switch, Some("")) => {
                sink.refuse(flag.span, format!("`--{name}` needs a value"), None);
            }
            (FlagShape::Switch, Some(value))
                if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") =>
            {
                sink.refuse(
                    flag.span,
                    format!("`--{name}` is `true` or `false`, not `{}`", shown(value)),
                    None,
                );
            }
            _ => {}
        }
    }
}
