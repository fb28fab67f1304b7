//! TOML, which few charts write. None is read: a chart that asks for it is not rendered here, and says so.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::exec::{Exec, Result};
use crate::functions::quote::quoted;
use crate::print;
use crate::value::{Data, Map, Value};

const MAX_DEPTH: usize = 64;

/// A map as TOML: scalars first, then tables. BurntSushi/toml encode.go.
pub(crate) fn write(exec: &mut Exec, value: &Value) -> Result<Value> {
    let mut text = String::new();
    if let Some(map) = value.as_map() {
        table(&mut text, map, &mut Vec::new());
    }
    exec.charge(text.len())?;
    let from = exec.derived("toToml", std::slice::from_ref(value));
    Ok(Value::str(text, from))
}

fn table(text: &mut String, map: &Map, path: &mut Vec<Rc<str>>) {
    if path.len() > MAX_DEPTH {
        return;
    }
    let entries = map.entries();
    let indent = "  ".repeat(path.len());
    for (key, slot) in &entries {
        if !is_table(&slot.value) && !matches!(slot.value.data, Data::Nil) {
            let _ = writeln!(text, "{indent}{} = {}", bare(key), inline(&slot.value, 0));
        }
    }
    for (key, slot) in &entries {
        path.push(Rc::clone(key));
        match &slot.value.data {
            Data::Map(inner) => {
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}{}[{}]", "  ".repeat(path.len() - 1), joined(path));
                table(text, inner, path);
            }
            Data::List(items) if is_table(&slot.value) => {
                for inner in items.iter().filter_map(Value::as_map) {
                    let gap = if text.is_empty() { "" } else { "\n" };
                    let _ =
                        writeln!(text, "{gap}{}[[{}]]", "  ".repeat(path.len() - 1), joined(path));
                    table(text, inner, path);
                }
            }
            _ => {}
        }
        path.pop();
    }
}

fn is_table(value: &Value) -> bool {
    match &value.data {
        Data::Map(_) => true,
        Data::List(items) => !items.is_empty() && items.iter().all(|it| it.as_map().is_some()),
        _ => false,
    }
}

fn joined(path: &[Rc<str>]) -> String {
    path.iter().map(|it| bare(it)).collect::<Vec<_>>().join(".")
}

fn bare(key: &str) -> String {
    let is_bare = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-');
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { quoted(key) }
}

fn inline(value: &Value, depth: usize) -> String {
    match &value.data {
        Data::Str(text) => quoted(text.as_str()),
        Data::Float(float) if float.fract() == 0.0 => format!("{float:.1}"),
        Data::List(items) if depth < MAX_DEPTH => {
            let items: Vec<String> = items.iter().map(|it| inline(it, depth + 1)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => print::sprint(value),
    }
}
