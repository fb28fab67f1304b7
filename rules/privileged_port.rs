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

const HELP: &str = "publish a port above 1023 and let a proxy or load balancer in front map it";

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
        for port in container.ports().iter() {
            if let Some(why) = &port.doubt {
                let message = format!("container `{name}` may take a privileged port: {why}");
                cx.review(port.span, message).help(HELP);
                continue;
            }
            let Some(taken) = port.host.and_then(|range| self.privileged(range)) else { continue };
            cx.fail(
                port.span,
                format!("container `{name}` takes the privileged port {taken} of the host"),
            )
            .evidence(taken.to_string())
            .help(HELP);
        }
    }
}

impl PrivilegedPort {
    /// The first port of a range that only root may take. Port 0 asks for any free one.
    fn privileged(&self, (first, last): (u16, u16)) -> Option<u16> {
        (first.max(1)..=last.min(1023)).find(|port| !self.allowed.contains(port))
    }
}
