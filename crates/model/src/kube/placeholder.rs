//! Text that something fills in before the manifest reaches a cluster: envsubst, Flux, Helm, secret injectors.

use syntax::yaml::Node;

use super::operators::DECIDED;

/// Why the value of a node is not in the file.
pub(super) fn of_node(node: &Node) -> Option<String> {
    if node.tag.as_ref().is_some_and(|tag| tag.name == DECIDED) {
        return Some("the operator of the resource decides it".to_owned());
    }
    if let Some(text) = node.as_str() {
        return of_text(text);
    }
    // `{{ .Values.x }}` without quotes is a mapping whose key is a mapping.
    let is_template = node.entries().first().is_some_and(|entry| entry.key.as_map().is_some());
    is_template.then(|| "a template fills it in".to_owned())
}

/// Why a text is not the last word, or `None` if it is.
pub(super) fn of_text(text: &str) -> Option<String> {
    let found = find(text)?;
    Some(format!("`{found}` is filled in before the manifest is applied"))
}

/// The first placeholder in a text: `${X}`, `$(X)`, `{{ x }}`, `<path:secret#key>`, `__X__`, or an upper-case `$X`.
fn find(text: &str) -> Option<&str> {
    let dollar = memchr::memchr_iter(b'$', text.as_bytes()).find_map(|at| reference(&text[at..]));
    dollar.or_else(|| between(text, "{{", "}}")).or_else(|| injected(text))
}

fn reference(text: &str) -> Option<&str> {
    let name = text[1..].trim_start_matches(['{', '(']);
    let bracketed = name.len() < text.len() - 1;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if bracketed && starts {
        let end = text.find(['}', ')']).map_or(text.len(), |end| end + 1);
        return Some(&text[..end]);
    }
    let is_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let length = name.bytes().take_while(|byte| is_name(byte)).count();
    let ends = matches!(name.as_bytes().get(length), None | Some(b'-' | b'.' | b'/' | b':' | b'@'));
    (!bracketed && starts && ends && length > 1).then(|| &text[..=length])
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let start = text.find(open)?;
    let end = text[start..].find(close)? + close.len();
    Some(&text[start..start + end])
}

fn injected(text: &str) -> Option<&str> {
    let vault = text.starts_with("<path:") && text.ends_with('>');
    let token = text.len() > 4
        && text.starts_with("__")
        && text.ends_with("__")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    (vault || token).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_text() {
        for text in [
            "${TAG}",
            "nginx:${TAG:-1}",
            "$(IMAGE)",
            "{{ .Values.x }}",
            "<path:a/b#c>",
            "__TOKEN__",
            "$TAG",
            "$5 $TAG-x",
        ] {
            assert!(of_text(text).is_some(), "{text}");
        }
        for text in [
            "",
            "nginx:1.27",
            "$5",
            "a$b",
            "$",
            "{x}",
            "__init__",
            "<b>",
            "$(( 1 + 1 ))",
            "pa$$word",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
