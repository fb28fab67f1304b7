//! Arguments as Go's typed parameters take them. Go `text/template/exec.go` validateType.

use std::rc::Rc;

use crate::exec::{Error, Exec, Result};
use crate::text::Text;
use crate::value::{Data, Map, Value};

/// A `string`.
pub(super) fn text<'a>(exec: &Exec, args: &'a [Value], at: usize) -> Result<&'a Text> {
    match &args[at].data {
        Data::Str(text) => Ok(text),
        _ => Err(wrong(exec, "string", &args[at])),
    }
}

/// A `string`, without its runs.
pub(super) fn string<'a>(exec: &Exec, args: &'a [Value], at: usize) -> Result<&'a str> {
    text(exec, args, at).map(Text::as_str)
}

/// An `int`. A number of a values file is none: it is a `float64`.
pub(super) fn int(exec: &Exec, args: &[Value], at: usize) -> Result<i64> {
    match &args[at].data {
        Data::Int(int, crate::value::IntType::Int) => Ok(*int),
        Data::Float(float) if is_literal(exec, &args[at]) && float.fract() == 0.0 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "a whole literal")]
            Ok(*float as i64)
        }
        _ => Err(wrong(exec, "int", &args[at])),
    }
}

/// A `map[string]interface{}`.
pub(super) fn map<'a>(exec: &Exec, args: &'a [Value], at: usize) -> Result<&'a Map> {
    args[at].as_map().ok_or_else(|| wrong(exec, "map[string]interface {}", &args[at]))
}

/// A `bool`.
pub(super) fn bool(exec: &Exec, args: &[Value], at: usize) -> Result<bool> {
    match args[at].data {
        Data::Bool(value) => Ok(value),
        _ => Err(wrong(exec, "bool", &args[at])),
    }
}

/// A slice, for functions that look at the kind of their argument themselves.
pub(super) fn list(exec: &Exec, name: &str, value: &Value) -> Result<Rc<Vec<Value>>> {
    match &value.data {
        Data::List(items) => Ok(Rc::clone(items)),
        _ => Err(exec.error(format!("Cannot {name} on type {}", value.kind_name()))),
    }
}

/// The message for an argument of another type.
pub(super) fn wrong(exec: &Exec, wanted: &str, value: &Value) -> Error {
    let got = match value.data {
        Data::Nil => "interface {}",
        _ => value.type_name(),
    };
    exec.error(format!("wrong type for value; expected {wanted}; got {got}"))
}

fn is_literal(exec: &Exec, value: &Value) -> bool {
    let origin = exec.origins.get(value.from);
    origin.is_some_and(|it| it.kind == crate::origin::Kind::Literal)
}
