//! `eq`, `lt` and the like: Go's types do not mix. Go `text/template/funcs.go`.

use std::cmp::Ordering;

use super::{ANY, Row};
use crate::exec::{Exec, Result};
use crate::value::{Data, Value};

pub(super) const TABLE: &[Row] = &[
    ("eq", 2, ANY, eq),
    ("ge", 2, 2, |exec, args| ordered(exec, args, "ge", |it| it != Ordering::Less)),
    ("gt", 2, 2, |exec, args| ordered(exec, args, "gt", |it| it == Ordering::Greater)),
    ("le", 2, 2, |exec, args| ordered(exec, args, "le", |it| it != Ordering::Greater)),
    ("lt", 2, 2, |exec, args| ordered(exec, args, "lt", |it| it == Ordering::Less)),
    ("ne", 2, 2, ne),
    ("not", 1, 1, not),
];

/// The basic kinds that are compared with each other. Go funcs.go basicKind.
#[derive(PartialEq, Eq)]
enum Basic {
    Bool,
    Int,
    Float,
    Str,
}

fn basic(value: &Value) -> Option<Basic> {
    Some(match value.data {
        Data::Bool(_) => Basic::Bool,
        Data::Int(..) => Basic::Int,
        Data::Float(_) => Basic::Float,
        Data::Str(_) => Basic::Str,
        _ => return None,
    })
}

/// Whether the first equals any of the others.
fn eq(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let mut equal = false;
    for other in &args[1..] {
        equal = same(exec, &args[0], other)?;
        if equal {
            break;
        }
    }
    let from = exec.derived("eq", args);
    Ok(Value::bool(equal, from))
}

fn ne(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let equal = same(exec, &args[0], &args[1])?;
    let from = exec.derived("ne", args);
    Ok(Value::bool(!equal, from))
}

fn not(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let from = exec.derived("not", args);
    Ok(Value::bool(!args[0].is_true(), from))
}

fn same(exec: &Exec, a: &Value, b: &Value) -> Result<bool> {
    match (basic(a), basic(b)) {
        (Some(x), Some(y)) if x != y => Err(exec.error("incompatible types for comparison")),
        (Some(_), Some(_)) => Ok(compare(a, b) == Some(Ordering::Equal)),
        _ => match (&a.data, &b.data) {
            (Data::Nil, Data::Nil) => Ok(true),
            (Data::Nil, _) | (_, Data::Nil) => Ok(false),
            _ => Err(exec.error("non-comparable types for comparison")),
        },
    }
}

fn ordered(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    holds: fn(Ordering) -> bool,
) -> Result<Value> {
    let (Some(a), Some(b)) = (basic(&args[0]), basic(&args[1])) else {
        return Err(exec.error("invalid type for comparison"));
    };
    if a != b {
        return Err(exec.error("incompatible types for comparison"));
    }
    if a == Basic::Bool {
        return Err(exec.error("invalid type for comparison"));
    }
    // Not a number is neither less nor equal, so all of these are false.
    let holds = compare(&args[0], &args[1]).is_some_and(holds);
    let from = exec.derived(name, args);
    Ok(Value::bool(holds, from))
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (&a.data, &b.data) {
        (Data::Bool(a), Data::Bool(b)) => Some(a.cmp(b)),
        (Data::Int(a, _), Data::Int(b, _)) => Some(a.cmp(b)),
        (Data::Float(a), Data::Float(b)) => a.partial_cmp(b),
        (Data::Str(a), Data::Str(b)) => Some(a.as_str().cmp(b.as_str())),
        _ => None,
    }
}
