//! From a text to values. Every number is a `float64`, as JSON has them: sigs.k8s.io/yaml goes through JSON.

use std::rc::Rc;

use diag::{SourceId, Span};
use syntax::yaml::{self, Data as Tree, Dialect, Node, Scalar};

use crate::origin::{Kind, OriginId, Origins};
use crate::text::Text;
use crate::value::{Data, Map, Value};

/// Why a text is no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// Reads the documents of a values file, each a map; those without a node are left out.
///
/// # Errors
/// The first mistake, and documents that are no mapping.
pub fn values_file(
    source: SourceId,
    text: &str,
    origins: &mut Origins,
) -> std::result::Result<Vec<Value>, Broken> {
    documents(source, text, &Kind::Values, origins)
}

/// Reads the documents of a file, whose nodes have origins of a kind.
pub(crate) fn documents(
    source: SourceId,
    text: &str,
    kind: &Kind,
    origins: &mut Origins,
) -> std::result::Result<Vec<Value>, Broken> {
    let mut values = Vec::new();
    for document in yaml::parse(source, text).documents {
        if let Some(error) = document.errors.into_iter().next() {
            return Err(Broken { message: error.message, span: error.span });
        }
        let Some(root) = document.root else { continue };
        let root = if document.has_merge_keys {
            yaml::merge_keys(root, Dialect::Kubernetes).root
        } else {
            root
        };
        if root.target().is_null() {
            continue;
        }
        if root.as_map().is_none() {
            return Err(Broken { message: "values are a mapping".into(), span: root.span() });
        }
        let mut placed = |span: Span| origins.add(kind.clone(), Some(span), OriginId::NONE);
        values.push(Reader { origin: &mut placed, text: None }.value(&root));
    }
    Ok(values)
}

/// The first document of a text, whose nodes have the origins of their bytes.
pub(crate) fn from_yaml(text: &Text) -> std::result::Result<Value, String> {
    let stream = yaml::parse(SourceId(0), text.as_str());
    let Some(document) = stream.documents.into_iter().next() else {
        return Ok(Value::new(Data::Nil, text.origin()));
    };
    if let Some(error) = document.errors.first() {
        return Err(format!("error converting YAML to JSON: yaml: {}", error.message));
    }
    let Some(root) = document.root else { return Ok(Value::new(Data::Nil, text.origin())) };
    let root = if document.has_merge_keys {
        yaml::merge_keys(root, Dialect::Kubernetes).root
    } else {
        root
    };
    let mut origin = |span: Span| {
        let start = span.start() as usize;
        let end = (span.end() as usize).max(start + 1).min(text.as_str().len());
        text.runs_in(start.min(end)..end).next().map_or(OriginId::NONE, |(_, run)| run.origin)
    };
    Ok(Reader { origin: &mut origin, text: Some(text) }.value(&root))
}

struct Reader<'a> {
    origin: &'a mut dyn FnMut(Span) -> OriginId,
    /// The text whose runs scalars take over where they stand in it as they are.
    text: Option<&'a Text>,
}

impl Reader<'_> {
    fn value(&mut self, node: &Node) -> Value {
        let node = node.target();
        let from = (self.origin)(node.span());
        let data = match &node.data {
            Tree::Scalar(scalar) => self.scalar(node, scalar, from),
            Tree::Seq(items) => {
                Data::List(Rc::new(items.iter().map(|item| self.value(item)).collect()))
            }
            Tree::Map(map) => {
                let values = Map::new();
                for entry in &map.entries {
                    let key_from = (self.origin)(entry.key.span());
                    values.set(key(&entry.key), key_from, self.value(&entry.value));
                }
                Data::Map(values)
            }
            // Aliases are seen through.
            Tree::Alias(_) => Data::Nil,
        };
        Value::new(data, from)
    }

    fn scalar(&mut self, node: &Node, scalar: &Scalar, from: OriginId) -> Data {
        match yaml::scalar::resolve(Dialect::Kubernetes, scalar, node.tag_name()) {
            yaml::Value::Null => Data::Nil,
            yaml::Value::Bool(value) => Data::Bool(value),
            #[expect(clippy::cast_precision_loss, reason = "JSON numbers are floats to Go")]
            yaml::Value::Int(int) => Data::Float(int as f64),
            yaml::Value::Float(float) => Data::Float(float),
            yaml::Value::Str(text) => Data::Str(self.string(node, text, from)),
        }
    }

    fn string(&self, node: &Node, text: &str, from: OriginId) -> Text {
        let whole = self.text.filter(|_| !text.is_empty());
        let found = whole.and_then(|whole| {
            let (start, end) = node.span().range?;
            let at = whole.as_str().get(start as usize..end as usize)?.find(text)?;
            let start = start as usize + at;
            Some(whole.slice(start..start + text.len()))
        });
        found.unwrap_or_else(|| Text::new(text, from))
    }
}

/// A key as JSON has it: `y:` is `true`, `0x10:` is `16`.
fn key(node: &Node) -> Rc<str> {
    match node.value(Dialect::Kubernetes) {
        Some(yaml::Value::Null) => "null".into(),
        Some(value) => value.into_text().into(),
        None => "".into(),
    }
}
