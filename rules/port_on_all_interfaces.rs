//! Services that publish a port to every network the host is in.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{HostNamespace, Port, Subject};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "port-on-all-interfaces",
    summary: "port is published on all interfaces",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: Options::read::<PortOnAllInterfaces>,
};

const HELP: &str = "bind it to `127.0.0.1` or to the address of the network that needs it";

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct PortOnAllInterfaces {
    /// Host ports that may be published everywhere, such as 443.
    allowed: Vec<u16>,
}

impl Rule for PortOnAllInterfaces {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        if container.shares_host(HostNamespace::Network) {
            return cx.not_applicable();
        }
        let name = container.name();
        for port in container.ports().into_iter().filter(|port| port.published) {
            let everywhere = port
                .interface
                .as_deref()
                .is_none_or(|interface| matches!(interface, "" | "0.0.0.0" | "::" | "[::]"));
            let allowed = port.host.is_some_and(|(first, last)| {
                first <= last && (first..=last).all(|port| self.allowed.contains(&port))
            });
            if let (true, Some(why)) = (everywhere, &port.doubt) {
                let message =
                    format!("container `{name}` may publish a port on all interfaces: {why}");
                cx.review(port.span, message).help(HELP);
            } else if everywhere && !allowed {
                cx.fail(
                    port.span,
                    format!("container `{name}` publishes {} on all interfaces", shown(&port)),
                )
                .evidence(shown(&port))
                .help(HELP);
            }
        }
    }
}

fn shown(port: &Port) -> String {
    match port.host.or(port.container) {
        Some((first, last)) if first == last => format!("port {first}"),
        Some((first, last)) => format!("ports {first}-{last}"),
        None => "a port".into(),
    }
}
