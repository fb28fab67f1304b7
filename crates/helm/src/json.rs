//! JSON as Go's `encoding/json` writes and reads it.

use std::fmt::Write as _;

use crate::exec::{Exec, Result};
use crate::origin::{FrameId, OriginId};
use crate::text::{Rope, Text};
use crate::value::{Data, Map, Object, Value};

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `<`, `>` and `&` escaped.
    Html,
    /// As they are.
    Raw,
    /// Indented by two, and escaped.
    Pretty,
}

const MAX_DEPTH: usize = 200;

/// A value as JSON; every key and scalar keeps its origin.
pub(crate) fn write(exec: &mut Exec, value: &Value, form: Form) -> Result<Value> {
    let own = exec.derived("toJson", std::slice::from_ref(value));
    let mut writer = Writer { rope: Rope::default(), form, own };
    writer.value(value, 0);
    exec.charge(writer.rope.text.len())?;
    Ok(Value::text(writer.rope))
}

struct Writer {
    rope: Rope,
    form: Form,
    own: OriginId,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match &value.data {
            Data::Nil => self.push("null", value.from),
            Data::Bool(it) => self.push(if *it { "true" } else { "false" }, value.from),
            Data::Int(it, _) => self.push(&it.to_string(), value.from),
            Data::Float(it) => self.push(&number(*it), value.from),
            Data::Str(text) => self.string(text),
            Data::List(items) => {
                let open = if items.is_empty() { value.from } else { self.own };
                self.push("[", open);
                for (at, item) in items.iter().enumerate() {
                    self.separate(at > 0, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close("]", items.is_empty(), depth, open);
            }
            Data::Map(map) => self.map(map, value.from, depth),
            Data::Object(object) => self.object(object, value.from),
        }
    }

    fn map(&mut self, map: &Map, from: OriginId, depth: usize) {
        let open = if map.is_empty() { from } else { self.own };
        self.push("{", open);
        for (at, (key, slot)) in map.entries().into_iter().enumerate() {
            self.separate(at > 0, depth + 1);
            self.string(&Text::new(key, slot.key_from));
            self.push(if self.form == Form::Pretty { ": " } else { ":" }, self.own);
            self.value(&slot.value, depth + 1);
        }
        self.close("}", map.is_empty(), depth, open);
    }

    fn object(&mut self, object: &Object, from: OriginId) {
        let text = match object {
            Object::Version(version) => format!("\"{version}\""),
            Object::KubeVersion(it) => format!(
                "{{\"Version\":\"{}\",\"Major\":\"{}\",\"Minor\":\"{}\"}}",
                it.version, it.major, it.minor
            ),
            Object::ApiVersions(it) => format!("[\"{}\"]", it.join("\",\"")),
            Object::Files(_) | Object::Capabilities(_) => "{}".into(),
        };
        self.push(&text, from);
    }

    fn separate(&mut self, comma: bool, depth: usize) {
        self.push(if comma { "," } else { "" }, self.own);
        if self.form == Form::Pretty {
            self.push(&format!("\n{}", "  ".repeat(depth)), self.own);
        }
    }

    fn close(&mut self, bracket: &str, empty: bool, depth: usize, from: OriginId) {
        if self.form == Form::Pretty && !empty {
            self.push(&format!("\n{}", "  ".repeat(depth)), self.own);
        }
        self.push(bracket, from);
    }

    fn string(&mut self, text: &Text) {
        let quote = if text.as_str().is_empty() { text.origin() } else { self.own };
        self.push("\"", quote);
        let mut start = 0;
        for (at, c) in text.as_str().char_indices() {
            let Some(escaped) = self.escape(c) else { continue };
            self.rope.push_slice(text, start..at);
            let origin =
                text.runs_in(at..at + c.len_utf8()).next().map_or(self.own, |(_, run)| run.origin);
            self.push(&escaped, origin);
            start = at + c.len_utf8();
        }
        self.rope.push_slice(text, start..text.as_str().len());
        self.push("\"", quote);
    }

    fn escape(&self, c: char) -> Option<String> {
        Some(match c {
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            '\n' => "\\n".into(),
            '\r' => "\\r".into(),
            '\t' => "\\t".into(),
            '\u{8}' => "\\b".into(),
            '\u{c}' => "\\f".into(),
            '<' | '>' | '&' if self.form != Form::Raw => unicode(c),
            '\u{2028}' | '\u{2029}' => unicode(c),
            c if (c as u32) < 0x20 => unicode(c),
            _ => return None,
        })
    }

    fn push(&mut self, text: &str, origin: OriginId) {
        self.rope.push(text, origin, FrameId::NONE);
    }
}

fn unicode(c: char) -> String {
    let mut text = String::from("\\u");
    let _ = write!(text, "{:04x}", c as u32);
    text
}

/// A float: digits below 1e21 and from 1e-6 up, else an exponent without a leading zero. Go encode.go floatEncoder.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{value:e}");
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        let power: i32 = power.parse().unwrap_or_default();
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", power.abs()).replace("e-0", "e-");
    }
    value.to_string()
}

/// A text as JSON. Every scalar gets the origin of its bytes.
pub(crate) fn read(text: &Text) -> std::result::Result<Value, String> {
    // What is strict about JSON is asked of serde; the places come from the YAML reader, of which JSON is a part.
    serde_json::from_str::<serde_json::Value>(text.as_str()).map_err(|error| error.to_string())?;
    crate::yaml::from_yaml(text)
}
