//! Fields of maps, and the methods of Helm's objects.

use std::collections::BTreeMap;
use std::rc::Rc;

use data_encoding::BASE64;

use super::{Exec, Result};
use crate::chart::glob::Glob;
use crate::origin::{Kind, OriginId};
use crate::text::Text;
use crate::value::{Data, Map, Object, Value};

/// The field or method of a value. Go exec.go evalField.
pub(super) fn field(exec: &mut Exec, value: &Value, name: &str, args: &[Value]) -> Result<Value> {
    match &value.data {
        Data::Map(map) => {
            if !args.is_empty() {
                return Err(exec.error(format!("{name} is not a method but has arguments")));
            }
            Ok(map.get(name).unwrap_or(Value::new(Data::Nil, value.from)))
        }
        Data::Nil => Err(exec.error(format!("nil pointer evaluating interface {{}}.{name}"))),
        Data::Object(object) => method(exec, object, name, args, value.from),
        _ => Err(exec.error(format!("can't evaluate field {name} in type {}", value.type_name()))),
    }
}

/// What a range over an object visits, if it can be ranged over.
pub(super) fn items(object: &Object) -> Option<Vec<(Value, Value)>> {
    match object {
        Object::Files(files) => {
            let item = |(path, text): (&Rc<str>, &Text)| {
                let from = text.origin();
                (Value::str(Rc::clone(path), from), Value::new(Data::Str(text.clone()), from))
            };
            Some(files.iter().map(item).collect())
        }
        Object::ApiVersions(versions) => {
            let item = |(version, at): (&String, i64)| {
                let none = OriginId::NONE;
                (Value::int(at, none), Value::str(version.as_str(), none))
            };
            Some(versions.iter().zip(0..).map(item).collect())
        }
        _ => None,
    }
}

fn method(
    exec: &mut Exec,
    object: &Rc<Object>,
    name: &str,
    args: &[Value],
    from: OriginId,
) -> Result<Value> {
    let assumed = |exec: &mut Exec, text: &str| {
        let kind = Kind::Assumed(".Capabilities".into());
        let from = exec.origins.add(kind, exec.here, OriginId::NONE);
        Value::str(text, from)
    };
    let object_value = |object: Object| Value::new(Data::Object(Rc::new(object)), from);
    Ok(match (&**object, name) {
        (Object::Files(files), _) => return file_method(exec, files, name, args),
        (Object::Capabilities(it), "KubeVersion") => {
            object_value(Object::KubeVersion(it.kube.clone()))
        }
        (Object::Capabilities(it), "APIVersions") => {
            object_value(Object::ApiVersions(it.api_versions.clone()))
        }
        (Object::Capabilities(_), "HelmVersion") => {
            let version = assumed(exec, "v4.3.1");
            let map = Map::new();
            for key in ["Version", "GoVersion", "GitCommit", "GitTreeState"] {
                map.put(key, version.clone());
            }
            Value::map(map, version.from)
        }
        (Object::ApiVersions(versions), "Has") => {
            let wanted = args.first().and_then(Value::as_str).unwrap_or_default();
            let has = versions.iter().any(|it| it == wanted);
            let kind = Kind::Assumed(".Capabilities".into());
            Value::bool(has, exec.origins.add(kind, exec.here, OriginId::NONE))
        }
        (Object::KubeVersion(it), "Version" | "GitVersion" | "String") => {
            assumed(exec, &it.version.clone())
        }
        (Object::KubeVersion(it), "Major") => assumed(exec, &it.major.clone()),
        (Object::KubeVersion(it), "Minor") => assumed(exec, &it.minor.clone()),
        (Object::Version(it), _) => match it.field(name) {
            Some(data) => Value::new(data, from),
            None => return Err(missing(exec, name, object)),
        },
        _ => return Err(missing(exec, name, object)),
    })
}

fn missing(exec: &Exec, name: &str, object: &Rc<Object>) -> super::Error {
    let value = Value::new(Data::Object(Rc::clone(object)), OriginId::NONE);
    exec.error(format!("can't evaluate field {name} in type {}", value.type_name()))
}

/// Methods of `.Files`. Helm pkg/engine/files.go.
fn file_method(
    exec: &mut Exec,
    files: &BTreeMap<Rc<str>, Text>,
    name: &str,
    args: &[Value],
) -> Result<Value> {
    let argument = args.first().and_then(Value::as_str).unwrap_or_default();
    let text = |text: Text| Value::new(Data::Str(text.clone()), text.origin());
    let empty = Text::new("", OriginId::NONE);
    Ok(match name {
        "Get" | "GetBytes" => text(files.get(argument).cloned().unwrap_or(empty)),
        "Glob" => {
            let Some(glob) = Glob::new(argument) else {
                return Err(exec.error(format!("bad pattern {argument:?}")));
            };
            let found = files.iter().filter(|(path, _)| glob.matches(path));
            let found = found.map(|(path, text)| (Rc::clone(path), text.clone())).collect();
            Value::new(Data::Object(Rc::new(Object::Files(found))), OriginId::NONE)
        }
        "Lines" => {
            let Some(file) = files.get(argument) else {
                return Ok(Value::list(Vec::new(), OriginId::NONE));
            };
            let body = file.as_str().strip_suffix('\n').unwrap_or(file.as_str());
            let mut at = 0;
            let mut lines = Vec::new();
            for line in body.split('\n') {
                lines.push(text(file.slice(at..at + line.len())));
                at += line.len() + 1;
            }
            Value::list(lines, file.origin())
        }
        "AsConfig" | "AsSecrets" => {
            let map = Map::new();
            for (path, file) in files {
                let base = path.rsplit('/').next().unwrap_or(path);
                let value = if name == "AsConfig" {
                    text(file.clone())
                } else {
                    let encoded = BASE64.encode(file.as_str().as_bytes());
                    Value::str(encoded, exec.derived("AsSecrets", &[text(file.clone())]))
                };
                map.set(base, file.origin(), value);
            }
            return crate::yaml::to_yaml(exec, &Value::map(map, OriginId::NONE));
        }
        _ => {
            let message =
                || exec.error(format!("can't evaluate field {name} in type engine.files"));
            text(files.get(name).cloned().ok_or_else(message)?)
        }
    })
}
