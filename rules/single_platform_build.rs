//! Images that are built for one platform only.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::Image;
use model::{Container, Subject, compose};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "single-platform-build",
    summary: "an image is built for one platform only",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Image, SubjectKind::Service],
    build: Options::read::<SinglePlatform>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SinglePlatform {
    /// Platforms that `build.platforms` of every service has to name.
    required: Vec<String>,
}

impl Rule for SinglePlatform {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        if let Some(image) = container.as_image() {
            of_image(image, cx);
        } else if let Some(service) = container.as_service().filter(|it| it.is_built()) {
            self.service(service, cx);
        } else {
            cx.not_applicable();
        }
    }
}

/// A stage whose name says for which platform it is stands beside others.
fn of_image(image: &Image<'_>, cx: &mut Cx<'_>) {
    for stage in image.stage.ancestry() {
        let Some(platform) = stage.constant_platform() else { continue };
        let name = stage.label().to_lowercase();
        let parts = platform.value.split('/');
        if parts.clone().any(|part| !part.is_empty() && name.contains(part)) {
            continue;
        }
        let text = platform.value;
        cx.fail(platform.span, format!("the image is built for `{text}`, whatever is asked for"))
            .evidence(text)
            .help("leave `--platform` out, or use `$BUILDPLATFORM` for a stage that only builds");
    }
}

impl SinglePlatform {
    fn service(&self, service: &compose::Service<'_>, cx: &mut Cx<'_>) {
        let field = service.field();
        let listed = field.at(&["build", "platforms"]);
        let platforms: Vec<_> =
            listed.iter().flat_map(compose::Field::items).filter_map(|it| it.str()).collect();
        if let [only] = platforms.as_slice() {
            let blame = listed.as_ref().map_or(service.absence(), compose::Field::blame);
            let message = format!("service `{}` is built for `{only}` only", service.name());
            cx.fail(blame, message).evidence(*only).help("list every platform that it runs on");
            return;
        }
        let missing = self.required.iter().filter(|it| !platforms.contains(&it.as_str()));
        for platform in missing {
            let blame = listed.as_ref().map_or(service.absence(), compose::Field::blame);
            let message = format!("service `{}` is not built for `{platform}`", service.name());
            cx.fail(blame, message)
                .evidence(platform.as_str())
                .help("add it to `platforms` of `build`");
        }
    }
}
