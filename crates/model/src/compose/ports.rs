//! `ports:` in both of its forms.

use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::Service;
use crate::Port;

/// The published ports of a service.
pub(super) fn of(service: &Service<'_>) -> Vec<Port> {
    let reaches_host = reaches_host(service);
    let ports = service.list(&["ports"]).into_iter().map(|node| read(service, node));
    ports
        .map(|port| if reaches_host { port } else { Port { published: false, host: None, ..port } })
        .collect()
}

/// Whether ports that a service publishes are open on the host: not without a network, nor where all are internal.
// moby libnetwork bridge ProgramExternalConnectivity: internal networks map no ports.
fn reaches_host(service: &Service<'_>) -> bool {
    if let Some(mode) = service.get(&["network_mode"]) {
        return mode.as_str() != Some("none") || service.project.doubt(mode).is_some();
    }
    let Some(networks) = service.get(&["networks"]) else { return true };
    let keys = networks.entries().iter().map(|entry| &entry.key);
    let mut names = keys.chain(networks.items()).filter_map(Node::as_str).peekable();
    let is_internal = |name: &str| {
        let internal = service.project.root.path(&["networks", name, "internal"]);
        internal.is_some_and(|it| {
            it.as_str().and_then(compose_bool) == Some(true) && service.project.doubt(it).is_none()
        })
    };
    names.peek().is_none() || !names.all(is_internal)
}

fn read(service: &Service<'_>, node: &Node) -> Port {
    let span = node.target().span;
    let doubt = doubt(service, node);
    let Some(text) = node.as_str() else {
        let text =
            |key: &str| node.get(key).filter(|value| !value.is_null()).and_then(Node::as_str);
        let brought = |key: &str| {
            let place = node.get(key).map(|it| it.target().span);
            place.filter(|it| service.project.is_brought(*it)).unwrap_or(span)
        };
        return Port {
            container: text("target").and_then(range),
            host: text("published").and_then(range),
            published: true,
            interface: text("host_ip").map(str::to_owned),
            protocol: text("protocol").unwrap_or("tcp").to_owned(),
            doubt,
            span,
            interface_span: brought("host_ip"),
            host_span: brought("published"),
        };
    };
    let (address, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (rest, container) = address.rsplit_once(':').unwrap_or(("", address));
    let (interface, host) = match rest.rsplit_once(':') {
        Some((interface, host)) => (Some(interface.trim_matches(['[', ']']).to_owned()), host),
        None => (None, rest),
    };
    Port {
        container: range(container),
        host: range(host),
        published: true,
        interface,
        protocol: protocol.to_owned(),
        doubt,
        span,
        interface_span: span,
        host_span: span,
    }
}

/// Why a port is not known: a variable in it has no value.
fn doubt(service: &Service<'_>, node: &Node) -> Option<String> {
    let sides = ["published", "host_ip"].into_iter().filter_map(|key| node.get(key));
    let found = std::iter::once(node).chain(sides).find_map(|node| service.project.doubt(node));
    found.map(str::to_owned)
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}
