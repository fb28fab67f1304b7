//! YAML as this program writes it.

use std::fmt::Write as _;

use serde_json::Value;

/// A model as YAML.
pub(crate) fn write(model: &Value) -> String {
    let mut text = String::new();
    block(&mut text, model, 0);
    text
}

fn block(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let _ = write!(text, "{indent}{}:", scalar(key));
                below(text, value, depth + 1);
            }
        }
        Value::Array(items) => {
            for item in items {
                let start = text.len();
                below(text, item, depth + 1);
                // What begins on a line of its own begins behind the dash instead.
                let inner = text.split_off(start);
                let _ = write!(text, "{indent}- {}", inner.trim_start());
            }
        }
        other => drop(writeln!(text, "{indent}{other}")),
    }
}

fn below(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('\n');
            block(text, value, depth);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            block(text, value, depth);
        }
        Value::String(string) => drop(writeln!(text, " {}", scalar(string))),
        other => drop(writeln!(text, " {other}")),
    }
}

/// A string: plain where it can only be read as itself, else quoted as JSON, which YAML is a superset of.
pub(crate) fn scalar(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_word = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if starts_well && text.chars().all(is_plain) && !is_word {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_printed_as_yaml_that_says_the_same() {
        let model = serde_json::json!({"a": {"b": ["x", {"c": 1, "d": 2}], "d": {}}, "e": "no", "f": "1.5"});
        let expected =
            "a:\n  b:\n    - x\n    - c: 1\n      d: 2\n  d: {}\ne: \"no\"\nf: \"1.5\"\n";
        assert_eq!(write(&model), expected);
    }

    #[test]
    fn what_yaml_would_read_as_something_else_is_quoted() {
        for plain in ["k8s/overlays/prod", "docker-compose.dev.yml", "/prod"] {
            assert_eq!(scalar(plain), plain);
        }
        assert_eq!(scalar("on"), r#""on""#);
        assert_eq!(scalar("a b#c"), r#""a b#c""#);
        assert_eq!(scalar("1.2"), r#""1.2""#);
        assert_eq!(scalar("a\n\"b"), r#""a\n\"b""#);
    }
}
