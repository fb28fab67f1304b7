//! Containers that may make every system call.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Container, Profile, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "seccomp-unconfined",
    summary: "no seccomp filter",
    severity: Severity::High,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<SeccompUnconfined>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SeccompUnconfined {
    /// Whether every node's kubelet runs with `seccompDefault: true`, so that pods that set no profile get the runtime's.
    node_default: bool,
}

impl Rule for SeccompUnconfined {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        if container.is_windows() {
            return cx.not_applicable();
        }
        if is_unset(container) {
            return self.unset(container, cx);
        }
        let name = container.name();
        let finding = cx.expect(
            &container.seccomp(),
            |profile| *profile != Profile::Unconfined,
            || format!("container `{name}` runs without a seccomp filter"),
            || format!("container `{name}` may run without a seccomp filter"),
        );
        if let Some(finding) = finding {
            finding.help("use the runtime's default profile, or one of your own");
        }
    }
}

/// Whether nothing in a pod names a profile. Engines other than the kubelet apply their own then.
fn is_unset(container: &dyn Container) -> bool {
    container.as_pod_container().is_some() && !container.seccomp().is_written()
}

impl SeccompUnconfined {
    /// The kubelet applies the runtime's profile to such a pod only if it is told to.
    // kubelet: pkg/apis/core v1 SeccompProfile, KubeletConfiguration.seccompDefault (false unless set)
    fn unset(&self, container: &dyn Container, cx: &mut Cx<'_>) {
        if self.node_default {
            return;
        }
        let name = container.name();
        let message = format!(
            "container `{name}` runs without a seccomp filter, because nothing sets `seccompProfile`"
        );
        let finding = cx.fail(container.span(), message);
        finding.help("set `seccompProfile: {type: RuntimeDefault}` in the pod's `securityContext`");
        // A filter that is switched off is a decision; one that nobody asked for is a layer less.
        finding.severity = Severity::Medium;
        finding.absent = true;
    }
}
