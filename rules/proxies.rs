//! Proxies in front of a container engine that let only some of its calls through.

use model::ImageRef;
use model::compose::{Field, Service};

/// Images whose environment says which calls they let through: by default those that only read, of few kinds.
// Tecnativa/docker-socket-proxy haproxy.cfg and Dockerfile; linuxserver/docker-socket-proxy root/templates.
const PROXIES: [&str; 5] = [
    "docker.io/linuxserver/socket-proxy",
    "docker.io/tecnativa/docker-socket-proxy",
    "ghcr.io/linuxserver/socket-proxy",
    "ghcr.io/tecnativa/docker-socket-proxy",
    "lscr.io/linuxserver/socket-proxy",
];

/// Kinds of calls through which the host is taken over once they may write.
const POWERFUL: [&str; 9] =
    ["BUILD", "CONFIGS", "CONTAINERS", "EXEC", "IMAGES", "PLUGINS", "SERVICES", "SWARM", "TASKS"];

/// Whether a service is a proxy that lets nothing through but what reads.
pub(crate) fn only_reads(service: &Field<'_>) -> bool {
    let image = service.get("image").and_then(|image| image.str()).map(ImageRef::parse);
    let is_proxy = image.is_some_and(|image| PROXIES.contains(&image.full_name().as_str()));
    if !is_proxy || service.get("env_file").is_some() {
        return false;
    }
    let Some(environment) = service.get("environment") else { return true };
    let pairs = environment.pairs();
    // What is not known may be set.
    let all = environment.entries().len().max(environment.items().len());
    let is_set = |name: &str| {
        pairs.iter().any(|(key, value, _)| *key == name && !matches!(*value, "" | "0" | "false"))
    };
    pairs.len() == all && !(is_set("POST") && POWERFUL.iter().any(|kind| is_set(kind)))
}

/// Whether another service of the project, by its name in an address such as `tcp://proxy:2375`, is such a proxy.
pub(crate) fn leads_to_reader(service: &Service<'_>, address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split([':', '/']).next().unwrap_or_default();
    let other = service.project.field().at(&["services", host]);
    other.is_some_and(|other| only_reads(&other))
}
