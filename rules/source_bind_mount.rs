//! Services that run from the working copy.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{MountKind, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "source-bind-mount",
    summary: "project folder is mounted and writable",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for mount in container.mounts().iter() {
        let Value::Known(source) = &mount.source else { continue };
        let path = source.trim_end_matches('/');
        let is_project = path.split('/').all(|part| matches!(part, "." | ".."));
        if mount.kind == MountKind::Bind && !mount.read_only && is_project {
            let message = format!(
                "service `{}` can change the project that it is started from",
                container.name()
            );
            let finding = cx.fail(mount.span, message);
            finding.evidence(path).help("copy the sources into the image, or mount them read-only");
            finding.trail.clone_from(&mount.trail);
        }
    }
}
