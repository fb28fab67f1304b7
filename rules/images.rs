//! Images that a service or a pod uses besides those that its containers run.

use diag::{Span, Step};
use model::ImageRef;
use model::compose::{Field, Service};
use model::kube::ObjectView;

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

/// Images that are mounted as volumes of a pod.
// kubernetes core/v1 ImageVolumeSource: the kubelet pulls `reference` as it pulls images of containers.
pub(crate) fn of_pod(object: &ObjectView<'_>) -> Vec<OtherImage> {
    let volumes = object.pod.iter().flat_map(|pod| pod.spec().list("volumes"));
    let named = volumes.filter_map(|volume| volume.at(&["image", "reference"]));
    let images = named.filter(|field| field.placeholder().is_none()).filter_map(|field| {
        let image = ImageRef::parse(field.str().filter(|text| !text.is_empty())?);
        Some(OtherImage { image, span: field.blame(), trail: field.trail().to_vec() })
    });
    images.collect()
}

fn other(field: &Field<'_>, text: &str) -> Option<OtherImage> {
    let image = (!text.is_empty()).then(|| ImageRef::parse(text))?;
    Some(OtherImage { image, span: field.blame(), trail: field.trail().to_vec() })
}
