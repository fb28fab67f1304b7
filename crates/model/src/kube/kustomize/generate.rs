//! `ConfigMap`s and Secrets that a kustomization makes of files, env files and literals.

use diag::{Span, Step};
use syntax::yaml::Node;

use super::build::Build;
use super::resource::{Behaviour, Resource};
use super::tree;
use crate::budget::{Budget, of_parsing};
use crate::kube::Field;

/// Makes one object. `options` are those of the whole kustomization.
pub(super) fn make(
    build: &mut Build<'_>,
    kind: &'static str,
    generator: &Field<'_>,
    options: Option<&Field<'_>>,
    folder: &str,
) -> Resource {
    // A generator that is an object itself has its name among its metadata.
    let own_or_meta = |key: &str| generator.get(key).or_else(|| generator.at(&["metadata", key]));
    let name = own_or_meta("name");
    let span = name.as_ref().map_or(generator.span(), Field::span);
    let name = name.and_then(|name| name.str()).unwrap_or_default();
    let mut node = tree::mapping(generator.span());
    tree::set(&mut node, "apiVersion", tree::string("v1", span));
    tree::set(&mut node, "kind", tree::string(kind, span));
    let mut metadata = tree::mapping(span);
    tree::set(&mut metadata, "name", tree::string(name, span));
    if let Some(namespace) = own_or_meta("namespace") {
        let name = namespace.str().unwrap_or_default();
        tree::set(&mut metadata, "namespace", tree::string(name, namespace.span()));
    }
    let own = generator.get("options");
    for key in ["labels", "annotations"] {
        let layers = [options, own.as_ref()];
        let layers: Vec<_> =
            layers.into_iter().flatten().filter_map(|layer| layer.get(key)).collect();
        copy_pairs(&mut metadata, key, &layers);
    }
    tree::set(&mut node, "metadata", metadata);
    if kind == "Secret" {
        let kind = generator.get("type").and_then(|kind| kind.str()).unwrap_or("Opaque");
        tree::set(&mut node, "type", tree::string(kind, span));
    }
    let pairs = pairs(build, generator, folder);
    if kind == "Secret" {
        tree::set(&mut node, "data", tree::mapping(span));
    }
    for (key, value, span) in pairs {
        put(&mut node, kind, &key, value, span);
    }
    let is_set = |key: &str| {
        let value = own.as_ref().and_then(|own| own.get(key));
        let value = value.or_else(|| options.and_then(|options| options.get(key)));
        value.is_some_and(|value| value.str() == Some("true"))
    };
    if is_set("immutable") {
        tree::set(&mut node, "immutable", Node::plain("true", span));
    }
    let mut resource = Resource::new(node);
    resource.hashed = !is_set("disableNameSuffixHash");
    resource.behaviour = match generator.str_at("behavior") {
        "merge" => Behaviour::Merge,
        "replace" => Behaviour::Replace,
        _ => Behaviour::Create,
    };
    resource
}

fn copy_pairs(metadata: &mut Node, key: &str, layers: &[Field<'_>]) {
    for (name, value) in layers.iter().flat_map(|layer| layer.entries().collect::<Vec<_>>()) {
        if metadata.get(key).is_none() {
            tree::set(metadata, key, tree::mapping(value.span()));
        }
        if let Some(pairs) = tree::get_mut(metadata, key) {
            tree::set(pairs, name, tree::string(value.str().unwrap_or_default(), value.span()));
        }
    }
}

/// Keys and values, sorted.
fn pairs(
    build: &mut Build<'_>,
    generator: &Field<'_>,
    folder: &str,
) -> Vec<(String, Vec<u8>, Span)> {
    let mut pairs: Vec<(String, Vec<u8>, Span)> = Vec::new();
    let single = generator.get("env");
    for source in single.into_iter().chain(generator.list("envs")) {
        let Some(text) = build.read(folder, &source) else { continue };
        if !build.budget.spend(of_parsing(&text)) {
            return Vec::new();
        }
        for line in text.lines() {
            let line = line.trim_start().trim_start_matches('\u{feff}');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            pairs.push((key.to_owned(), value.into(), source.span()));
        }
    }
    for literal in generator.list("literals") {
        let Some((key, value)) = literal.str().and_then(|text| text.split_once('=')) else {
            continue;
        };
        pairs.push((key.to_owned(), unquote(value).into(), literal.span()));
    }
    for file in generator.list("files") {
        let Some(text) = file.str() else { continue };
        let (key, path) =
            text.split_once('=').unwrap_or((text.rsplit('/').next().unwrap_or(text), text));
        let content = build.bytes(folder, path, file.span()).unwrap_or_default();
        if !build.budget.spend(content.len() / 64) {
            return Vec::new();
        }
        pairs.push((key.to_owned(), content, file.span()));
    }
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

/// Puts a value where it belongs: what is no text is encoded, and so is every value of a Secret.
fn put(node: &mut Node, kind: &str, key: &str, value: Vec<u8>, span: Span) {
    let encoded = |bytes: &[u8]| wrapped(&base64(bytes));
    let (field, value) = match String::from_utf8(value) {
        Ok(text) if kind == "Secret" => ("data", encoded(text.as_bytes())),
        Ok(text) => ("data", text),
        Err(binary) if kind == "Secret" => ("data", encoded(binary.as_bytes())),
        Err(binary) => ("binaryData", encoded(binary.as_bytes())),
    };
    if node.get(field).is_none() {
        tree::set(node, field, tree::mapping(span));
    }
    let mut value = tree::string(&value, span);
    value.travel(Step::at(span, "the kustomization makes it"));
    if let Some(data) = tree::get_mut(node, field) {
        tree::set(data, key, value);
    }
}

/// Long secrets are broken into lines of 70 letters, every one with its line feed.
fn wrapped(text: &str) -> String {
    if text.len() <= 70 {
        return text.to_owned();
    }
    let lines = text.as_bytes().chunks(70).map(String::from_utf8_lossy);
    lines.map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()
}

/// A literal may stand in quotes.
fn unquote(text: &str) -> &str {
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}

/// Adds a generated object, or merges it into the one of its name.
///
/// # Errors
/// If there is one and should be none, or the other way round.
pub(super) fn absorb(
    resources: &mut Vec<Resource>,
    fresh: Resource,
    budget: &mut Budget,
) -> Result<(), String> {
    let id = fresh.id();
    let found = resources.iter().position(|it| it.ids().iter().any(|old| old.is_same(&id)));
    match (found, fresh.behaviour) {
        (None, Behaviour::Create) => resources.push(fresh),
        (None, _) => return Err(format!("there is no {} `{}` to merge with", id.kind, id.name)),
        (Some(_), Behaviour::Create) => {
            return Err(format!("there is a {} `{}` already", id.kind, id.name));
        }
        (Some(at), behaviour) => {
            // What is there is copied into what is new.
            let size = resources[at].node.expanded_size(budget.left()).unwrap_or(usize::MAX);
            if budget.spend(size) {
                combine(&mut resources[at], fresh, behaviour);
            }
        }
    }
    Ok(())
}

fn combine(old: &mut Resource, mut fresh: Resource, behaviour: Behaviour) {
    for key in ["labels", "annotations"] {
        let kept = old.node.path(&["metadata", key]).cloned();
        if let (Some(kept), Some(metadata)) = (kept, tree::get_mut(&mut fresh.node, "metadata")) {
            underlay(metadata, key, &kept);
        }
    }
    if behaviour == Behaviour::Merge {
        for key in ["data", "binaryData"] {
            if let Some(kept) = old.node.get(key).cloned() {
                underlay(&mut fresh.node, key, &kept);
            }
        }
    }
    let name = old.node.path(&["metadata", "name"]).cloned();
    let namespace = old.node.path(&["metadata", "namespace"]).cloned();
    if let Some(name) = name {
        fresh.rename(name);
    }
    if let (Some(namespace), Some(metadata)) =
        (namespace, tree::get_mut(&mut fresh.node, "metadata"))
    {
        tree::set(metadata, "namespace", namespace);
    }
    fresh.history.clone_from(&old.history);
    fresh.prefixes.clone_from(&old.prefixes);
    fresh.suffixes.clone_from(&old.suffixes);
    fresh.behaviour = Behaviour::Create;
    // Both have to want it.
    fresh.hashed &= old.hashed;
    *old = fresh;
}

/// Adds the pairs of `below` that `node.key` lacks.
fn underlay(node: &mut Node, key: &str, below: &Node) {
    if node.get(key).is_none() {
        tree::set(node, key, tree::mapping(below.span));
    }
    let Some(pairs) = tree::get_mut(node, key) else { return };
    for entry in below.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        if pairs.get(name).is_none() {
            tree::set(pairs, name, entry.value.clone());
        }
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Standard base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sextet = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads() {
        for (text, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
