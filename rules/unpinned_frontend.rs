//! `# syntax=` lines that let a build run whatever frontend is there today.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::Dockerfile;
use model::{ImageRef, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "unpinned-frontend",
    summary: "the frontend of the build is foreign or not pinned",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::File],
    build: Options::read::<UnpinnedFrontend>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct UnpinnedFrontend {
    /// Whether only a digest will do.
    require_digest: bool,
    /// Frontends besides Docker's own that may be used, without tag: `docker.io/acme/frontend`.
    allowed: Vec<String>,
}

impl Rule for UnpinnedFrontend {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(frontend) = subject.dockerfile().and_then(Dockerfile::frontend) else {
            return cx.not_applicable();
        };
        let image = ImageRef::parse(frontend.value);
        let name = image.full_name();
        let is_own = matches!(
            name.as_str(),
            "docker.io/docker/dockerfile" | "docker.io/docker/dockerfile-upstream"
        );
        let problem = if !is_own && !self.allowed.contains(&name) {
            format!("the build runs the frontend `{name}`, which is not Docker's own")
        } else if image.is_digest_pinned() {
            return;
        } else if self.require_digest {
            format!("the frontend `{image}` is not pinned by a digest")
        } else if is_floating(image.tag.as_deref()) {
            format!("the frontend `{image}` changes with every release")
        } else {
            return;
        };
        cx.fail(frontend.span, problem)
            .evidence(name)
            .help("write `docker/dockerfile:1`, or a version with its digest");
    }
}

/// Docker promises that a major version stays compatible: `1` is a version, `latest` and `labs` are not.
fn is_floating(tag: Option<&str>) -> bool {
    tag.is_none_or(|tag| !tag.starts_with(|c: char| c.is_ascii_digit()))
}
