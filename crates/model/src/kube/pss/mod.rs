//! The Pod Security Standards as the admission controller applies them, version by version.
//!
//! Facts from `k8s.io/pod-security-admission` (`policy/check_*.go`, `policy/registry.go`). What a file does not decide
//! is neither a violation nor none: it is in doubt.

mod capabilities;
mod confinement;
mod host;
mod level;
mod look;
#[cfg(test)]
mod tests;
mod user;
mod volumes;

use diag::{Span, Step};

pub use confinement::is_safe_sysctl;
pub use level::{Labels, Level, Mode, Standard, Version};

use super::PodView;
use look::Look;

/// A check of the policy code.
#[derive(Debug)]
pub struct Check {
    /// Its id in the policy code: `runAsNonRoot`.
    pub id: &'static str,
    /// The level it belongs to.
    pub level: Level,
    /// The first minor version of Kubernetes 1 that has it.
    pub since: u32,
    /// The check of the lower level that it replaces.
    pub replaces: Option<&'static str>,
    /// How bad it is to break it.
    pub severity: diag::Severity,
    run: fn(&mut Look<'_, '_>),
}

/// A control that a pod breaks, or may break.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The check.
    pub check: &'static Check,
    /// The place to blame.
    pub span: Span,
    /// What is wrong, with the container's name in it.
    pub message: String,
    /// The container that it is about; `None` for the pod as a whole.
    pub container: Option<String>,
    /// Why the file does not decide it, if it does not.
    pub doubt: Option<String>,
    /// How the value came about.
    pub trail: Vec<Step>,
}

impl Check {
    /// The control that it decides: `pss:baseline:privileged`.
    pub fn control(&self) -> String {
        format!("pss:{}:{}", self.level.as_str(), self.id)
    }
}

/// All violations of a level at a version, in the order of [`CHECKS`].
pub fn check(level: Level, version: Version, pod: &PodView<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for check in checks(level, version) {
        let mut look = Look::new(pod, version.minor(), check);
        (check.run)(&mut look);
        violations.append(&mut look.violations);
    }
    violations
}

/// The checks that a level means at a version.
pub fn checks(level: Level, version: Version) -> Vec<&'static Check> {
    let minor = version.minor();
    let applies = |check: &&Check| check.level <= level && check.since <= minor;
    let replaced: Vec<&str> = CHECKS.iter().filter(applies).filter_map(|it| it.replaces).collect();
    CHECKS.iter().filter(applies).filter(|check| !replaced.contains(&check.id)).collect()
}

const fn baseline(
    id: &'static str,
    since: u32,
    severity: diag::Severity,
    run: fn(&mut Look<'_, '_>),
) -> Check {
    Check { id, level: Level::Baseline, since, replaces: None, severity, run }
}

const fn restricted(
    id: &'static str,
    since: u32,
    replaces: Option<&'static str>,
    run: fn(&mut Look<'_, '_>),
) -> Check {
    Check { id, level: Level::Restricted, since, replaces, severity: diag::Severity::Medium, run }
}

use diag::Severity::{Critical, High, Medium};

/// Every check of every version.
pub static CHECKS: [Check; 19] = [
    baseline("appArmorProfile", 0, High, confinement::apparmor),
    baseline("capabilities_baseline", 0, High, capabilities::baseline),
    baseline("hostNamespaces", 0, High, host::namespaces),
    baseline("hostPathVolumes", 0, High, volumes::host_paths),
    baseline("hostPorts", 0, Medium, host::ports),
    baseline("hostProbesAndHostLifecycle", 34, Medium, host::probes),
    baseline("privileged", 0, Critical, capabilities::privileged),
    baseline("procMount", 0, High, confinement::proc_mount),
    baseline("seLinuxOptions", 0, Medium, confinement::selinux),
    baseline("seccompProfile_baseline", 0, High, confinement::seccomp_baseline),
    baseline("sysctls", 0, Medium, confinement::sysctls),
    baseline("windowsHostProcess", 0, Critical, host::windows_process),
    restricted("allowPrivilegeEscalation", 8, None, capabilities::privilege_escalation),
    restricted(
        "capabilities_restricted",
        22,
        Some("capabilities_baseline"),
        capabilities::restricted,
    ),
    restricted("procMount_restricted", 35, Some("procMount"), confinement::proc_mount_restricted),
    restricted("restrictedVolumes", 0, Some("hostPathVolumes"), volumes::restricted),
    restricted("runAsNonRoot", 0, None, user::non_root),
    restricted("runAsUser", 23, None, user::uid),
    restricted(
        "seccompProfile_restricted",
        19,
        Some("seccompProfile_baseline"),
        confinement::seccomp_restricted,
    ),
];
