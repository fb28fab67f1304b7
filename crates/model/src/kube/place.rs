//! The logical place of a span: `Deployment/shop/api:spec.template.spec.containers[app].image`.

use diag::Span;

use super::{Manifest, ObjectFacts, Opened};
use crate::tree::place::{descend, encloses};

impl Manifest {
    /// The place of a span of this file; empty for one that lies in none of its objects.
    pub(crate) fn place(&self, opened: &Opened, span: Span) -> String {
        if span.source != self.source || span.range.is_none() {
            return String::new();
        }
        let Some(object) = self.object_at(span) else { return String::new() };
        let mut place = title(object);
        if let Some(node) = opened.0.node(&object.address) {
            place.push(':');
            descend(node, span, &mut place);
        }
        place
    }

    /// The object that a span lies in. Objects stand in source order.
    pub(super) fn object_at(&self, span: Span) -> Option<&ObjectFacts> {
        let after = self.objects.partition_point(|object| object.extent.start() <= span.start());
        let object = self.objects.get(after.checked_sub(1)?)?;
        encloses(object.extent, span).then_some(object)
    }
}

fn title(object: &ObjectFacts) -> String {
    let namespace = object.namespace.as_deref().map_or(String::new(), |name| format!("{name}/"));
    format!("{}/{namespace}{}", object.kind, object.name)
}
