//! Lists. sprig `list.go`, and Go's `index`, `slice`, `len`.

use super::{ANY, Row, args};
use crate::exec::{Exec, Result};
use crate::value::{Data, IntType, Object, Value};

pub(super) const TABLE: &[Row] = &[
    ("append", 2, 2, append),
    ("chunk", 2, 2, chunk),
    ("compact", 1, 1, |exec, args| {
        filtered(exec, args, "compact", |items| {
            items.iter().filter(|it| it.is_true()).cloned().collect()
        })
    }),
    ("concat", 0, ANY, concat),
    ("first", 1, 1, |exec, args| one(exec, args, "find first", |items| items.first().cloned())),
    ("has", 2, 2, has),
    ("index", 1, ANY, index),
    ("initial", 1, 1, |exec, args| {
        filtered(exec, args, "find initial", |items| {
            items.split_last().map_or(Vec::new(), |(_, it)| it.to_vec())
        })
    }),
    ("last", 1, 1, |exec, args| one(exec, args, "find last", |items| items.last().cloned())),
    ("len", 1, 1, len),
    ("list", 0, ANY, |exec, args| {
        let from = exec.derived("list", args);
        Ok(Value::list(args.to_vec(), from))
    }),
    ("mustAppend", 2, 2, append),
    ("mustChunk", 2, 2, chunk),
    ("mustCompact", 1, 1, |exec, args| {
        filtered(exec, args, "compact", |items| {
            items.iter().filter(|it| it.is_true()).cloned().collect()
        })
    }),
    ("mustFirst", 1, 1, |exec, args| one(exec, args, "find first", |items| items.first().cloned())),
    ("mustHas", 2, 2, has),
    ("mustInitial", 1, 1, |exec, args| {
        filtered(exec, args, "find initial", |items| {
            items.split_last().map_or(Vec::new(), |(_, it)| it.to_vec())
        })
    }),
    ("mustLast", 1, 1, |exec, args| one(exec, args, "find last", |items| items.last().cloned())),
    ("mustPrepend", 2, 2, prepend),
    ("mustPush", 2, 2, append),
    ("mustRest", 1, 1, rest),
    ("mustReverse", 1, 1, reverse),
    ("mustSlice", 1, 3, sprig_slice),
    ("mustUniq", 1, 1, uniq),
    ("mustWithout", 1, ANY, without),
    ("prepend", 2, 2, prepend),
    ("push", 2, 2, append),
    ("rest", 1, 1, rest),
    ("reverse", 1, 1, reverse),
    ("slice", 1, 4, slice),
    ("tuple", 0, ANY, |exec, args| {
        let from = exec.derived("tuple", args);
        Ok(Value::list(args.to_vec(), from))
    }),
    ("uniq", 1, 1, uniq),
    ("without", 1, ANY, without),
];

fn one(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    pick: fn(&[Value]) -> Option<Value>,
) -> Result<Value> {
    let items = args::list(exec, name, &args[0])?;
    Ok(pick(&items).unwrap_or(Value::new(Data::Nil, args[0].from)))
}

fn filtered(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    pick: fn(&[Value]) -> Vec<Value>,
) -> Result<Value> {
    let items = args::list(exec, name, &args[0])?;
    Ok(Value::list(pick(&items), args[0].from))
}

fn rest(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    filtered(exec, args, "find rest", |items| items.get(1..).unwrap_or_default().to_vec())
}

fn reverse(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    filtered(exec, args, "find reverse", |items| items.iter().rev().cloned().collect())
}

fn append(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut items = args::list(exec, "push", &args[0])?.to_vec();
    exec.charge(items.len())?;
    items.push(args[1].clone());
    let from = exec.derived("append", args);
    Ok(Value::list(items, from))
}

fn prepend(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let items = args::list(exec, "prepend", &args[0])?;
    exec.charge(items.len())?;
    let items = std::iter::once(args[1].clone()).chain(items.iter().cloned()).collect();
    let from = exec.derived("prepend", args);
    Ok(Value::list(items, from))
}

fn concat(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut all = Vec::new();
    for list in args {
        all.extend(args::list(exec, "concat", list)?.iter().cloned());
    }
    exec.charge(all.len())?;
    let from = exec.derived("concat", args);
    Ok(Value::list(all, from))
}

fn uniq(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let items = args::list(exec, "find uniq", &args[0])?;
    let mut kept: Vec<Value> = Vec::new();
    for item in items.iter() {
        exec.charge(kept.len())?;
        if !kept.iter().any(|it| it.deep_equal(item)) {
            kept.push(item.clone());
        }
    }
    Ok(Value::list(kept, args[0].from))
}

fn without(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let items = args::list(exec, "find without", &args[0])?;
    let omitted = &args[1..];
    let kept = items.iter().filter(|item| !omitted.iter().any(|it| it.deep_equal(item)));
    Ok(Value::list(kept.cloned().collect(), args[0].from))
}

/// `has needle list`, types included; of nothing, nothing is in it.
fn has(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let found = match &args[1].data {
        Data::Nil => false,
        _ => args::list(exec, "find has", &args[1])?.iter().any(|it| it.deep_equal(&args[0])),
    };
    let from = exec.derived("has", &[args[1].clone(), args[0].clone()]);
    Ok(Value::bool(found, from))
}

fn chunk(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let size = usize::try_from(args::int(exec, args, 0)?).unwrap_or_default().max(1);
    let items = args::list(exec, "chunk", &args[1])?;
    let chunks = items.chunks(size).map(|it| Value::list(it.to_vec(), args[1].from));
    Ok(Value::list(chunks.collect(), args[1].from))
}

/// An index into a list: an integer in range. Go funcs.go indexArg.
fn position(exec: &Exec, value: &Value, length: usize) -> Result<usize> {
    let at = match value.data {
        Data::Int(int, _) => usize::try_from(int).ok(),
        Data::Nil => return Err(exec.error("cannot index slice/array with nil")),
        _ => {
            let name = value.type_name();
            return Err(exec.error(format!("cannot index slice/array with type {name}")));
        }
    };
    match at.filter(|at| *at < length) {
        Some(at) => Ok(at),
        None => Err(exec.error("index out of range")),
    }
}

/// Go funcs.go index: a missing entry of a map is nothing, and nothing cannot be indexed.
fn index(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut value = args[0].clone();
    for key in &args[1..] {
        value = match &value.data {
            Data::Nil => return Err(exec.error("index of nil pointer")),
            Data::Map(map) => {
                let Some(key) = key.as_str() else {
                    let name = key.type_name();
                    return Err(exec.error(format!("value has type {name}; should be string")));
                };
                map.get(key).unwrap_or(Value::new(Data::Nil, value.from))
            }
            Data::List(items) => items[position(exec, key, items.len())?].clone(),
            Data::Str(text) => {
                let at = position(exec, key, text.as_str().len())?;
                Value::int(i64::from(text.as_str().as_bytes()[at]), text.origin())
            }
            _ => {
                let name = value.type_name();
                return Err(exec.error(format!("can't index item of type {name}")));
            }
        };
    }
    Ok(value)
}

fn len(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let length = match &args[0].data {
        Data::Str(text) => text.as_str().len(),
        Data::List(items) => items.len(),
        Data::Map(map) => map.len(),
        Data::Object(object) => match &**object {
            Object::Files(files) => files.len(),
            Object::ApiVersions(versions) => versions.len(),
            _ => return Err(exec.error(format!("len of type {}", args[0].type_name()))),
        },
        Data::Nil => return Err(exec.error("len of nil pointer")),
        _ => return Err(exec.error(format!("len of type {}", args[0].type_name()))),
    };
    let from = exec.derived("len", args);
    Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX), from))
}

/// sprig's `slice` stands for Go's own: `slice list [from [to]]`. sprig list.go slice.
fn sprig_slice(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let items = args::list(exec, "slice", &args[0])?;
    let bound = |at: usize, otherwise: usize| match args.get(at).map(|it| &it.data) {
        None => Ok(otherwise),
        Some(Data::Int(int, IntType::Int | IntType::Int64)) => {
            usize::try_from(*int).map_err(|_| exec.error("slice bounds out of range"))
        }
        Some(Data::Float(float)) if *float >= 0.0 =>
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "sprig cuts it likewise"
            )]
            Ok(*float as usize)
        }
        Some(_) => Ok(0),
    };
    let (start, end) = (bound(1, 0)?, bound(2, items.len())?);
    if items.is_empty() {
        return Ok(Value::new(Data::Nil, args[0].from));
    }
    match items.get(start..end) {
        Some(part) => Ok(Value::list(part.to_vec(), args[0].from)),
        None => Err(exec.error("slice bounds out of range")),
    }
}

fn slice(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    sprig_slice(exec, &args[..args.len().min(3)])
}
