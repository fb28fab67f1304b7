//! Values as `toYaml` writes them. go.yaml.in/yaml/v2 `encode.go`, `emitterc.go`.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::rc::Rc;

use syntax::yaml::Style;

use super::scalar;
use crate::json;
use crate::origin::{FrameId, OriginId};
use crate::print;
use crate::text::{Rope, Text};
use crate::value::{Data, Map, Object, Slot, Value};

/// Past this column plain and quoted text goes on in the next line, at the next blank.
const WIDTH: usize = 80;

/// Maps that contain themselves end somewhere.
const MAX_DEPTH: usize = 128;

/// A value as YAML, without the last line break.
pub(super) fn write(value: &Value, own: OriginId, indents_lists: bool) -> Rope {
    let mut emitter = Emitter { rope: Rope::default(), own, indents_lists, line_start: 0 };
    emitter.node(value, &Place { indent: 0, is_root: true, in_map: false }, 0);
    let rope = emitter.rope;
    trim_end(rope)
}

struct Emitter {
    rope: Rope,
    /// The origin of punctuation.
    own: OriginId,
    indents_lists: bool,
    /// Where the current line begins.
    line_start: usize,
}

/// Where a node is written.
struct Place {
    /// The indentation of the collection around it.
    indent: usize,
    is_root: bool,
    /// Behind a key, so that a collection begins on a line of its own.
    in_map: bool,
}

impl Emitter {
    fn node(&mut self, value: &Value, place: &Place, depth: usize) {
        let blank = if place.in_map { " " } else { "" };
        match &value.data {
            _ if depth > MAX_DEPTH => {}
            Data::Map(map) if map.is_empty() => self.push(&format!("{blank}{{}}"), value.from),
            Data::List(items) if items.is_empty() => self.push(&format!("{blank}[]"), value.from),
            Data::Map(map) => self.map(map, place, depth),
            Data::List(items) => self.list(items, place, depth),
            Data::Str(text) => {
                self.push(blank, self.own);
                let indent = if place.is_root { 2 } else { place.indent + 2 };
                self.string(text, indent, false);
            }
            _ => {
                let text = plain(value);
                self.push(&format!("{blank}{text}"), value.from);
            }
        }
    }

    fn map(&mut self, map: &Map, place: &Place, depth: usize) {
        let indent = if place.in_map { place.indent + 2 } else { place.indent };
        let mut entries = map.entries();
        entries.sort_by(|(a, _), (b, _)| natural(a, b));
        for (at, (key, slot)) in entries.into_iter().enumerate() {
            if at > 0 || place.in_map {
                self.line(indent);
            }
            self.entry(&key, &slot, indent, depth);
        }
    }

    fn entry(&mut self, key: &Rc<str>, slot: &Slot, indent: usize, depth: usize) {
        self.string(&Text::new(Rc::clone(key), slot.key_from), indent + 2, true);
        self.push(":", self.own);
        self.node(&slot.value, &Place { indent, is_root: false, in_map: true }, depth + 1);
    }

    /// A list below a key is not indented, unless it is written prettily.
    fn list(&mut self, items: &[Value], place: &Place, depth: usize) {
        let deeper = if place.in_map && self.indents_lists { 2 } else { 0 };
        let indent = place.indent + deeper;
        for (at, item) in items.iter().enumerate() {
            if at > 0 || place.in_map {
                self.line(indent);
            }
            self.push("- ", self.own);
            let inner = match item.data {
                Data::Map(_) | Data::List(_) => indent + 2,
                _ => indent,
            };
            self.node(item, &Place { indent: inner, is_root: false, in_map: false }, depth + 1);
        }
    }

    fn string(&mut self, text: &Text, indent: usize, is_key: bool) {
        match scalar::style(text.as_str(), is_key) {
            Style::Plain if text.as_str().is_empty() => self.push("\"\"", text.origin()),
            Style::Plain => self.folded(text, indent, is_key, |_| None, false),
            Style::Single => {
                self.push("'", self.own);
                self.folded(text, indent, is_key, |c| (c == '\'').then(|| "''".into()), false);
                self.push("'", self.own);
            }
            Style::Literal => self.literal(text, indent),
            _ => {
                let quote = if text.as_str().is_empty() { text.origin() } else { self.own };
                self.push("\"", quote);
                self.folded(text, indent, is_key, escape, true);
                self.push("\"", quote);
            }
        }
    }

    /// Text on one line that goes on in the next behind the first blank past the width.
    /// `emitterc.go` `yaml_emitter_write_plain_scalar` and its two sisters.
    fn folded(
        &mut self,
        text: &Text,
        indent: usize,
        is_key: bool,
        escape: impl Fn(char) -> Option<String>,
        is_double: bool,
    ) {
        let whole = text.as_str();
        let mut spaces = false;
        let mut start = 0;
        for (at, c) in whole.char_indices() {
            if c == ' ' {
                let next = whole[at + 1..].chars().next();
                let inner = at > 0 && next.is_some();
                let column = self.column() + whole[start..at].chars().count();
                let breaks = !is_key && !spaces && inner && column > WIDTH;
                if breaks && (is_double || next != Some(' ')) {
                    self.rope.push_slice(text, start..at);
                    self.line(indent);
                    self.push(if next == Some(' ') { "\\" } else { "" }, self.own);
                    start = at + 1;
                }
                spaces = true;
                continue;
            }
            spaces = false;
            if let Some(escaped) = escape(c) {
                self.rope.push_slice(text, start..at);
                let origin = text
                    .runs_in(at..at + c.len_utf8())
                    .next()
                    .map_or(self.own, |(_, run)| run.origin);
                self.push(&escaped, origin);
                start = at + c.len_utf8();
            }
        }
        self.rope.push_slice(text, start..whole.len());
    }

    /// `emitterc.go` `yaml_emitter_write_literal_scalar`.
    fn literal(&mut self, text: &Text, indent: usize) {
        let whole = text.as_str();
        let mut header = String::from("|");
        if whole.starts_with([' ', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            header.push('2');
        }
        if !whole.ends_with(scalar::is_break) {
            header.push('-');
        } else if whole
            .strip_suffix(scalar::is_break)
            .is_none_or(|it| it.is_empty() || it.ends_with(scalar::is_break))
        {
            header.push('+');
        }
        self.push(&header, self.own);
        self.push("\n", self.own);
        let pad = " ".repeat(indent);
        let mut at = 0;
        for line in whole.split_inclusive('\n') {
            self.push(if line == "\n" { "" } else { &pad }, self.own);
            self.rope.push_slice(text, at..at + line.len());
            at += line.len();
        }
        if whole.ends_with('\n') {
            // The next line begins here already.
            self.line_start = self.rope.text.len();
            return;
        }
        self.line_start = self.rope.text.rfind('\n').map_or(0, |at| at + 1);
    }

    /// Begins a line, unless one has just begun.
    fn line(&mut self, indent: usize) {
        if !self.rope.text.ends_with('\n') {
            self.push("\n", self.own);
        }
        self.line_start = self.rope.text.len();
        self.push(&" ".repeat(indent), self.own);
    }

    fn column(&self) -> usize {
        self.rope.text[self.line_start..].chars().count()
    }

    fn push(&mut self, text: &str, origin: OriginId) {
        self.rope.push(text, origin, FrameId::NONE);
    }
}

/// What is no string: numbers as JSON has them, read again as YAML.
fn plain(value: &Value) -> String {
    match &value.data {
        Data::Float(float) => {
            let text = json::number(*float);
            let is_int = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
            if is_int { text } else { print::float(*float) }
        }
        Data::Nil => "null".into(),
        Data::Object(object) => match &**object {
            Object::Version(version) => version.to_string(),
            _ => "{}".into(),
        },
        _ => print::sprint(value),
    }
}

fn escape(c: char) -> Option<String> {
    if scalar::is_printable(c) && !scalar::is_break(c) && !matches!(c, '"' | '\\') {
        return None;
    }
    let short = match c {
        '\0' => "0",
        '\u{7}' => "a",
        '\u{8}' => "b",
        '\t' => "t",
        '\n' => "n",
        '\u{b}' => "v",
        '\u{c}' => "f",
        '\r' => "r",
        '\u{1b}' => "e",
        '"' => "\"",
        '\\' => "\\",
        '\u{85}' => "N",
        '\u{a0}' => "_",
        '\u{2028}' => "L",
        '\u{2029}' => "P",
        _ => "",
    };
    let mut text = String::from("\\");
    let code = c as u32;
    let _ = match code {
        _ if !short.is_empty() => write!(text, "{short}"),
        0..=0xff => write!(text, "x{code:02X}"),
        0x100..=0xffff => write!(text, "u{code:04X}"),
        _ => write!(text, "U{code:08X}"),
    };
    Some(text)
}

/// Numbers in keys count as numbers, letters come behind everything else. yaml/v2 sorter.go keyList.Less.
fn natural(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(x, y)| x != y) else { return a.len().cmp(&b.len()) };
    let (x, y) = (a[at], b[at]);
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x.cmp(&y),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let before = a[..at].iter().rev().take_while(|it| it.is_ascii_digit()).any(|it| *it != '0');
    let lead = i64::from((x == '0' || y == '0') && before);
    let number = |chars: &[char]| {
        let digits = chars[at..].iter().take_while(|it| it.is_ascii_digit());
        digits.fold((lead, 0usize), |(n, length), digit| {
            let digit = i64::from(u32::from(*digit) - u32::from('0'));
            (n.wrapping_mul(10).wrapping_add(digit), length + 1)
        })
    };
    number(&a).cmp(&number(&b)).then(x.cmp(&y))
}

/// Takes one line break off the end.
fn trim_end(rope: Rope) -> Rope {
    if !rope.text.ends_with('\n') {
        return rope;
    }
    let text = Text::from(rope);
    let mut cut = Rope::default();
    cut.push_slice(&text, 0..text.as_str().len() - 1);
    cut
}
