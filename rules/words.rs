//! Words that depend on who describes a container.

use diag::SubjectKind;
use model::Container;
use model::kube::Role;

/// What a message calls it: ``image `final` `` or ``container `web` ``.
pub(crate) fn called(container: &dyn Container) -> String {
    let noun = if container.kind() == SubjectKind::Image { "image" } else { "container" };
    format!("{noun} `{}`", container.name())
}

/// Whether it is a debugging guest, whose resources the API server does not let anybody set.
// kubernetes pkg/apis/core/validation/validation.go: allowedEphemeralContainerFields has no `Resources`.
pub(crate) fn is_ephemeral(container: &dyn Container) -> bool {
    container.as_pod_container().is_some_and(|container| container.role == Role::Ephemeral)
}

/// Advice in the terms of Compose, or of Kubernetes for the container of a pod.
pub(crate) fn advice(
    container: &dyn Container,
    compose: &'static str,
    kubernetes: &'static str,
) -> &'static str {
    if container.kind() == SubjectKind::PodContainer { kubernetes } else { compose }
}
