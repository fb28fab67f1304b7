//! Images from registries that the organisation does not trust.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::{CopySource, StageView};
use model::{Container, ImageRef, Subject};
use serde::Deserialize;

use crate::images;

pub(crate) const RULE: Builtin = Builtin {
    id: "untrusted-registry",
    summary: "an image comes from a registry that is not trusted",
    severity: Severity::High,
    default_on: true,
    subjects: &[
        SubjectKind::Stage,
        SubjectKind::Service,
        SubjectKind::Workload,
        SubjectKind::PodContainer,
    ],
    build: Options::read::<UntrustedRegistry>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct UntrustedRegistry {
    /// Registries, or registries with the start of a repository; `*.` at the front stands for any subdomain.
    allowed: Vec<String>,
}

impl Rule for UntrustedRegistry {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        if self.allowed.is_empty() {
            return cx.not_applicable();
        }
        if let Some(service) = subject.container().and_then(Container::as_service) {
            for other in
                images::of_service(service).into_iter().filter(|it| !self.allows(&it.image))
            {
                let finding = cx.fail(other.span, message(&other.image));
                finding.trail = other.trail;
                finding.evidence(other.image.full_name()).help(HELP);
            }
        }
        if let Some(object) = subject.object() {
            for other in images::of_pod(object).into_iter().filter(|it| !self.allows(&it.image)) {
                let finding = cx.fail(other.span, message(&other.image));
                finding.trail = other.trail;
                finding.evidence(other.image.full_name()).help(HELP);
            }
        }
        let image = match subject.stage() {
            Some(stage) => {
                self.copied(stage, cx);
                stage.pulled_base()
            }
            None => {
                subject.container().filter(|container| !container.is_built()).map(Container::image)
            }
        };
        let Some(image) = image else { return };
        let finding = cx.expect(
            &image,
            |image| self.allows(image),
            || {
                image
                    .known()
                    .map_or_else(|| "not every image this may be is trusted".to_owned(), message)
            },
            || "it is not known where the image comes from".to_owned(),
        );
        if let Some(finding) = finding {
            let text = image.known().map(ImageRef::full_name).unwrap_or_default();
            finding.evidence(text).help(HELP);
        }
    }
}

const HELP: &str = "use an image from a trusted registry, or mirror this one there";

fn message(image: &ImageRef) -> String {
    format!("`{image}` comes from `{}`, which is not a trusted registry", image.registry)
}

impl UntrustedRegistry {
    fn copied(&self, stage: &StageView<'_>, cx: &mut Cx<'_>) {
        for (image, span) in copied_images(stage) {
            if !self.allows(&image) {
                cx.fail(span, message(&image)).evidence(image.full_name()).help(HELP);
            }
        }
    }

    fn allows(&self, image: &ImageRef) -> bool {
        image.text == "scratch" || self.allowed.iter().any(|allowed| covers(allowed, image))
    }
}

/// `ghcr.io`, `*.example.com`, `docker.io/library`, `registry:5000/team`.
fn covers(allowed: &str, image: &ImageRef) -> bool {
    let (registry, path) = allowed.split_once('/').unwrap_or((allowed, ""));
    let path = path.trim_end_matches(['*', '/']);
    let is_registry = match registry.strip_prefix('*') {
        Some(suffix) => image.registry.ends_with(suffix),
        None => registry == image.registry,
    };
    let rest = image.repository.strip_prefix(path);
    is_registry
        && rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// The images that COPY and mounts of a stage take files from, and where they are named.
pub(crate) fn copied_images(stage: &StageView<'_>) -> Vec<(ImageRef, Span)> {
    let copied = stage.transfers().iter().filter_map(|it| stage.source_of(it));
    let runs = stage.runs();
    let mounted = runs.iter().flat_map(|run| &run.mounts).filter_map(|it| stage.mount_source(it));
    copied
        .chain(mounted)
        .filter_map(|(source, span)| match source {
            CopySource::Image(image) => Some((image, span)),
            _ => None,
        })
        .collect()
}
