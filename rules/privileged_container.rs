//! Containers that get every device and capability of the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;

pub(crate) const RULE: Builtin = Builtin {
    id: "privileged-container",
    summary: "container runs in privileged mode",
    severity: Severity::Critical,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// What privileged mode makes moot: these settings no longer protect anything.
const MOOT: &[&str] = &[
    "added-capabilities",
    "apparmor-unconfined",
    "device-access",
    "masked-paths-off",
    "privilege-escalation",
    "redundant-capability",
    "seccomp-unconfined",
    "selinux-disabled",
    "undropped-capabilities",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let privileged = container.privileged();
    let name = container.name();
    let finding = cx.expect(
        &privileged,
        |privileged| !privileged,
        || format!("container `{name}` is privileged"),
        || format!("container `{name}` may be privileged"),
    );
    if let Some(finding) = finding {
        finding.folds = MOOT;
        finding
            .help("drop `privileged` and add the one capability or device that the process needs");
    }
}
