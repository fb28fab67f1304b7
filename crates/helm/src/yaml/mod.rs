//! YAML: values read from it with their places, and written as `toYaml` writes them.

mod emit;
mod read;
mod scalar;

pub use read::{Broken, values_file};
pub(crate) use read::{documents, from_yaml};

use crate::exec::{Exec, Result};
use crate::value::Value;

/// `toYaml`: without the last line break. Helm engine/funcs.go toYAML.
pub(crate) fn to_yaml(exec: &mut Exec, value: &Value) -> Result<Value> {
    written(exec, value, false)
}

/// `toYamlPretty`: lists are indented below their key.
pub(crate) fn to_yaml_pretty(exec: &mut Exec, value: &Value) -> Result<Value> {
    written(exec, value, true)
}

fn written(exec: &mut Exec, value: &Value, indents_lists: bool) -> Result<Value> {
    let own = exec.own("toYaml");
    let rope = emit::write(value, own, indents_lists);
    exec.charge(rope.text.len())?;
    Ok(Value::text(rope))
}
