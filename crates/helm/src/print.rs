//! Values as Go's `fmt` prints them.

use std::rc::Rc;

use crate::origin::{FrameId, OriginId};
use crate::text::Rope;
use crate::value::{Data, Object, Value};

/// How deep maps are printed: one that contains itself ends Helm.
const MAX_DEPTH: usize = 64;

/// What an action writes. Go exec.go printValue: what is missing is `<no value>`.
pub(crate) fn action(value: &Value, rope: &mut Rope, frame: FrameId) {
    match &value.data {
        Data::Nil => rope.push("<no value>", value.from, frame),
        Data::Str(text) => rope.push_text(text, frame),
        _ => put(value, rope, frame, 0),
    }
}

/// A value as `fmt.Sprint` prints it: `<nil>` for nothing.
pub(crate) fn sprint(value: &Value) -> String {
    let mut rope = Rope::default();
    put(value, &mut rope, FrameId::NONE, 0);
    rope.text
}

/// The same, with origins.
pub(crate) fn push(value: &Value, rope: &mut Rope) {
    put(value, rope, FrameId::NONE, 0);
}

fn put(value: &Value, rope: &mut Rope, frame: FrameId, depth: usize) {
    let from = value.from;
    match &value.data {
        Data::Nil => rope.push("<nil>", from, frame),
        Data::Bool(it) => rope.push(if *it { "true" } else { "false" }, from, frame),
        Data::Int(it, _) => rope.push(&it.to_string(), from, frame),
        Data::Float(it) => rope.push(&float(*it), from, frame),
        Data::Str(text) => rope.push_text(text, frame),
        _ if depth > MAX_DEPTH => {}
        Data::List(items) => {
            rope.push("[", from, frame);
            for (at, item) in items.iter().enumerate() {
                rope.push(if at > 0 { " " } else { "" }, from, frame);
                put(item, rope, frame, depth + 1);
            }
            rope.push("]", from, frame);
        }
        Data::Map(map) => {
            let entries = map.entries();
            let entries = entries.iter().map(|(key, slot)| (key, slot.key_from, &slot.value));
            mapping(entries, rope, frame, from, depth);
        }
        Data::Object(object) => self::object(object, rope, frame, from),
    }
}

fn mapping<'a>(
    entries: impl Iterator<Item = (&'a Rc<str>, OriginId, &'a Value)>,
    rope: &mut Rope,
    frame: FrameId,
    from: OriginId,
    depth: usize,
) {
    rope.push("map[", from, frame);
    for (at, (key, key_from, value)) in entries.enumerate() {
        rope.push(if at > 0 { " " } else { "" }, from, frame);
        rope.push(key, key_from, frame);
        rope.push(":", from, frame);
        put(value, rope, frame, depth + 1);
    }
    rope.push("]", from, frame);
}

fn object(object: &Object, rope: &mut Rope, frame: FrameId, from: OriginId) {
    match object {
        Object::KubeVersion(it) => rope.push(&it.normalized, from, frame),
        Object::Version(it) => rope.push(&it.to_string(), from, frame),
        Object::ApiVersions(it) => rope.push(&format!("[{}]", it.join(" ")), from, frame),
        Object::Files(files) => {
            rope.push("map[", from, frame);
            for (at, (path, text)) in files.iter().enumerate() {
                let bytes: Vec<String> = text.as_str().bytes().map(|it| it.to_string()).collect();
                let blank = if at > 0 { " " } else { "" };
                rope.push(&format!("{blank}{path}:[{}]", bytes.join(" ")), from, frame);
            }
            rope.push("]", from, frame);
        }
        Object::Capabilities(_) => rope.push("&{}", from, frame),
    }
}

/// A float as `%v` prints it: the shortest form, an exponent below -4 and from 6 up.
/// Go `strconv/ftoa.go` formatDigits, 'g' of the shortest form.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    exponent(value, 6)
}

/// The shortest form of a float with an exponent below -4 and from `limit` up.
pub(crate) fn exponent(value: f64, limit: i32) -> String {
    let scientific = format!("{value:e}");
    let Some((mantissa, power)) = scientific.split_once('e') else { return scientific };
    let power: i32 = power.parse().unwrap_or_default();
    if (-4..limit).contains(&power) {
        return value.to_string();
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.abs())
}
