//! Services that publish a port to every network the host is in.

use diag::{Severity, SubjectKind, Verdict};
use engine::{Builtin, Cx, Options, Rule};
use model::{Container, HostNamespace, Port, Subject};
use serde::Deserialize;

use crate::segments;

pub(crate) const RULE: Builtin = Builtin {
    id: "port-on-all-interfaces",
    summary: "port is published on all interfaces",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: Options::read::<PortOnAllInterfaces>,
};

/// Ports at which data stores take requests.
const STORES: [u16; 20] = [
    1433, 1521, 2379, 3306, 5432, 5984, 6379, 7474, 7687, 8086, 8123, 8529, 9000, 9042, 9200, 9300,
    11211, 26257, 27017, 28015,
];
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
        if let Some(service) = container.as_service() {
            let own = if service.has_own_network() { Verdict::Pass } else { Verdict::Fail };
            cx.answers("defence:own-network", own);
        }
        let name = container.name();
        for port in container.ports().iter().filter(|port| port.published) {
            let everywhere = port.is_everywhere();
            let allowed = port.host.is_some_and(|(first, last)| {
                first <= last && (first..=last).all(|port| self.allowed.contains(&port))
            });
            if let (true, Some(why)) = (everywhere, &port.doubt) {
                let message =
                    format!("container `{name}` may publish a port on all interfaces: {why}");
                cx.review(port.span, message).help(HELP);
            } else if everywhere && !allowed {
                let store = store(container, port);
                let what = if store { " of a data store" } else { "" };
                let finding = cx.fail(
                    port.interface_span,
                    format!("container `{name}` publishes {}{what} on all interfaces", shown(port)),
                );
                finding.evidence(shown(port)).help(HELP);
                if store {
                    finding.severity = finding.severity.max(Severity::High);
                }
            }
        }
    }
}

/// Whether a port is that of the data store which the container is.
fn store(container: &dyn Container, port: &Port) -> bool {
    let image = container.image();
    let is_store = image.known().is_some_and(segments::is_store);
    is_store
        && port
            .container
            .is_some_and(|(first, last)| STORES.iter().any(|it| (first..=last).contains(it)))
}

fn shown(port: &Port) -> String {
    let protocol = match port.protocol.as_str() {
        "tcp" => String::new(),
        other => format!("/{other}"),
    };
    match port.host.or(port.container) {
        Some((first, last)) if first == last => format!("port {first}{protocol}"),
        Some((first, last)) => format!("ports {first}-{last}{protocol}"),
        None => "a port".into(),
    }
}
