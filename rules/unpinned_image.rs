//! Images that another image may replace at any time.

use std::borrow::Cow;

use diag::{Severity, SubjectKind, Verdict};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::StageView;
use model::{Container, ImageRef, Setting, Subject, catalogue};
use serde::Deserialize;

use crate::images;
use crate::untrusted_registry::copied_images;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-image",
    summary: "image has no tag, or a floating one",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[
        SubjectKind::Stage,
        SubjectKind::Service,
        SubjectKind::Workload,
        SubjectKind::PodContainer,
    ],
    build: Options::read::<UnpinnedImage>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct UnpinnedImage {
    /// Whether only a digest will do.
    require_digest: bool,
    /// Tags that float besides `latest`, such as `edge` or `nightly`.
    floating_tags: Vec<String>,
}

impl Rule for UnpinnedImage {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        if let Some(stage) = subject.stage() {
            self.copied(stage, cx);
        }
        if let Some(service) = subject.container().and_then(Container::as_service) {
            for other in
                images::of_service(service).into_iter().filter(|it| !self.allows(&it.image))
            {
                let finding = cx.fail(other.span, self.message(Some(&other.image)));
                finding.trail = other.trail;
                finding.evidence(other.image.text).help(self.help());
            }
        }
        if let Some(object) = subject.object() {
            for other in images::of_pod(object).into_iter().filter(|it| !self.allows(&it.image)) {
                let finding = cx.fail(other.span, self.message(Some(&other.image)));
                finding.trail = other.trail;
                finding.evidence(other.image.text).help(self.help());
            }
        }
        let Some(image) = external_image(subject) else { return cx.not_applicable() };
        let text = image.known().map(|image| image.text.clone()).unwrap_or_default();
        if let Some(known) = image.known()
            && let Some(other) = other_meaning(subject)
            && may_be_replaced(known)
        {
            let what = if known.tag.is_some() { "with a floating tag" } else { "without a tag" };
            let why = format!("`{text}` is an image {what}, or {other}");
            cx.review(image.blame, why).evidence(text).help(self.help());
            return;
        }
        if let Some(image) = image.known() {
            let pinned = if image.is_digest_pinned() { Verdict::Pass } else { Verdict::Fail };
            cx.answers("defence:digest", pinned);
        }
        let finding = cx.expect(
            &image,
            |image| self.allows(image),
            || self.message(image.known()),
            || "it is not known which image is used".to_owned(),
        );
        if let Some(finding) = finding {
            finding.evidence(text).help(self.help());
        }
    }
}

/// The image that a subject pulls: the base of a stage, or the image of a service or pod that nothing here builds.
fn external_image<'s>(subject: &'s Subject<'_>) -> Option<Cow<'s, Setting<ImageRef>>> {
    match subject.stage() {
        Some(stage) => stage.external_version(),
        None => subject.container().filter(|container| !container.is_built()).map(Container::image),
    }
}

/// What a plain word may be besides an image, by where it stands.
fn other_meaning(subject: &Subject<'_>) -> Option<&'static str> {
    if subject.stage().is_some() {
        return Some("a context of the build");
    }
    let pod = subject.container()?.as_pod_container();
    pod.map(|_| "a name that is replaced before it is deployed")
}

/// Whether an image is a plain word that no public image is known by: Skaffold, Kustomize, injectors and scripts put the
/// image that they mean in its place, and builds give names to images.
pub(crate) fn may_be_replaced(image: &ImageRef) -> bool {
    // kubebuilder writes it into config/manager, and `make deploy` replaces it.
    if image.text == "controller:latest" {
        return true;
    }
    !image.text.contains(['/', ':', '@'])
        && !image.text.contains(char::is_uppercase)
        && catalogue::find(image).is_none()
        && !catalogue::is_official(image)
}

impl UnpinnedImage {
    /// Images that COPY and mounts take files from. A plain word may also be a context that the build names.
    fn copied(&self, stage: &StageView<'_>, cx: &mut Cx<'_>) {
        for (image, span) in copied_images(stage) {
            if self.allows(&image) {
                continue;
            }
            let finding = if may_be_replaced(&image) {
                let text = &image.text;
                cx.review(
                    span,
                    format!("`{text}` is an image without a tag, or a context of the build"),
                )
            } else {
                cx.fail(span, self.message(Some(&image)))
            };
            finding.evidence(image.text.as_str()).help(self.help());
        }
    }

    fn help(&self) -> &'static str {
        if self.require_digest {
            "add the digest of the image you tested: `name:tag@sha256:...`"
        } else {
            "name the version you tested, best with its digest"
        }
    }

    fn allows(&self, image: &ImageRef) -> bool {
        image.is_digest_pinned()
            || (!self.require_digest && image.tag.as_deref().is_some_and(|tag| !self.floats(tag)))
    }

    fn floats(&self, tag: &str) -> bool {
        tag.eq_ignore_ascii_case("latest")
            || self.floating_tags.iter().any(|floating| floating == tag)
    }

    fn message(&self, image: Option<&ImageRef>) -> String {
        let Some(image) = image else {
            return "the image may be any of several, not all of them pinned".into();
        };
        match &image.tag {
            _ if image.digest.is_some() && !image.is_digest_pinned() => {
                format!("the digest of image `{image}` is none that a runtime takes")
            }
            None => format!("image `{image}` has no tag, so it means `latest`"),
            Some(tag) if self.floats(tag) => {
                format!("image `{image}` uses the floating tag `{tag}`")
            }
            Some(_) => format!("image `{image}` is not pinned by a digest"),
        }
    }
}
