//! From the inside of an action to tokens. Go `text/template/parse/lex.go`.

use std::ops::Range;

/// A token and its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) place: Range<usize>,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks, which separate arguments.
    Space,
    /// `.`
    Dot,
    /// `.name`
    Field,
    /// `$name`
    Variable,
    /// A word: a keyword, constant or function.
    Word,
    /// `"..."`
    Quoted,
    /// `` `...` ``
    Raw,
    /// A number or character.
    Number,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    /// `|`
    Pipe,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// The end of the action.
    End,
}

/// The tokens of one action, and where its text goes on.
pub(super) struct Action {
    pub(super) tokens: Vec<Token>,
    pub(super) end: usize,
    /// Whether blanks behind it are cut: `-}}`.
    pub(super) trims: bool,
}

/// Reads an action from behind its `{{`, trim marker and blanks.
pub(super) fn action(text: &str, start: usize) -> Result<Action, (String, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = start;
    let mut depth = 0usize;
    loop {
        let rest = &text[at..];
        if let Some((length, trims)) = closing(rest) {
            if depth > 0 {
                return Err(("unclosed left paren".into(), at..at + length));
            }
            tokens.push(Token { kind: Kind::End, place: at..at });
            return Ok(Action { tokens, end: at + length, trims });
        }
        let Some(&byte) = bytes.get(at) else {
            return Err(("unclosed action".into(), start..text.len()));
        };
        let (kind, end) = token(text, at, byte)?;
        match kind {
            Kind::Open => depth += 1,
            Kind::Close => {
                let Some(less) = depth.checked_sub(1) else {
                    return Err(("unexpected right paren".into(), at..end));
                };
                depth = less;
            }
            _ => {}
        }
        tokens.push(Token { kind, place: at..end });
        at = end;
    }
}

/// The closing delimiter that a text begins with: its length, and whether it trims.
fn closing(rest: &str) -> Option<(usize, bool)> {
    if rest.starts_with("}}") {
        return Some((2, false));
    }
    let trims = rest.starts_with([' ', '\t', '\r', '\n']) && rest[1..].starts_with("-}}");
    trims.then_some((4, true))
}

fn token(text: &str, at: usize, byte: u8) -> Result<(Kind, usize), (String, Range<usize>)> {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied().unwrap_or_default();
    let one = |kind| Ok((kind, at + 1));
    match byte {
        b' ' | b'\t' | b'\r' | b'\n' => Ok((Kind::Space, space(text, at))),
        b':' if next == b'=' => Ok((Kind::Declare, at + 2)),
        b':' => Err(("expected :=".into(), at..at + 1)),
        b'=' => one(Kind::Assign),
        b'|' => one(Kind::Pipe),
        b',' => one(Kind::Comma),
        b'(' => one(Kind::Open),
        b')' => one(Kind::Close),
        b'"' => quoted(text, at),
        b'`' => match text[at + 1..].find('`') {
            Some(length) => Ok((Kind::Raw, at + length + 2)),
            None => Err(("unterminated raw quoted string".into(), at..text.len())),
        },
        b'\'' => character(text, at),
        b'$' => Ok((Kind::Variable, word(text, at + 1))),
        b'.' if !next.is_ascii_digit() => {
            let end = word(text, at + 1);
            let kind = if end == at + 1 { Kind::Dot } else { Kind::Field };
            terminated(text, kind, at, end)
        }
        b'.' | b'+' | b'-' | b'0'..=b'9' => number(text, at),
        _ => {
            let end = word(text, at);
            if end == at {
                let c = text[at..].chars().next().unwrap_or_default();
                return Err((format!("unexpected {c:?} in command"), at..at + c.len_utf8()));
            }
            terminated(text, Kind::Word, at, end)
        }
    }
}

/// Blanks, but not the one that a closing `-}}` needs.
fn space(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).unwrap_or(rest.len());
    let trims = length > 1 && rest[length..].starts_with("-}}");
    at + if trims { length - 1 } else { length }
}

/// The end of a word of letters, digits and underscores.
fn word(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// Fields and words must end where a token may: `.m.a-b` is an error. Go lex.go atTerminator.
fn terminated(
    text: &str,
    kind: Kind,
    at: usize,
    end: usize,
) -> Result<(Kind, usize), (String, Range<usize>)> {
    let rest = &text[end..];
    let ends = rest.starts_with([' ', '\t', '\r', '\n', '.', ',', '|', ':', '(', ')'])
        || rest.is_empty()
        || rest.starts_with("}}");
    if ends || kind == Kind::Dot {
        return Ok((kind, end));
    }
    let c = rest.chars().next().unwrap_or_default();
    Err((format!("bad character {c:?}"), at..end))
}

fn quoted(text: &str, at: usize) -> Result<(Kind, usize), (String, Range<usize>)> {
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate().skip(at + 1) {
        match byte {
            b'\n' => break,
            b'"' if !escaped => return Ok((Kind::Quoted, offset + 1)),
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    Err(("unterminated quoted string".into(), at..text.len().min(at + 1)))
}

fn character(text: &str, at: usize) -> Result<(Kind, usize), (String, Range<usize>)> {
    let mut escaped = false;
    for (offset, c) in text[at + 1..].char_indices() {
        match c {
            '\n' => break,
            '\'' if !escaped => return Ok((Kind::Number, at + offset + 2)),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    Err(("unterminated character constant".into(), at..at + 1))
}

/// A number. Go lex.go scanNumber: whatever letters and digits follow belong to it, and make it a bad one.
fn number(text: &str, at: usize) -> Result<(Kind, usize), (String, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        let sign = matches!(byte, b'+' | b'-')
            && matches!(bytes[end - 1], b'e' | b'E' | b'p' | b'P')
            && bytes[at..end].iter().any(u8::is_ascii_digit);
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || sign {
            end += 1;
        } else {
            break;
        }
    }
    if super::Number::parse(&text[at..end]).is_none() {
        return Err((format!("bad number syntax: {:?}", &text[at..end]), at..end));
    }
    Ok((Kind::Number, end))
}
