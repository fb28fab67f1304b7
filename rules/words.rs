//! Words that depend on who describes a container.

use diag::SubjectKind;
use model::Container;

/// What a message calls it: ``image `final` `` or ``container `web` ``.
pub(crate) fn called(container: &dyn Container) -> String {
    let noun = if container.kind() == SubjectKind::Image { "image" } else { "container" };
    format!("{noun} `{}`", container.name())
}

/// Advice in the terms of Compose, or of Kubernetes for the container of a pod.
pub(crate) fn advice(
    container: &dyn Container,
    compose: &'static str,
    kubernetes: &'static str,
) -> &'static str {
    if container.kind() == SubjectKind::PodContainer { kubernetes } else { compose }
}
