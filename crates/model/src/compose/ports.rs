//! `ports:` in both of its forms.

use syntax::yaml::Node;

use super::Service;
use crate::Port;

/// The published ports of a service.
pub(super) fn of(service: &Service<'_>) -> Vec<Port> {
    service.list(&["ports"]).into_iter().filter_map(|node| read(service, node)).collect()
}

fn read(service: &Service<'_>, node: &Node) -> Option<Port> {
    if service.project.doubt(node).is_some() {
        return None;
    }
    let span = node.target().span;
    let Some(text) = node.as_str() else {
        let text =
            |key: &str| node.get(key).filter(|value| !value.is_null()).and_then(Node::as_str);
        return Some(Port {
            container: text("target").and_then(range),
            host: text("published").and_then(range),
            published: true,
            interface: text("host_ip").map(str::to_owned),
            protocol: text("protocol").unwrap_or("tcp").to_owned(),
            span,
        });
    };
    let (address, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (rest, container) = address.rsplit_once(':').unwrap_or(("", address));
    let (interface, host) = match rest.rsplit_once(':') {
        Some((interface, host)) => (Some(interface.trim_matches(['[', ']']).to_owned()), host),
        None => (None, rest),
    };
    Some(Port {
        container: range(container),
        host: range(host),
        published: true,
        interface,
        protocol: protocol.to_owned(),
        span,
    })
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}
