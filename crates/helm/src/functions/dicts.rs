//! Maps. sprig `dict.go`; merging as `dario.cat/mergo` does it.

use std::rc::Rc;

use super::{ANY, Row, args};
use crate::exec::{Exec, Result};
use crate::print;
use crate::value::{Data, Map, Value};

pub(super) const TABLE: &[Row] = &[
    ("deepCopy", 1, 1, deep_copy),
    ("dict", 0, ANY, dict),
    ("dig", 3, ANY, dig),
    ("get", 2, 2, get),
    ("hasKey", 2, 2, has_key),
    ("keys", 0, ANY, keys),
    ("merge", 1, ANY, |exec, args| merge(exec, args, "merge", Wins::First)),
    ("mergeOverwrite", 1, ANY, |exec, args| merge(exec, args, "mergeOverwrite", Wins::Last)),
    ("mustDeepCopy", 1, 1, deep_copy),
    ("mustMerge", 1, ANY, |exec, args| merge(exec, args, "mustMerge", Wins::First)),
    ("mustMergeOverwrite", 1, ANY, |exec, args| {
        merge(exec, args, "mustMergeOverwrite", Wins::Last)
    }),
    ("omit", 1, ANY, omit),
    ("pick", 1, ANY, pick),
    ("pluck", 1, ANY, pluck),
    ("set", 3, 3, set),
    ("unset", 2, 2, unset),
    ("values", 1, 1, values),
];

/// Whose value is kept where two maps have one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wins {
    First,
    Last,
}

fn deep_copy(_: &mut Exec, args: &[Value]) -> Result<Value> {
    Ok(args[0].deep_copy())
}

/// `dict "a" 1 "b"`: keys are printed, a last one without a value gets the empty text.
fn dict(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let from = exec.derived("dict", args);
    let map = Map::new();
    for pair in args.chunks(2) {
        let key = print_key(&pair[0]);
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::str("", from));
        map.set(key, pair[0].from, value);
    }
    Ok(Value::map(map, from))
}

fn print_key(value: &Value) -> Rc<str> {
    match value.as_str() {
        Some(text) => text.into(),
        None => print::sprint(value).into(),
    }
}

/// `dig "a" "b" default map`. What is met on the way must be a map.
fn dig(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (map, rest) = args.split_last().expect("dig has three arguments");
    let (default, path) = rest.split_last().expect("dig has three arguments");
    let mut at = map.clone();
    for (step, key) in path.iter().enumerate() {
        let Some(inner) = at.as_map() else {
            return Err(exec.error(format!(
                "interface conversion: interface {{}} is {}, not map[string]interface {{}}",
                at.type_name()
            )));
        };
        let Some(key) = key.as_str() else { return Err(args::wrong(exec, "string", key)) };
        if !inner.has(key) {
            return Ok(default.clone());
        }
        at = inner.get(key).unwrap_or(Value::NIL);
        if step + 1 < path.len() && matches!(at.data, Data::Nil) {
            return Ok(default.clone());
        }
    }
    Ok(at)
}

fn get(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (map, key) = (args::map(exec, args, 0)?, args::string(exec, args, 1)?);
    Ok(map.get(key).unwrap_or_else(|| Value::str("", args[0].from)))
}

fn has_key(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (map, key) = (args::map(exec, args, 0)?, args::string(exec, args, 1)?);
    let has = map.has(key);
    let found = map.get(key).unwrap_or(args[0].clone());
    let from = exec.derived("hasKey", &[found]);
    Ok(Value::bool(has, from))
}

/// The keys of some maps. Go has no order of them; here they are sorted.
fn keys(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut keys = Vec::new();
    for at in 0..args.len() {
        let entries = args::map(exec, args, at)?.entries();
        keys.extend(entries.into_iter().map(|(key, slot)| Value::str(key, slot.key_from)));
    }
    let from = exec.derived("keys", args);
    Ok(Value::list(keys, from))
}

fn values(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let entries = args::map(exec, args, 0)?.entries();
    Ok(Value::list(entries.into_iter().map(|(_, slot)| slot.value).collect(), args[0].from))
}

fn set(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let (map, key) = (args::map(exec, args, 0)?, args::string(exec, args, 1)?);
    map.set(key, args[1].from, args[2].clone());
    Ok(args[0].clone())
}

fn unset(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    args::map(exec, args, 0)?.remove(args::string(exec, args, 1)?);
    Ok(args[0].clone())
}

fn pick(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    chosen(exec, args, true)
}

fn omit(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    chosen(exec, args, false)
}

fn chosen(exec: &mut Exec, args: &[Value], named: bool) -> Result<Value> {
    let map = args::map(exec, args, 0)?;
    let names = (1..args.len()).map(|at| args::string(exec, args, at));
    let names: Vec<&str> = names.collect::<Result<_>>()?;
    let copy = Map::new();
    for (key, slot) in map.entries() {
        if names.contains(&&*key) == named {
            copy.set(key, slot.key_from, slot.value);
        }
    }
    Ok(Value::map(copy, args[0].from))
}

fn pluck(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let key = args::string(exec, args, 0)?;
    let mut found = Vec::new();
    for at in 1..args.len() {
        found.extend(args::map(exec, args, at)?.get(key));
    }
    let from = exec.derived("pluck", args);
    Ok(Value::list(found, from))
}

/// Merges all into the first, which is changed.
fn merge(exec: &mut Exec, args: &[Value], _: &str, wins: Wins) -> Result<Value> {
    let into = args::map(exec, args, 0)?;
    for at in 1..args.len() {
        let other = args::map(exec, args, at)?;
        if !into.is(other) {
            merge_maps(into, other, wins, 0);
        }
    }
    Ok(args[0].clone())
}

/// mergo merge.go deepMerge: maps are merged, a zero value of the first never wins; with override the last wins unless it is
/// an empty map against a map.
fn merge_maps(into: &Map, other: &Map, wins: Wins, depth: usize) {
    for (key, slot) in other.entries() {
        let known = into.get(&key);
        match (known.as_ref().map(|it| &it.data), &slot.value.data) {
            (Some(Data::Map(a)), Data::Map(b)) if depth < 128 => {
                if !a.is(b) {
                    merge_maps(a, b, wins, depth + 1);
                }
            }
            (Some(Data::Map(_)), _) if wins == Wins::First => {}
            (Some(_), _) if wins == Wins::First => {
                let keeps = known.as_ref().is_some_and(Value::is_true);
                let brings = slot.value.is_true();
                if !keeps && brings {
                    into.set(key, slot.key_from, slot.value);
                }
            }
            _ => into.set(key, slot.key_from, slot.value),
        }
    }
}
