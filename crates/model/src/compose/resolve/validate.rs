//! What no single value breaks: keys that exclude each other.

use std::net::IpAddr;

use syntax::yaml::{Entry, Node};

use super::super::plain;
use super::{Notes, section};

/// Holds a model with its defaults to what Compose demands of it.
pub(super) fn validate(model: &Node, notes: &mut Notes) {
    let sources = ["file", "environment", "content"];
    for volume in section(model, "volumes") {
        external(volume, notes);
    }
    for config in section(model, "configs") {
        one_source(config, &sources, notes);
    }
    for secret in section(model, "secrets") {
        one_source(secret, &sources[..2], notes);
    }
    for service in section(model, "services") {
        self::service(&service.value, notes);
    }
}

fn external(volume: &Entry, notes: &mut Notes) {
    if volume.value.get("external").and_then(plain::boolean) != Some(true) {
        return;
    }
    for entry in volume.value.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if !matches!(key, "name" | "external") && !key.starts_with("x-") {
            let message = format!("an external volume cannot have `{key}`");
            notes.problem(entry.key.span, message).help("remove it, or remove `external`");
        }
    }
}

/// A config or secret comes from one place.
fn one_source(entry: &Entry, sources: &[&str], notes: &mut Notes) {
    let found: Vec<&Entry> = sources.iter().filter_map(|key| entry.value.entry(key)).collect();
    let words = format!("`{}`", sources.join("`, `"));
    match found[..] {
        [] => {
            let has = |key| entry.value.get(key).is_some();
            if entry.value.as_map().is_some() && !has("driver") && !has("external") {
                let name = entry.key.as_str().unwrap_or_default();
                notes.problem(entry.key.span, format!("`{name}` needs one of {words}"));
            }
        }
        [_] => {}
        [_, second, ..] => {
            notes.problem(second.key.span, format!("only one of {words} can be given"));
        }
    }
}

fn service(service: &Node, notes: &mut Notes) {
    let items = |path: &[&str]| service.path(path).map_or(&[][..], Node::items);
    for port in items(&["ports"]) {
        let Some(address) = port.get("host_ip") else { continue };
        let text = plain::print(address);
        if text.parse::<IpAddr>().is_err() {
            notes.problem_at(address, format!("`{text}` is no address"));
        }
    }
    for mount in items(&["volumes"]) {
        let is_bind = mount.get("type").and_then(Node::as_str) == Some("bind");
        if is_bind && mount.get("source").is_none() {
            notes.problem_at(mount, "a bind mount needs a `source`");
        }
    }
    for watch in items(&["develop", "watch"]) {
        if let Some(path) = watch.get("path").filter(|path| plain::string(path) == Some("")) {
            notes.problem_at(path, "`path` cannot be empty");
        }
    }
    let reserved = items(&["deploy", "resources", "reservations", "devices"]);
    for request in reserved.iter().chain(items(&["gpus"])) {
        if let (Some(count), Some(_)) = (request.entry("count"), request.get("device_ids")) {
            notes.problem(count.key.span, "`count` and `device_ids` exclude each other");
        }
    }
}
