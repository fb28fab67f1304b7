//! Images of registries that get no images any more.

use std::borrow::Cow;

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, ImageRef, Setting, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "retired-registry",
    summary: "image comes from a registry that is not kept up",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Stage, SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Registries, or repositories of one, that have been frozen or closed, and where their images went.
const RETIRED: [(&str, &str); 5] = [
    ("docker.pkg.github.com/", "ghcr.io"),
    ("gcr.io/google-containers/", "registry.k8s.io"),
    ("gcr.io/google_containers/", "registry.k8s.io"),
    ("k8s.gcr.io/", "registry.k8s.io"),
    ("registry.centos.org/", "quay.io/centos"),
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(image) = image(subject) else { return cx.not_applicable() };
    let Some(known) = image.known() else { return };
    let name = known.full_name();
    let Some((old, new)) = RETIRED.iter().find(|(old, _)| name.starts_with(old)) else { return };
    let old = old.trim_end_matches('/');
    let finding = cx.fail(image.blame, format!("`{old}` gets no images any more, not even fixes"));
    finding.trail.clone_from(&image.trail);
    finding.evidence(name).help(format!("take the image from `{new}`"));
}

fn image<'s>(subject: &'s Subject<'_>) -> Option<Cow<'s, Setting<ImageRef>>> {
    match subject.stage() {
        Some(stage) => stage.pulled_base(),
        None => subject.container().filter(|it| !it.is_built()).map(Container::image),
    }
}
