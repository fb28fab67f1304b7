//! The hash that ends the name of a generated object, so that new content makes a new name.

use sha2::{Digest, Sha256};
use syntax::yaml::Node;

/// Ten letters that stand for the content of a `ConfigMap` or Secret.
pub(super) fn of(node: &Node) -> String {
    let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
    let data = |key: &str| node.get(key).map_or("\"\"".to_owned(), object);
    let mut fields = Vec::new();
    // Fields in alphabetical order, as Go writes maps.
    if kind == "ConfigMap" && node.get("binaryData").is_some() {
        fields.push(("binaryData", data("binaryData")));
    }
    fields.push(("data", data("data")));
    fields.push(("kind", quote(kind)));
    // The field is there and always empty, which is why overlays with another prefix share the hash.
    fields.push(("name", quote("")));
    if kind == "Secret" {
        if node.get("stringData").is_some() {
            fields.push(("stringData", data("stringData")));
        }
        let kind = node.get("type").and_then(Node::as_str).unwrap_or_default();
        fields.push(("type", quote(kind)));
    }
    let fields: Vec<String> =
        fields.iter().map(|(key, value)| format!("{}:{value}", quote(key))).collect();
    let digest = Sha256::digest(format!("{{{}}}", fields.join(",")));
    let hex = digest.iter().take(5).flat_map(|byte| [byte >> 4, byte & 15]);
    hex.map(|digit| char::from(LETTERS[usize::from(digit)])).collect()
}

/// Hexadecimal digits without those that could spell a word.
const LETTERS: &[u8; 16] = b"gh2k456789mbcdtf";

fn object(node: &Node) -> String {
    let mut pairs: Vec<(&str, &str)> = node
        .entries()
        .iter()
        .filter_map(|entry| Some((entry.key.as_str()?, entry.value.as_str()?)))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}:{}", quote(key), quote(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

/// JSON as Go writes it: `<`, `>`, `&` and the line separators are escaped.
fn quote(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
