//! Documents that define custom resources. They are schemas through and through, most of the bytes of many
//! repositories, and no rule has anything to say of them: they are read no further than their `spec`.

use syntax::yaml::has_odd_breaks;

/// The keys that a definition has at its root.
const KEYS: [&str; 5] = ["apiVersion", "kind", "metadata", "spec", "status"];
const SPEC: usize = 3;

/// How many bytes stand before the `spec` of a document that is nothing but the definition of a custom resource, in block
/// style from its first line on. Then every key of its root starts a line, and one look at those lines tells. In doubt,
/// it is none and is read to its end.
pub(super) fn head(document: &str) -> Option<usize> {
    let bytes = document.as_bytes();
    // Comments for linters want to be heard wherever they stand. Lines that end in an unusual way are not seen here.
    let is_plain = || !document.contains("plimsoll:") && !has_odd_breaks(document);
    if !document.contains("CustomResourceDefinition") || !is_plain() {
        return None;
    }
    let mut seen = [false; KEYS.len()];
    let mut spec = None;
    let starts = [0].into_iter().chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
    for start in starts {
        match bytes.get(start) {
            None | Some(b'\n' | b'\r' | b'#') => {}
            // Before the first key nothing is indented.
            Some(b' ') if seen != [false; KEYS.len()] => {}
            Some(b'-') if start == 0 && is_bare_marker(document) => {}
            Some(_) => {
                let key = root_key(&document[start..]).filter(|key| !seen[*key])?;
                if key == SPEC {
                    // What makes it a definition has to stand in the head.
                    spec = seen[..SPEC].iter().all(|it| *it).then_some(start);
                }
                seen[key] = true;
            }
        }
    }
    spec
}

/// Whether nothing but a comment stands behind the `---`.
fn is_bare_marker(document: &str) -> bool {
    let line = document.split('\n').next().unwrap_or_default();
    let rest = line.trim_start_matches('-').trim();
    rest.is_empty() || rest.starts_with('#')
}

/// Which of the [`KEYS`] a line starts with, if its value can be that of a definition.
fn root_key(text: &str) -> Option<usize> {
    let line = text.split('\n').next()?;
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    let can_be = match key {
        "apiVersion" => value.starts_with("apiextensions.k8s.io/"),
        "kind" => value == "CustomResourceDefinition",
        _ => true,
    };
    can_be.then(|| KEYS.iter().position(|known| *known == key))?
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITION: &str = "---
# Source: chart/crds/x.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: x
spec:
  kind: Pod
";

    #[test]
    fn a_definition_is_told_by_its_margin() {
        assert_eq!(head(DEFINITION), DEFINITION.find("spec:"));
        let windows = DEFINITION.replace('\n', "\r\n");
        assert_eq!(head(&windows), windows.find("spec:"));
    }

    #[test]
    fn what_may_be_anything_else_is_none() {
        let pod = DEFINITION.replace("kind: CustomResourceDefinition", "kind: Pod");
        let second = format!("{DEFINITION}kind: Pod\n");
        let quoted = format!("{DEFINITION}\"kind\": Pod\n");
        let flow = DEFINITION.replace("apiVersion", " {a: 'b\napiVersion");
        let behind_marker = DEFINITION.replace("---\n", "--- {kind: Pod}\n");
        let other = DEFINITION.replace("apiextensions", "example");
        let late =
            format!("{}metadata:\n  name: x\n", DEFINITION.replace("metadata:\n  name: x\n", ""));
        let ignores = DEFINITION.replace("# Source", "# plimsoll: ignore[a] b");
        let breaks = format!("{DEFINITION}  # \u{2028}kind: Pod\n");
        let returns = DEFINITION.replace("# Source", "# \rkind: Pod # Source");
        for text in
            [pod, second, quoted, flow, behind_marker, other, late, ignores, breaks, returns]
        {
            assert_eq!(head(&text), None, "{text}");
        }
    }
}
