//! The short syntax of ports, `[[address:][published]:]target[/protocol]`.

use std::net::IpAddr;

use diag::Span;
use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Node};

use super::super::plain;

/// The parts of a short port.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::compose) struct Short<'t> {
    pub(in crate::compose) address: &'t str,
    pub(in crate::compose) published: Option<(u16, u16)>,
    pub(in crate::compose) target: (u16, u16),
    pub(in crate::compose) protocol: SmolStr,
}

/// Splits a short port.
pub(in crate::compose) fn split(text: &str) -> Result<Short<'_>, String> {
    let (rest, target) = text.rsplit_once(':').unwrap_or(("", text));
    let (address, published) = rest.rsplit_once(':').unwrap_or(("", rest));
    let (target, protocol) = match target.split_once('/') {
        None | Some((_, "")) => (target.trim_end_matches('/'), "tcp"),
        Some((target, protocol)) => (target, protocol),
    };
    let address = host(address)?;
    if target.is_empty() {
        return Err("no port of the container is named".to_owned());
    }
    let target = range(target).ok_or_else(|| format!("`{target}` is no port of a container"))?;
    if target.0 == 0 {
        return Err("a container has no port 0".to_owned());
    }
    let published = match published {
        "" => None,
        text => Some(range(text).ok_or_else(|| format!("`{text}` is no port of the host"))?),
    };
    let width = |(first, last): (u16, u16)| last - first;
    if let Some(published) = published
        && width(published) != width(target)
        && target.0 != target.1
    {
        return Err("the ranges of ports differ in length".to_owned());
    }
    let protocol = protocol.to_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(format!("`{protocol}` is no protocol"));
    }
    Ok(Short { address, published, target, protocol: protocol.into() })
}

fn host(text: &str) -> Result<&str, String> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    // Go takes a zone for part of an address only where a zone is asked for.
    if bare.is_empty() || bare.parse::<IpAddr>().is_ok() {
        return Ok(bare);
    }
    Err(format!("`{text}` is no address"))
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok())?
    };
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// The long form of a short port. A range of container ports stays one entry with the range as its target.
pub(super) fn lengthen(text: &str, span: Span) -> Result<Node, String> {
    let short = split(text)?;
    let words = |(first, last): (u16, u16)| {
        if first == last { format_smolstr!("{first}") } else { format_smolstr!("{first}-{last}") }
    };
    let string = |text: SmolStr| plain::text(text, span);
    let mut entries = vec![("mode", string("ingress".into()))];
    if !short.address.is_empty() {
        entries.push(("host_ip", string(short.address.into())));
    }
    let target = words(short.target);
    let target =
        if short.target.0 == short.target.1 { Node::plain(target, span) } else { string(target) };
    entries.push(("target", target));
    if let Some(published) = short.published {
        entries.push(("published", string(words(published))));
    }
    entries.push(("protocol", string(short.protocol)));
    Ok(plain::map(entries, span))
}

/// The ports of a range one by one, sorted as text, as Compose lists them.
pub(super) fn spread(port: &Node) -> Vec<Node> {
    let target = port.get("target").map(plain::print).unwrap_or_default();
    let Some((first, last)) = target.split_once('-').and_then(|_| range(&target)) else {
        return vec![port.clone()];
    };
    let published = port.get("published").and_then(|it| range(&plain::print(it)));
    let one = |offset: u16| {
        let mut port = port.clone();
        if let Data::Map(map) = &mut port.data {
            if let Some(target) = map.entry_mut("target") {
                target.value = Node::plain(format_smolstr!("{}", first + offset), port.span);
            }
            if let (Some((start, _)), Some(entry)) = (published, map.entry_mut("published")) {
                entry.value = plain::text(format_smolstr!("{}", start + offset), port.span);
            }
        }
        (format!("{}/", first + offset), port)
    };
    let mut ports: Vec<(String, Node)> = (0..=last - first).map(one).collect();
    ports.sort_by(|a, b| a.0.cmp(&b.0));
    ports.into_iter().map(|(_, port)| port).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ports_split_as_compose_splits_them() {
        let parts = |text| {
            let short = split(text).unwrap();
            (short.address, short.published, short.target, short.protocol.to_string())
        };
        assert_eq!(parts("80"), ("", None, (80, 80), "tcp".into()));
        assert_eq!(parts("8080:80/UDP"), ("", Some((8080, 8080)), (80, 80), "udp".into()));
        assert_eq!(
            parts("[::1]:8000-8001:80"),
            ("::1", Some((8000, 8001)), (80, 80), "tcp".into())
        );
        assert_eq!(parts("127.0.0.1::80"), ("127.0.0.1", None, (80, 80), "tcp".into()));
        for text in
            ["127.0.0.1:80", "x:80", "80-90:80-85", "", "80/http", "70000", "90-80", "0", "80:0"]
        {
            assert!(split(text).is_err(), "{text}");
        }
    }
}
