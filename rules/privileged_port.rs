//! Containers that take a privileged port of the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{HostNamespace, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "privileged-port",
    summary: "a port below 1024 of the host is taken",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<PrivilegedPort>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct PrivilegedPort {
    /// Host ports that may be taken.
    allowed: Vec<u16>,
}

impl Rule for PrivilegedPort {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        if container.shares_host(HostNamespace::Network) {
            return cx.not_applicable();
        }
        let name = container.name();
        for port in container.ports() {
            let Some((first, _)) = port.host.filter(|(first, _)| (1..1024).contains(first)) else {
                continue;
            };
            if !self.allowed.contains(&first) {
                cx.fail(
                    port.span,
                    format!("container `{name}` takes the privileged port {first} of the host"),
                )
                .evidence(first.to_string())
                .help("publish a port above 1023 and let a proxy or load balancer in front map it");
            }
        }
    }
}
