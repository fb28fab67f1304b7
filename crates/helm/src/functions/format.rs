//! `print`, `printf`, `println`. Go `fmt`.

use data_encoding::HEXLOWER;

use super::{ANY, Row, args};
use crate::exec::{Exec, MAX_TEXT, Result};
use crate::origin::{FrameId, OriginId};
use crate::print;
use crate::text::{Rope, Text};
use crate::value::{Data, Value};

pub(super) const TABLE: &[Row] =
    &[("print", 0, ANY, print), ("printf", 1, ANY, printf), ("println", 0, ANY, println)];

/// A blank stands between two operands that are both no strings. Go print.go doPrint.
fn print(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let own = exec.own("print");
    let mut rope = Rope::default();
    let mut before_is_text = true;
    for (at, value) in args.iter().enumerate() {
        let is_text = value.as_str().is_some();
        if at > 0 && !is_text && !before_is_text {
            rope.push(" ", own, FrameId::NONE);
        }
        print::push(value, &mut rope);
        before_is_text = is_text;
    }
    Ok(text_of(rope, args))
}

fn println(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let own = exec.own("println");
    let mut rope = Rope::default();
    for (at, value) in args.iter().enumerate() {
        rope.push(if at > 0 { " " } else { "" }, own, FrameId::NONE);
        print::push(value, &mut rope);
    }
    rope.push("\n", own, FrameId::NONE);
    Ok(Value::text(rope))
}

/// An empty text still comes from somewhere.
fn text_of(rope: Rope, args: &[Value]) -> Value {
    if rope.text.is_empty() {
        return Value::str("", args.last().map_or(OriginId::NONE, |it| it.from));
    }
    Value::text(rope)
}

/// A verb with its flags.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the syntax")]
struct Verb {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

fn printf(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let format = args::text(exec, args, 0)?.clone();
    let own = if format.as_str().is_empty() { OriginId::NONE } else { format.origin() };
    let mut printer = Printer {
        format: &format,
        args: &args[1..],
        next: 0,
        reordered: false,
        rope: Rope::default(),
        own,
    };
    printer.run();
    let rope = printer.rope;
    exec.charge(rope.text.len())?;
    Ok(text_of(rope, args))
}

struct Printer<'a> {
    format: &'a Text,
    args: &'a [Value],
    next: usize,
    reordered: bool,
    rope: Rope,
    own: OriginId,
}

impl Printer<'_> {
    fn run(&mut self) {
        let text = self.format.as_str();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(found) = text[at..].find('%') {
            self.rope.push_slice(self.format, at..at + found);
            at += found + 1;
            let mut verb = Verb::default();
            at = self.flags(bytes, at, &mut verb);
            let Some(c) = text[at..].chars().next() else {
                self.own_text("%!(NOVERB)");
                return self.extra();
            };
            at += c.len_utf8();
            self.verb(c, verb);
        }
        self.rope.push_slice(self.format, at..text.len());
        self.extra();
    }

    /// Flags, width, precision and argument indexes. Go print.go doPrintf.
    fn flags(&mut self, bytes: &[u8], mut at: usize, verb: &mut Verb) -> usize {
        while let Some(flag) = bytes.get(at) {
            match flag {
                b'-' => verb.minus = true,
                b'+' => verb.plus = true,
                b'#' => verb.sharp = true,
                b' ' => verb.space = true,
                b'0' => verb.zero = true,
                _ => break,
            }
            at += 1;
        }
        at = self.index(bytes, at);
        (verb.width, at) = self.number(bytes, at, verb);
        if bytes.get(at) == Some(&b'.') {
            at = self.index(bytes, at + 1);
            let (precision, end) = self.number(bytes, at, verb);
            (verb.precision, at) = (Some(precision.unwrap_or(0)), end);
        }
        self.index(bytes, at)
    }

    /// `[2]` chooses the next argument.
    fn index(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(length) = bytes
            .get(at)
            .filter(|it| **it == b'[')
            .and_then(|_| bytes[at..].iter().position(|it| *it == b']'))
        else {
            return at;
        };
        let digits = std::str::from_utf8(&bytes[at + 1..at + length]).unwrap_or_default();
        if let Ok(n) = digits.parse::<usize>() {
            self.next = n.saturating_sub(1);
            self.reordered = true;
        }
        at + length + 1
    }

    fn number(&mut self, bytes: &[u8], at: usize, verb: &mut Verb) -> (Option<usize>, usize) {
        if bytes.get(at) == Some(&b'*') {
            let value = self.args.get(self.next).and_then(|it| match it.data {
                Data::Int(int, _) => Some(int),
                _ => None,
            });
            self.next += 1;
            verb.minus |= value.is_some_and(|it| it < 0);
            let width = value.and_then(|it| usize::try_from(it.unsigned_abs()).ok());
            return (width.map(|it| it.min(MAX_TEXT)), at + 1);
        }
        let length = bytes[at..].iter().take_while(|it| it.is_ascii_digit()).count();
        let digits = std::str::from_utf8(&bytes[at..at + length]).unwrap_or_default();
        (digits.parse().ok().map(|it: usize| it.min(MAX_TEXT)), at + length)
    }

    fn verb(&mut self, c: char, verb: Verb) {
        if c == '%' {
            return self.own_text("%");
        }
        let Some(value) = self.args.get(self.next).cloned() else {
            return self.own_text(&format!("%!{c}(MISSING)"));
        };
        self.next += 1;
        let mut body = Rope::default();
        if let Some(cut) = self.formatted(c, verb, &value, &mut body) {
            body = cut;
        }
        self.padded(body, verb, &value);
    }

    /// Writes what a verb makes of a value; `Some` is what takes its place whole.
    fn formatted(&self, c: char, verb: Verb, value: &Value, body: &mut Rope) -> Option<Rope> {
        let from = value.from;
        match (c, &value.data) {
            ('T', _) => body.push(value.type_name(), from, FrameId::NONE),
            ('v', Data::Str(text)) if verb.sharp => {
                *body = super::strings::escaped(text, self.own);
            }
            ('v', Data::Float(float)) if verb.precision.is_some() => {
                body.push(&general(*float, verb.precision), from, FrameId::NONE);
            }
            ('v', _) | ('s', Data::Object(_)) => print::push(value, body),
            ('s', Data::Str(text)) => match verb.precision {
                Some(n) => {
                    let end = text
                        .as_str()
                        .char_indices()
                        .nth(n)
                        .map_or(text.as_str().len(), |(at, _)| at);
                    body.push_slice(text, 0..end);
                }
                None => body.push_text(text, FrameId::NONE),
            },
            ('q', Data::Str(text)) => *body = super::strings::escaped(text, self.own),
            ('x' | 'X', Data::Str(text)) => {
                let hex = HEXLOWER.encode(text.as_str().as_bytes());
                let hex = if c == 'X' { hex.to_uppercase() } else { hex };
                body.push(&hex, from, FrameId::NONE);
            }
            ('t', Data::Bool(it)) => {
                body.push(if *it { "true" } else { "false" }, from, FrameId::NONE);
            }
            ('d' | 'b' | 'o' | 'O' | 'x' | 'X' | 'c' | 'q' | 'U', Data::Int(int, _)) => {
                body.push(&integer(c, verb, *int), from, FrameId::NONE);
            }
            ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Data::Float(float)) => {
                body.push(&floating(c, verb, *float), from, FrameId::NONE);
            }
            ('s' | 'd' | 'q' | 'x' | 't', Data::List(items)) => {
                body.push("[", from, FrameId::NONE);
                for (at, item) in items.iter().enumerate() {
                    body.push(if at > 0 { " " } else { "" }, from, FrameId::NONE);
                    self.nested(c, verb, item, body);
                }
                body.push("]", from, FrameId::NONE);
            }
            ('s' | 'd' | 'q' | 'x' | 't', Data::Map(map)) => {
                body.push("map[", from, FrameId::NONE);
                for (at, (key, slot)) in map.entries().iter().enumerate() {
                    let key = Value::str(key.clone(), slot.key_from);
                    body.push(if at > 0 { " " } else { "" }, from, FrameId::NONE);
                    self.nested(c, verb, &key, body);
                    body.push(":", from, FrameId::NONE);
                    self.nested(c, verb, &slot.value, body);
                }
                body.push("]", from, FrameId::NONE);
            }
            (_, Data::Nil) => body.push(&format!("%!{c}(<nil>)"), from, FrameId::NONE),
            _ => {
                let shown = print::sprint(value);
                let text = format!("%!{c}({}={shown})", value.type_name());
                body.push(&text, from, FrameId::NONE);
            }
        }
        None
    }

    fn nested(&self, c: char, verb: Verb, value: &Value, body: &mut Rope) {
        let mut inner = Rope::default();
        let whole = self.formatted(c, verb, value, &mut inner);
        body.push_text(&whole.unwrap_or(inner).into(), FrameId::NONE);
    }

    fn padded(&mut self, body: Rope, verb: Verb, value: &Value) {
        let length = body.text.chars().count();
        let missing = verb.width.unwrap_or(0).saturating_sub(length);
        let text = Text::from(body);
        let is_number = matches!(value.data, Data::Int(..) | Data::Float(_));
        if verb.zero && !verb.minus && missing > 0 {
            let sign = usize::from(is_number && text.as_str().starts_with(['-', '+']));
            self.rope.push_slice(&text, 0..sign);
            self.rope.push(&"0".repeat(missing), value.from, FrameId::NONE);
            self.rope.push_slice(&text, sign..text.as_str().len());
            return;
        }
        let blanks = " ".repeat(missing);
        if !verb.minus {
            self.own_text(&blanks);
        }
        self.rope.push_text(&text, FrameId::NONE);
        if verb.minus {
            self.own_text(&blanks);
        }
    }

    /// Arguments that no verb took.
    fn extra(&mut self) {
        if self.reordered || self.next >= self.args.len() {
            return;
        }
        self.own_text("%!(EXTRA ");
        for (at, value) in self.args[self.next..].iter().enumerate() {
            self.own_text(if at > 0 { ", " } else { "" });
            if !matches!(value.data, Data::Nil) {
                self.own_text(&format!("{}=", value.type_name()));
            }
            print::push(value, &mut self.rope);
        }
        self.own_text(")");
    }

    fn own_text(&mut self, text: &str) {
        self.rope.push(text, self.own, FrameId::NONE);
    }
}

fn integer(c: char, verb: Verb, int: i64) -> String {
    let magnitude = int.unsigned_abs();
    let sign = match (int < 0, verb.plus, verb.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let digits = match c {
        'b' => format!("{magnitude:b}"),
        'o' => format!("{}{magnitude:o}", if verb.sharp { "0" } else { "" }),
        'O' => format!("0o{magnitude:o}"),
        'x' => format!("{}{magnitude:x}", if verb.sharp { "0x" } else { "" }),
        'X' => format!("{}{magnitude:X}", if verb.sharp { "0X" } else { "" }),
        'c' => return char_of(int).to_string(),
        'q' => return format!("'{}'", char_of(int)),
        'U' => return format!("U+{magnitude:04X}"),
        _ => magnitude.to_string(),
    };
    let zeros = verb.precision.unwrap_or(0).saturating_sub(digits.len());
    format!("{sign}{}{digits}", "0".repeat(zeros))
}

fn char_of(int: i64) -> char {
    u32::try_from(int).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
}

fn floating(c: char, verb: Verb, float: f64) -> String {
    let sign = if verb.plus && float >= 0.0 { "+" } else { "" };
    let text = match c {
        'f' | 'F' => format!("{float:.*}", verb.precision.unwrap_or(6)),
        'e' | 'E' => {
            let text = format!("{float:.*e}", verb.precision.unwrap_or(6));
            let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
            let power: i32 = power.parse().unwrap_or_default();
            let sign = if power < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", power.abs())
        }
        _ => general(float, verb.precision),
    };
    format!("{sign}{}", if c.is_uppercase() { text.to_uppercase() } else { text })
}

/// `%g`: the shortest form, or so many digits.
fn general(float: f64, precision: Option<usize>) -> String {
    let Some(precision) = precision else { return print::float(float) };
    let digits = precision.max(1);
    let scientific = format!("{float:.*e}", digits - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, it)| it.parse().ok()).unwrap_or(0);
    let rounded: f64 = scientific.parse().unwrap_or(float);
    print::exponent(rounded, i32::try_from(digits).unwrap_or(i32::MAX).max(power.min(-5)))
}
