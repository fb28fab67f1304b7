//! What Compose accepts at each key, said at the value that it refuses.

use diag::Span;
use smol_str::{SmolStr, ToSmolStr};
use syntax::yaml::{Data, Dialect, Map, Node, Scalar, Value};

use super::super::grammar::{self, BOOL, INT, Items, Key, NULL, NUM, Others, STR, Shape, Text};
use super::super::plain;
use super::Notes;
use super::places::Places;

/// Holds a node to what its key accepts. `name` is what to call it.
pub(super) fn check(node: &Node, key: &'static Key, name: &str, notes: &mut Notes) {
    let shape = key.shape;
    match &node.data {
        Data::Map(map) => match shape.map {
            Some(known) => keys(map, known, node.span, name, notes),
            None => wrong_type(node, shape, name, notes),
        },
        Data::Seq(items) => match shape.items {
            Some(known) => list(items, known, name, notes),
            None => wrong_type(node, shape, name, notes),
        },
        Data::Scalar(scalar) => self::scalar(node, scalar, shape, name, notes),
        Data::Alias(_) => {}
    }
}

fn keys(map: &Map, known: &'static grammar::Map, span: Span, name: &str, notes: &mut Notes) {
    for entry in &map.entries {
        let key = entry.key.as_str().unwrap_or_default();
        match known.key(key) {
            Some(child) => check(&entry.value, child, key, notes),
            None => unknown(&entry.key, key, known, name, notes),
        }
    }
    for required in known.required.iter().filter(|required| map.get(required).is_none()) {
        notes.problem(span, format!("{} needs `{required}`", called(name)));
    }
}

fn unknown(node: &Node, key: &str, known: &'static grammar::Map, name: &str, notes: &mut Notes) {
    let problem = if matches!(known.others, Others::Named { .. }) {
        let message = format!("`{key}` cannot be a name in {}", called(name));
        notes.problem(node.span, message)
    } else {
        notes.problem(node.span, format!("{} has no key `{key}`", called(name)))
    };
    let names = known.keys.iter().map(|key| key.name);
    problem.help = match plain::nearest(key, names) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if matches!(known.others, Others::Extensions) => {
            Some("remove it, or let its name begin with `x-`".to_owned())
        }
        None => None,
    };
}

/// What equal items share, and no others.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'n> {
    Text(&'n str),
    Other(SmolStr),
}

fn identity(item: &Node) -> Identity<'_> {
    let other = || Identity::Other(plain::identity(item));
    plain::string(item).map_or_else(other, Identity::Text)
}

fn list(items: &[Node], known: &'static Items, name: &str, notes: &mut Notes) {
    let is_compared = known.unique && items.len() > 1;
    let mut seen = Places::with_capacity(if is_compared { items.len() } else { 0 });
    for (place, item) in items.iter().enumerate() {
        check(item, &known.item, name, notes);
        if is_compared && seen.first(identity(item), place).is_some() {
            let message = format!("{} holds this item twice", called(name));
            notes.problem_at(item, message).help("remove one of the two");
        }
    }
}

fn scalar(node: &Node, scalar: &Scalar, shape: &'static Shape, name: &str, notes: &mut Notes) {
    let fits = match node.value(Dialect::Compose) {
        Some(Value::Null) => shape.scalars & NULL != 0,
        Some(Value::Bool(_)) => shape.scalars & BOOL != 0,
        Some(Value::Int(_)) => shape.scalars & INT != 0,
        Some(Value::Float(value)) => {
            shape.scalars & NUM == NUM || shape.scalars & INT != 0 && value.fract() == 0.0
        }
        Some(Value::Str(_)) => shape.scalars & STR != 0,
        None => false,
    };
    if !fits {
        return wrong_type(node, shape, name, notes);
    }
    match (shape.text, plain::string(node)) {
        (Text::OneOf(words), Some(text)) if !words.contains(&text) => {
            let words = words.join("`, `");
            notes.problem_at(node, format!("{} is one of `{words}`", called(name)));
        }
        (Text::Like(accepts, wanted), Some(text)) if !accepts(text) => {
            notes.problem_at(node, format!("{} is {wanted}", called(name)));
        }
        _ => {}
    }
    if let (Some((least, most)), Some(Value::Int(value))) =
        (shape.range, node.value(Dialect::Compose))
        && !(least..=most).contains(&value)
    {
        let most = if most == i64::MAX { "any".to_smolstr() } else { most.to_smolstr() };
        let message =
            format!("{} is between {least} and {most}, not {}", called(name), scalar.text);
        notes.problem_at(node, message);
    }
}

fn wrong_type(node: &Node, shape: &'static Shape, name: &str, notes: &mut Notes) {
    let mut wanted = Vec::new();
    let mut want = |scalars, words| {
        if shape.scalars & scalars == scalars {
            wanted.push(words);
        }
    };
    want(STR, "a string");
    if shape.scalars & NUM == NUM {
        want(NUM, "a number");
    } else {
        want(INT, "a whole number");
    }
    want(BOOL, "`true` or `false`");
    shape.items.is_some().then(|| wanted.push("a list"));
    shape.map.is_some().then(|| wanted.push("a mapping"));
    let given = match &node.data {
        Data::Map(_) => "a mapping",
        Data::Seq(_) => "a list",
        _ if node.is_null() => "nothing",
        _ => match node.value(Dialect::Compose) {
            Some(Value::Bool(_)) => "a truth value",
            Some(Value::Int(_) | Value::Float(_)) => "a number",
            _ => "a string",
        },
    };
    let message = format!("{} is {}, not {given}", called(name), wanted.join(" or "));
    let problem = notes.problem_at(node, message);
    if shape.scalars & STR != 0 && matches!(given, "a number" | "a truth value") {
        problem.help("put it in quotes");
    }
}

fn called(name: &str) -> String {
    if name.is_empty() { "the file".to_owned() } else { format!("`{name}`") }
}
