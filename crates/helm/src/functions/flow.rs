//! Functions about templates and values as such: `default`, `include`, `required`, `tpl`, `lookup`.

use super::{ANY, Row, args};
use crate::exec::{Error, ErrorKind, Exec, Result, origins_of};
use crate::origin::{Kind, OriginId};
use crate::value::{Data, Map, Value};

pub(super) const TABLE: &[Row] = &[
    ("all", 0, ANY, |exec, args| decided(exec, args, "all", args.iter().all(Value::is_true))),
    ("any", 0, ANY, |exec, args| decided(exec, args, "any", args.iter().any(Value::is_true))),
    ("coalesce", 0, ANY, coalesce),
    ("default", 1, 2, default),
    ("empty", 1, 1, |exec, args| decided(exec, args, "empty", !args[0].is_true())),
    ("fail", 1, 1, fail),
    ("getHostByName", 1, 1, |exec, args| {
        args::string(exec, args, 0)?;
        let from = exec.own("getHostByName");
        Ok(Value::str("", from))
    }),
    ("hello", 0, 0, |exec, _| {
        let from = exec.own("hello");
        Ok(Value::str("Hello!", from))
    }),
    ("include", 2, 2, |exec, args| {
        let name = args::string(exec, args, 0)?.to_owned();
        exec.include(&name, args[1].clone())
    }),
    ("lookup", 4, 4, lookup),
    ("required", 2, 2, required),
    ("ternary", 3, 3, ternary),
    ("tpl", 2, 2, |exec, args| {
        let text = args::text(exec, args, 0)?.clone();
        exec.tpl(&text, args[1].clone())
    }),
];

fn decided(exec: &mut Exec, args: &[Value], name: &str, holds: bool) -> Result<Value> {
    let from = exec.derived(name, args);
    Ok(Value::bool(holds, from))
}

/// What decides between others is a part of where the winner comes from: what is given is empty there.
fn chosen(exec: &mut Exec, winner: &Value, name: &str, by: &[Value]) -> Value {
    let from: Vec<OriginId> =
        origins_of(winner).into_iter().chain(by.iter().flat_map(origins_of)).collect();
    match &winner.data {
        // A text keeps its runs; only one of a single origin can name what else decided.
        Data::Str(text) if text.origins().count() > 1 => winner.clone(),
        Data::Str(text) => {
            let origin = exec.origins.derive(&Kind::Call(name.into()), exec.here, from);
            Value::str(text.as_str(), origin)
        }
        _ => {
            let origin = exec.origins.derive(&Kind::Call(name.into()), exec.here, from);
            Value::new(winner.data.clone(), origin)
        }
    }
}

/// `default d given`: the second unless it is empty. sprig defaults.go dfault.
fn default(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    match args {
        [_, given] if given.is_true() => Ok(given.clone()),
        [fallback, given @ ..] => Ok(chosen(exec, fallback, "default", given)),
        [] => Ok(Value::NIL),
    }
}

fn coalesce(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    match args.iter().position(Value::is_true) {
        Some(at) => Ok(chosen(exec, &args[at], "coalesce", &args[..at])),
        None => Ok(Value::NIL),
    }
}

/// `ternary yes no condition`, where the condition is a `bool`.
fn ternary(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let holds = args::bool(exec, args, 2)?;
    Ok(chosen(exec, &args[usize::from(!holds)], "ternary", &args[2..]))
}

fn fail(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let message = args::string(exec, args, 0)?.to_owned();
    Err(Error { message, span: exec.here, kind: ErrorKind::Fail })
}

/// `required message value`: nothing and the empty text are refused, no other empty value. Helm engine.go initFunMap.
fn required(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let missing = match &args[1].data {
        Data::Nil => true,
        Data::Str(text) => text.as_str().is_empty(),
        _ => false,
    };
    if !missing {
        return Ok(args[1].clone());
    }
    let message = args::string(exec, args, 0)?.to_owned();
    Err(Error { message, span: exec.here, kind: ErrorKind::Fail })
}

/// Without a cluster nothing is found. Helm engine.go initFunMap: an empty map.
fn lookup(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    for at in 0..args.len() {
        args::string(exec, args, at)?;
    }
    let kind = Kind::Assumed("`lookup` finds nothing without a cluster".into());
    let from = exec.origins.add(kind, exec.here, OriginId::NONE);
    Ok(Value::map(Map::new(), from))
}
