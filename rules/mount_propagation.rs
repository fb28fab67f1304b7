//! Mounts that spread to the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "mount-propagation",
    summary: "mount spreads to the host",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for mount in container.mounts().iter() {
        let Some(mode) = mount.propagation.as_deref() else { continue };
        if matches!(mode, "shared" | "rshared" | "Bidirectional") {
            let message = format!(
                "what container `{}` mounts appears on the host (`{mode}`)",
                container.name()
            );
            let finding = cx.fail(mount.span, message);
            finding
                .evidence(mode)
                .help("drop the propagation, or use the one from the host to the container");
            finding.trail.clone_from(&mount.trail);
        }
    }
}
