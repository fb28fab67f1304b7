//! YAML, JSON and TOML: to text and back. Helm `pkg/engine/funcs.go`.

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::origin::OriginId;
use crate::text::Text;
use crate::value::{Data, Map, Value};
use crate::{json, toml, yaml};

pub(super) const TABLE: &[Row] = &[
    ("fromJson", 1, 1, from_json),
    ("fromJsonArray", 1, 1, from_json_array),
    ("fromToml", 1, 1, from_toml),
    ("fromYaml", 1, 1, from_yaml),
    ("fromYamlArray", 1, 1, from_yaml_array),
    ("mustFromJson", 1, 1, must_from_json),
    ("mustToJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Html)),
    ("mustToPrettyJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Pretty)),
    ("mustToRawJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Raw)),
    ("mustToToml", 1, 1, |exec, args| toml::write(exec, &args[0])),
    ("mustToYaml", 1, 1, |exec, args| yaml::to_yaml(exec, &args[0])),
    ("toJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Html)),
    ("toPrettyJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Pretty)),
    ("toRawJson", 1, 1, |exec, args| json::write(exec, &args[0], json::Form::Raw)),
    ("toToml", 1, 1, |exec, args| toml::write(exec, &args[0])),
    ("toYaml", 1, 1, |exec, args| yaml::to_yaml(exec, &args[0])),
    ("toYamlPretty", 1, 1, |exec, args| yaml::to_yaml_pretty(exec, &args[0])),
];

/// Errors are data: a map with the key `Error`.
fn error_map(message: String) -> Value {
    let map = Map::new();
    map.put("Error", Value::str(message, OriginId::NONE));
    Value::map(map, OriginId::NONE)
}

fn error_list(message: String) -> Value {
    let none = OriginId::NONE;
    Value::list(vec![Value::str(message, none)], none)
}

/// What a reader made of a text where a map is wanted.
fn as_map(text: &Text, read: std::result::Result<Value, String>, before: &str) -> Value {
    match read {
        Err(message) => error_map(message),
        Ok(value) => match value.data {
            Data::Map(_) => value,
            Data::Nil => Value::map(Map::new(), text.origin()),
            _ => error_map(mismatch(before, &value, "map[string]interface {}")),
        },
    }
}

/// What a reader made of a text where a list is wanted.
fn as_list(text: &Text, read: std::result::Result<Value, String>, before: &str) -> Value {
    match read {
        Err(message) => error_list(message),
        Ok(value) => match value.data {
            Data::List(_) => value,
            Data::Nil => Value::list(Vec::new(), text.origin()),
            _ => error_list(mismatch(before, &value, "[]interface {}")),
        },
    }
}

/// Go `encoding/json` `UnmarshalTypeError`, behind what sigs.k8s.io/yaml says before it.
fn mismatch(before: &str, value: &Value, wanted: &str) -> String {
    let kind = match value.data {
        Data::List(_) => "array",
        Data::Map(_) => "object",
        Data::Bool(_) => "bool",
        Data::Str(_) => "string",
        _ => "number",
    };
    format!("{before}json: cannot unmarshal {kind} into Go value of type {wanted}")
}

const YAML: &str = "error unmarshaling JSON: while decoding JSON: ";

fn from_yaml(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    Ok(as_map(text, yaml::from_yaml(text), YAML))
}

fn from_yaml_array(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    Ok(as_list(text, yaml::from_yaml(text), YAML))
}

fn from_json(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    Ok(as_map(text, json::read(text), ""))
}

fn from_json_array(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    Ok(as_list(text, json::read(text), ""))
}

fn must_from_json(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::text(exec, args, 0)?;
    json::read(text).map_err(|message| exec.error(message))
}

/// No parser of TOML is at hand here, so what hangs on one is not decided.
fn from_toml(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    args::text(exec, args, 0)?;
    Err(exec.budget("`fromToml` is not evaluated here"))
}
