//! `ports:` in both of its forms.

use syntax::yaml::Node;

use super::Service;
use crate::Port;

/// The published ports of a service.
pub(super) fn of(service: &Service<'_>) -> Vec<Port> {
    service.list(&["ports"]).into_iter().map(|node| read(service, node)).collect()
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
