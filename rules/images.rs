//! Images that a service uses besides its own.

use diag::{Span, Step};
use model::ImageRef;
use model::compose::{Field, Service};

/// An image, where it is named, and how that came about.
pub(crate) struct OtherImage {
    pub(crate) image: ImageRef,
    pub(crate) span: Span,
    pub(crate) trail: Vec<Step>,
}

/// Images that are mounted, that hooks run, and that a build takes files from.
pub(crate) fn of_service(service: &Service<'_>) -> Vec<OtherImage> {
    let all = service.field();
    let volumes = all.list("volumes").into_iter();
    let mounted = volumes
        .filter(|volume| volume.get("type").is_some_and(|it| it.str() == Some("image")))
        .filter_map(|volume| volume.get("source"));
    let hooks = all.list("pre_start").into_iter().filter_map(|hook| hook.get("image"));
    let named = mounted.chain(hooks).filter_map(|field| other(&field, field.str()?));
    let contexts = all.at(&["build", "additional_contexts"]).map(|contexts| contexts.entries());
    let contexts = contexts.into_iter().flatten().filter_map(|(_, context)| {
        other(&context, context.str()?.strip_prefix("docker-image://")?)
    });
    named.chain(contexts).collect()
}

fn other(field: &Field<'_>, text: &str) -> Option<OtherImage> {
    let image = (!text.is_empty()).then(|| ImageRef::parse(text))?;
    Some(OtherImage { image, span: field.blame(), trail: field.trail().to_vec() })
}
