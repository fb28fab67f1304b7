//! `security_opt:` and shared namespaces, in all their spellings.

use diag::Step;
use syntax::yaml::Node;
use syntax::yaml::scalar::compose_bool;

use super::{Project, Service};
use crate::{HostNamespace, Origin, Profile, Setting, SharedNamespace, Value};

/// How many `service:` links are followed before a cycle is assumed.
const MAX_LINKS: usize = 32;

/// The namespaces that Compose can share, and the keys that say so.
const NAMESPACES: [(HostNamespace, &str); 6] = [
    (HostNamespace::Network, "network_mode"),
    (HostNamespace::Pid, "pid"),
    (HostNamespace::Ipc, "ipc"),
    (HostNamespace::Uts, "uts"),
    (HostNamespace::User, "userns_mode"),
    (HostNamespace::Cgroup, "cgroup"),
];

/// An entry of `security_opt`: key, value, node. The engine takes `=` and, for some keys, `:`.
fn options<'a>(service: &Service<'a>) -> Vec<(&'a str, &'a str, &'a Node)> {
    let read = |node: &'a Node| {
        let text = node.as_str()?;
        let (key, value) = match text.find(['=', ':']) {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, ""),
        };
        Some((key, value, node))
    };
    service.list(&["security_opt"]).into_iter().filter_map(read).collect()
}

/// An option of which not even the key is known, if there is one: it may be any.
fn open_option<'a>(service: &Service<'a>) -> Option<(&'a Node, &'a str)> {
    let nodes = service.list(&["security_opt"]).into_iter();
    let mut doubted = nodes.filter_map(|node| Some((node, service.project.doubt(node)?)));
    doubted.find(|(node, _)| !node.as_str().unwrap_or_default().contains(['=', ':']))
}

/// A setting that such an option may decide.
fn undecided<T>(service: &Service<'_>) -> Option<Setting<T>> {
    let (node, why) = open_option(service)?;
    let setting = Setting::unknown(why, node.target().span);
    Some(setting.via(service.steps(&["security_opt"])))
}

/// Whether `no-new-privileges` is unset or false. The last entry decides; a bare one means true.
pub(super) fn privilege_escalation(service: &Service<'_>) -> Setting<bool> {
    let found = options(service).into_iter().rfind(|(key, ..)| *key == "no-new-privileges");
    let Some((_, value, node)) = found else {
        return undecided(service).unwrap_or_else(|| service.absent_at(&["security_opt"], true));
    };
    let value = match (service.project.doubt(node), go_bool(value)) {
        (Some(why), _) => Value::Unknown(why.to_owned()),
        (None, Some(value)) => Value::Known(!value),
        (None, None) => Value::Unknown("the engine does not understand the value".into()),
    };
    Setting::new(value, Origin::Written, node.target().span).via(service.steps(&["security_opt"]))
}

/// What Go's `strconv.ParseBool` takes for a boolean; empty is true here.
fn go_bool(text: &str) -> Option<bool> {
    match text {
        "" | "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// The profile that the last `seccomp` or `apparmor` entry names.
pub(super) fn profile(service: &Service<'_>, kind: &str) -> Setting<Profile> {
    let found = options(service).into_iter().rfind(|(key, ..)| *key == kind);
    let Some((_, value, node)) = found else {
        if let Some(undecided) = undecided(service) {
            return undecided;
        }
        let privileged = service.get(&["privileged"]).and_then(Node::as_str).and_then(compose_bool);
        let default =
            if privileged == Some(true) { Profile::Unconfined } else { Profile::RuntimeDefault };
        return service.absent(default);
    };
    let profile = match value {
        "unconfined" => Profile::Unconfined,
        "builtin" | "docker-default" | "" => Profile::RuntimeDefault,
        other => Profile::Custom(other.to_owned()),
    };
    let value = service
        .project
        .doubt(node)
        .map_or(Value::Known(profile), |why| Value::Unknown(why.to_owned()));
    Setting::new(value, Origin::Written, node.target().span).via(service.steps(&["security_opt"]))
}

/// The namespaces that Compose can share with the host.
pub(super) fn namespaces(service: &Service<'_>) -> Vec<SharedNamespace> {
    let shared = NAMESPACES
        .into_iter()
        .map(|(namespace, key)| SharedNamespace { namespace, host: host(service, key) });
    shared.collect()
}

/// Whether a namespace is the host's, as far as files tell.
pub(super) fn shares_host(service: &Service<'_>, namespace: HostNamespace) -> bool {
    let found = NAMESPACES.into_iter().find(|(known, _)| *known == namespace);
    found.is_some_and(|(_, key)| host(service, key).is(&true))
}

/// Whether a mode is `host`, also through `service:` links.
fn host(service: &Service<'_>, key: &str) -> Setting<bool> {
    let Some(first) = service.get(&[key]) else {
        let network = own_network(service.project, service.node, key);
        return network.map_or_else(
            || service.absent(false),
            |node| Setting::written(true, node.target().span).via(service.steps(&["networks"])),
        );
    };
    let place = first.target().span;
    let (mut node, mut trail) = (first, service.steps(&[key]));
    for _ in 0..MAX_LINKS {
        if let Some(why) = service.project.doubt(node) {
            return Setting::unknown(why, place);
        }
        let text = node.as_str().unwrap_or_default();
        if text.starts_with("container:") {
            return Setting::unknown("it joins a container that is not in the files", place);
        }
        let Some(name) = text.strip_prefix("service:") else {
            return Setting::written(text == "host", place).via(trail);
        };
        let Some(other) = service.project.root.path(&["services", name]) else { break };
        let next = other.get(key).filter(|next| !next.is_null());
        let Some(next) = next.or_else(|| own_network(service.project, other, key)) else { break };
        trail.push(Step::at(next.target().span, format!("service `{name}` says so")));
        if other.get(key).is_none_or(Node::is_null) {
            return Setting::written(true, place).via(trail);
        }
        node = next;
    }
    Setting::written(false, place)
}

/// The network of a service that is the host's own: external, and named `host`.
fn own_network<'a>(project: &Project, service: &'a Node, key: &str) -> Option<&'a Node> {
    let networks = service.get("networks").filter(|_| key == "network_mode")?;
    let keys = networks.entries().iter().map(|entry| &entry.key);
    keys.chain(networks.items()).find(|key| {
        let name = key.as_str().unwrap_or_default();
        let Some(network) = project.root.path(&["networks", name]) else { return false };
        let Some(external) = network.get("external") else { return false };
        let named = network.get("name").or_else(|| external.get("name"));
        external.as_str().and_then(compose_bool) != Some(false)
            && named.and_then(Node::as_str).unwrap_or(name) == "host"
    })
}
