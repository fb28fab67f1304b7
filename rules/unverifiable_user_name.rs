//! Users by name, which Kubernetes cannot tell from root.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Container, Subject};

pub(crate) const RULE: Builtin = Builtin {
    id: "unverifiable-user-name",
    summary: "the image names its user instead of numbering it",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Image],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(image) = subject.container().filter(|it| it.as_image().is_some()) else { return };
    let user = Container::user(image);
    let Some(known) = user.known().filter(|user| user.uid.is_none() && !user.is_root()) else {
        return;
    };
    let name = known.name.clone();
    if user.is_written() {
        let finding =
            cx.fail(user.blame, format!("`runAsNonRoot` cannot tell whether `{name}` is root"));
        finding.trail.clone_from(&user.trail);
        finding.evidence(name).help("write the number of the user: `USER 1000`");
    }
}
