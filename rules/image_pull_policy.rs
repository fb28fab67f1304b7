//! Floating images that are never fetched again.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Container, ImageRef, Subject};
use serde::Deserialize;

use crate::unpinned_image::may_be_replaced;

pub(crate) const RULE: Builtin = Builtin {
    id: "image-pull-policy",
    summary: "floating image is not fetched again",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<ImagePullPolicy>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct ImagePullPolicy {
    /// Whether every image has to be asked for each time, so that a node checks the right to pull it.
    always: bool,
}

impl Rule for ImagePullPolicy {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let image = container.image();
        let may_be_another = |image: &ImageRef| {
            container.is_built() || container.as_pod_container().is_some() && may_be_replaced(image)
        };
        let Some(image) = image.known().filter(|it| !may_be_another(it)) else {
            return cx.not_applicable();
        };
        let floats =
            image.digest.is_none() && matches!(image.tag.as_deref(), None | Some("latest"));
        let written = policy(container);
        let policy = written.as_ref().map(|(policy, ..)| policy.as_str());
        let span = written.as_ref().map_or(container.span(), |(_, span, _)| *span);
        let is_kept = matches!(
            policy,
            Some("IfNotPresent" | "Never" | "never" | "missing" | "if_not_present")
        );
        let name = container.name();
        let message = if floats && is_kept {
            format!("container `{name}` runs whichever `{image}` the host happens to have")
        } else if self.always
            && !(floats && policy.is_none())
            && !matches!(policy, Some("Always" | "always"))
        {
            format!("container `{name}` may use an image that its node has and it may not pull")
        } else {
            return;
        };
        let finding = cx.fail(span, message);
        finding.trail = written.map(|(.., trail)| trail).unwrap_or_default();
        finding.help("pin the image, or fetch it always");
    }
}

/// The policy as written, and its place.
fn policy(container: &dyn Container) -> Option<(String, diag::Span, Vec<diag::Step>)> {
    if let Some(pod) = container.as_pod_container() {
        let policy = pod.field().get("imagePullPolicy")?;
        return Some((policy.str()?.to_owned(), policy.blame(), policy.trail().to_vec()));
    }
    let policy = container.as_service()?.field().get("pull_policy")?;
    Some((policy.str()?.to_owned(), policy.blame(), policy.trail().to_vec()))
}
