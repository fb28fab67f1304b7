//! `resolve --redact`: the model without its credentials.

use std::borrow::Cow;

use model::compose::Story;
use model::secret::{self, Known};
use serde_json::{Map, Value};

/// What stands for a credential, whatever its length.
const STARS: &str = "********";

/// Covers the credentials of a Compose model, of an object of Kubernetes, or of a part of one.
pub(super) fn model(model: &mut Value, known: &Known) {
    value("", model, known);
}

/// Covers the credentials in a story about what stands at a path.
pub(super) fn story(story: &mut Story, path: &str, known: &Known) {
    let key = path.rsplit(['.', '[']).next().unwrap_or_default().trim_end_matches(']');
    let holds_all =
        path.starts_with("Secret/") || is_content(path.split('.').collect::<Vec<_>>().as_slice());
    story.value = if holds_all { STARS.to_owned() } else { text(key, &story.value, known) };
    for step in &mut story.steps {
        step.text = text("", &step.text, known);
    }
}

/// `secrets.NAME.content` and `configs.NAME.content`.
fn is_content(path: &[&str]) -> bool {
    matches!(path, ["secrets" | "configs", .., "content"])
}

fn value(key: &str, it: &mut Value, known: &Known) {
    match it {
        Value::String(written) => *written = text(key, written, known),
        Value::Number(number) if secret::classify(key, &number.to_string()).is_some() => {
            *it = STARS.into();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| value(key, item, known)),
        Value::Object(fields) => object(key, fields, known),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn object(key: &str, fields: &mut Map<String, Value>, known: &Known) {
    // `{name: DB_PASSWORD, value: ...}` of Kubernetes, and its headers.
    if let (Some(name), true) = (fields.get("name").cloned(), fields.contains_key("value")) {
        value(name.as_str().unwrap_or_default(), &mut fields["value"], known);
    }
    let is_secret = fields.get("kind").is_some_and(|kind| kind == "Secret");
    for (name, field) in fields.iter_mut() {
        let hides_all = match name.as_str() {
            "data" | "stringData" => is_secret,
            "content" => true,
            _ => false,
        };
        match field {
            Value::Object(entries) if hides_all => {
                entries.values_mut().for_each(|entry| *entry = STARS.into());
            }
            Value::String(content) if hides_all => STARS.clone_into(content),
            field => value(if name == "value" { key } else { name }, field, known),
        }
    }
}

fn text(key: &str, text: &str, known: &Known) -> String {
    if secret::classify(key, text).is_some() {
        return STARS.to_owned();
    }
    let file = secret::in_file(key, text);
    if text.contains('\n') && !file.is_empty() {
        return STARS.to_owned();
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(secret::veil_line).collect();
    known.veil(&lines.join("\n")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn credentials_are_covered_wherever_a_model_holds_them() {
        let mut it = json!({
            "services": {"a": {
                "environment": {"DB_PASSWORD": "hunter22x", "MODE": "fast"},
                "command": ["sh", "-c", "curl -u a:hunter22x http://b"],
                "image": "a:1",
            }},
            "secrets": {"s": {"content": "hunter22x"}},
            "spec": {"env": [{"name": "API_TOKEN", "value": "hunter22x"}, {"name": "A", "value": "b"}]},
            "items": [{"kind": "Secret", "data": {"a": "aHVudGVyMjJ4"}, "type": "Opaque"}],
        });
        model(&mut it, &Known::default());
        let text = it.to_string();
        assert!(!text.contains("hunter22x") && !text.contains("aHVudGVyMjJ4"), "{text}");
        for kept in ["fast", "a:1", "\"b\"", "Opaque"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }
}
