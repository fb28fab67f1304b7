//! Capabilities that do not exist.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::{Subject, Value, capability};

pub(crate) const RULE: Builtin = Builtin {
    id: "unknown-capability",
    summary: "capability does not exist",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: |options| options.none(check),
};

/// Every capability of Linux (`include/uapi/linux/capability.h`), without `CAP_`.
const KNOWN: [&str; 41] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(container) = subject.container() else { return };
    let capabilities = container.capabilities();
    let Value::Known(known) = &capabilities.value else { return };
    for written in known.add.iter().chain(&known.drop) {
        if exists(&written.value) || written.value.contains(['$', '{']) {
            continue;
        }
        let message = format!(
            "container `{}` names the capability `{}`, which does not exist",
            container.name(),
            written.value
        );
        cx.fail(written.span, message)
            .evidence(written.value.clone())
            .help("correct the spelling: the engine refuses to start the container as it is");
    }
}

/// Whether the engine knows a capability by this name.
pub(crate) fn exists(written: &str) -> bool {
    let name = capability::normalise(written);
    let is_all = name == "ALL" && !written.to_ascii_uppercase().starts_with("CAP_");
    is_all || KNOWN.contains(&name.as_str())
}
