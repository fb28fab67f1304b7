//! Memory and disk that a service may fill.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{MountKind, Subject, Value};

pub(crate) const RULE: Builtin = Builtin {
    id: "unlimited-disk",
    summary: "tmpfs has no size limit",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Service],
    build: |options| options.none(check),
};

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    for mount in container.mounts().iter() {
        if mount.kind != MountKind::Tmpfs || mount.size_limit.is_some() || mount.read_only {
            continue;
        }
        let Value::Known(target) = &mount.target else { continue };
        let message = format!(
            "`{target}` of service `{}` may take half of the memory of the host",
            container.name()
        );
        let finding = cx.fail(mount.span, message);
        finding.evidence(target.clone()).help("give it a size: `/tmp:size=64m`");
        finding.trail.clone_from(&mount.trail);
    }
}
