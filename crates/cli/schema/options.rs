//! The options of rules and their types, asked of the rules themselves: each is given values that it must refuse, and its
//! own error says what it takes.

use engine::{Builtin, Options};
use serde_json::{Value, json};

/// A version of Kubernetes.
pub(super) const VERSION: &str = r"^(latest|v1\.(0|[1-9]\d*))$";

/// A version of a cluster.
const CLUSTER: &str = r"^v*1[.]\d+$";

/// A size as Compose and Kubernetes write it.
const SIZE: &str = r"^(?=.*[1-9])\d+([.]\d+)? ?([GgMmKk]([Ii]?[Bb])?|[GgMm][Ii])?$";

/// A key that no rule has, and a text that means nothing.
const NONE: &str = "?";

/// The options of a rule with the schema of each, in its own order.
pub(super) fn of(rule: &Builtin) -> Vec<(String, Value)> {
    let error = refusal(rule, &json!({NONE: null}));
    let Some((_, expected)) = error.split_once("expected ") else { return Vec::new() };
    let names = expected.split('`').skip(1).step_by(2);
    names
        .map(|name| (name.to_owned(), kind(&|value| refusal(rule, &json!({name: value})))))
        .collect()
}

/// What a rule says of options that it does not take; nothing if it takes them.
fn refusal(rule: &Builtin, options: &Value) -> String {
    (rule.build)(Options(Some(options.clone()))).err().map(|error| error.0).unwrap_or_default()
}

/// The schema of what `refuse` does not refuse.
fn kind(refuse: &dyn Fn(Value) -> String) -> Value {
    // A list is expected of nothing but lists, and the error says of what else anything else.
    let error = refuse(json!([{}]));
    if !error.contains("invalid type: sequence") {
        return json!({"type": "array", "items": kind(&|value| refuse(json!([value])))});
    }
    let error = refuse(json!({}));
    if !error.contains("invalid type: map") {
        return json!({"type": "object"});
    }
    let schema = scalar(&error);
    if schema["type"] == "string" { text(&refuse(json!(NONE))) } else { schema }
}

/// The schema of a text, from what is said of one that means nothing; all texts if nothing is.
fn text(error: &str) -> Value {
    if error.is_empty() {
        json!({"type": "string"})
    } else if error.contains("is no size") {
        json!({"type": "string", "pattern": SIZE})
    } else if error.contains("a version such as") {
        json!({"type": "string", "pattern": VERSION})
    } else if error.contains("is no version") {
        json!({"type": "string", "pattern": CLUSTER})
    } else if let Some((_, names)) = error.split_once(" is none of ") {
        let names = names.split_once(": ").map_or(names, |(_, names)| names);
        let names = names.split(", ").map(|name| name.trim_matches('`'));
        json!({"enum": names.collect::<Vec<_>>()})
    } else {
        json!({})
    }
}

/// `invalid type: map, expected u32`.
fn scalar(error: &str) -> Value {
    let expected = error.split_once("expected ").map_or("", |(_, expected)| expected);
    let expected =
        expected.split([',', ' ']).find(|word| !matches!(*word, "a" | "an" | "")).unwrap_or("");
    match expected {
        "boolean" => json!({"type": "boolean"}),
        "string" => json!({"type": "string"}),
        "sequence" => json!({"type": "array"}),
        "f32" | "f64" => json!({"type": "number"}),
        "u8" | "u16" | "u32" | "u64" | "usize" => json!({"type": "integer", "minimum": 0}),
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_says_its_type() {
        for rule in rules::ALL {
            for (name, schema) in of(rule) {
                assert_ne!(schema, json!({}), "{}: {name}", rule.id);
                assert_ne!(schema["items"], json!({}), "{}: {name}", rule.id);
            }
        }
    }

    #[test]
    fn types_are_those_of_the_rules() {
        let options = |id: &str| of(rules::find(id).unwrap());
        let found = |id: &str, name: &str| {
            options(id).into_iter().find(|(it, _)| it == name).unwrap_or_default().1
        };
        let uids = json!({"type": "array", "items": {"type": "integer", "minimum": 0}});
        assert_eq!(found("root-user", "allowed-uids"), uids);
        assert_eq!(found("unpinned-image", "require-digest"), json!({"type": "boolean"}));
        let levels = json!({"enum": ["privileged", "baseline", "restricted"]});
        assert_eq!(found("pod-security", "level"), levels);
        let pairs =
            json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}});
        assert_eq!(found("shared-network", "separate"), pairs);
        assert_eq!(
            found("unlimited-restart", "max-attempts"),
            json!({"type": "integer", "minimum": 0})
        );
        assert_eq!(options("privileged-container"), []);
    }
}
