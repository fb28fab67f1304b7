//! Making nodes, and the text that Compose makes of values.

mod time;

use diag::Span;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use syntax::yaml::{Data, Dialect, Entry, Map, Node, Scalar, Style, Value};

/// A string, whatever it looks like.
pub(super) fn text(text: impl Into<SmolStr>, span: Span) -> Node {
    Node::new(Scalar { text: text.into(), style: Style::Double }, span)
}

/// A truth value.
pub(super) fn flag(value: bool, span: Span) -> Node {
    Node::plain(SmolStr::new_static(if value { "true" } else { "false" }), span)
}

/// A mapping of known keys.
pub(super) fn map(entries: Vec<(&'static str, Node)>, span: Span) -> Node {
    let entry = |(key, value)| Entry { key: text(SmolStr::new_static(key), span), value };
    Node::new(entries.into_iter().map(entry).collect::<Map>(), span)
}

/// What a dependency means that only names the service.
pub(super) fn dependency(span: Span) -> Node {
    let condition = text(SmolStr::new_static("service_started"), span);
    map(vec![("condition", condition), ("required", flag(true, span))], span)
}

/// Adds a key that is not there.
pub(super) fn add_missing(node: &mut Node, key: &'static str, value: impl FnOnce(Span) -> Node) {
    let span = node.span;
    if let Data::Map(map) = &mut node.data
        && map.get(key).is_none()
    {
        map.push(text(SmolStr::new_static(key), span), value(span));
    }
}

/// A string, if the value is one to Compose.
pub(super) fn string(node: &Node) -> Option<&str> {
    match node.value(Dialect::Compose)? {
        Value::Str(text) => Some(text),
        _ => None,
    }
}

/// A truth value, if the value is one to Compose after casts.
pub(super) fn boolean(node: &Node) -> Option<bool> {
    match node.value(Dialect::Compose)? {
        Value::Bool(value) => Some(value),
        Value::Str(text) => syntax::yaml::scalar::compose_bool(text),
        _ => None,
    }
}

/// The text that Go prints for a scalar.
pub(super) fn print(node: &Node) -> SmolStr {
    match node.value(Dialect::Compose) {
        Some(Value::Str(text)) => {
            let is_plain = node.scalar().is_some_and(|scalar| scalar.style == Style::Plain);
            let time = if is_plain { time::print(text) } else { None };
            time.unwrap_or_else(|| SmolStr::new(text))
        }
        Some(Value::Bool(value)) => value.to_smolstr(),
        Some(Value::Int(value)) => value.to_smolstr(),
        Some(Value::Float(value)) => float(node, value),
        Some(Value::Null) => SmolStr::new_static("<nil>"),
        None => SmolStr::default(),
    }
}

/// A number as Go prints it: with an exponent when it is very small or large, and with all digits if 64 bits hold it.
// compose-go loader/loader.go: `fmt.Sprint` of what go-yaml decodes, a `uint64` from 2^63 on and a `float64` beyond it.
fn float(node: &Node, value: f64) -> SmolStr {
    if let Some(whole) = large(node) {
        return whole.to_smolstr();
    }
    if value.is_nan() {
        return SmolStr::new_static("NaN");
    }
    if value.is_infinite() {
        return SmolStr::new_static(if value > 0.0 { "+Inf" } else { "-Inf" });
    }
    Value::Float(value).into_text().into()
}

/// A plain whole number from 2^63 to 2^64, which the values of a dialect hold as floats.
pub(super) fn large(node: &Node) -> Option<u64> {
    let scalar = node.scalar().filter(|scalar| scalar.style == Style::Plain)?;
    let digits = scalar.text.strip_prefix('+').unwrap_or(&scalar.text).replace('_', "");
    let of = |digits: &str, radix| {
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_plain.then(|| u64::from_str_radix(digits, radix).ok())?
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, &digits[..]),
    };
    of(digits, radix).filter(|whole| i64::try_from(*whole).is_err())
}

/// A text that only equal values share.
pub(super) fn identity(node: &Node) -> SmolStr {
    match &node.data {
        Data::Map(map) => {
            let pair = |entry: &Entry| {
                format!("{}:{}", entry.key.as_str().unwrap_or_default(), identity(&entry.value))
            };
            let mut pairs: Vec<String> = map.entries.iter().map(pair).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join("\u{1}")).into()
        }
        Data::Seq(items) => {
            let items: Vec<SmolStr> = items.iter().map(identity).collect();
            format!("[{}]", items.join("\u{1}")).into()
        }
        _ => match (string(node), node.value(Dialect::Compose)) {
            (Some(text), _) => format_smolstr!("\"{text}"),
            (None, Some(Value::Float(_))) => format_smolstr!("{}.", print(node)),
            _ => print(node),
        },
    }
}

/// The known word that looks most like one that is not known, among the first two hundred.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    const TOO_LONG: usize = 40;
    const MANY: usize = 200;
    if word.len() > TOO_LONG {
        return None;
    }
    let limit = 1 + word.len() / 4;
    let near = known.take(MANY).filter(|other| other.len() <= TOO_LONG);
    near.map(|other| (distance(word, other), other))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|it| it.1)
}

/// How many letters have to change.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.bytes().enumerate() {
            let change = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A text as messages name it.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() { "an empty value".to_owned() } else { format!("`{text}`") }
}
