//! What every mount of a service begins as.

use diag::Span;
use syntax::yaml::Node;

use super::Service;
use crate::{Mount, MountKind, Value};

/// The text of a scalar as far as it is known; empty without one.
pub(super) fn text(service: &Service<'_>, node: Option<&Node>) -> Value<String> {
    let doubt = node.and_then(|node| service.project.doubt(node));
    let text = node.and_then(Node::as_str).unwrap_or_default();
    doubt.map_or_else(|| Value::Known(text.to_owned()), |why| Value::Unknown(why.to_owned()))
}

/// A mount without options.
pub(super) fn mount(
    service: &Service<'_>,
    kind: MountKind,
    source: Value<String>,
    target: Value<String>,
    span: Span,
) -> Mount {
    Mount {
        kind,
        source,
        target,
        read_only: false,
        propagation: None,
        size_limit: None,
        span,
        trail: service.steps(&["volumes"]),
    }
}
