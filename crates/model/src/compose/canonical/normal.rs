//! What Compose adds to a model before it prints it: implied networks, dependencies, names and files.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::{Data, Entry, Map, Node};

use super::super::consistency::waits;
use super::super::grammar::SERVICE;
use super::super::resolve::{Notes, mappings, retext, section_mut, unique};
use super::super::{plain, values};
use super::volume;

/// Adds what is implied and drops what no service uses. `name` is the name of the project.
pub(super) fn normalize(model: &mut Node, name: &str) {
    let span = model.span;
    let mut uses_default = false;
    if let Some(services) = section_mut(model, "services") {
        for service in &mut services.entries {
            uses_default |= join_default(&mut service.value);
            self::service(&mut service.value);
        }
    }
    if let Data::Map(map) = &mut model.data {
        if uses_default && map.get("networks").is_none() {
            map.push(plain::text("networks", span), Node::new(Map::default(), span));
        }
        if map.get("services").is_none() {
            map.push(plain::text("services", span), Node::new(Map::default(), span));
        }
    }
    if uses_default
        && let Some(networks) = section_mut(model, "networks")
        && networks.get("default").is_none()
    {
        networks.push(plain::text("default", span), Node::null(span));
    }
    drop_unused(model);
    for kind in ["networks", "volumes", "configs", "secrets"] {
        let Some(section) = section_mut(model, kind) else { continue };
        section.entries.iter_mut().for_each(|resource| give_name(resource, name));
    }
}

/// A service without networks is on the default one. Returns whether this one is.
fn join_default(service: &mut Node) -> bool {
    if service.get("provider").is_some() || service.get("network_mode").is_some() {
        return false;
    }
    let span = service.span;
    let networks = service.get("networks").map(|networks| {
        let names = networks.entries();
        (names.is_empty(), names.iter().any(|entry| entry.key.as_str() == Some("default")))
    });
    if let Some((false, has_default)) = networks {
        return has_default;
    }
    let Data::Map(map) = &mut service.data else { return false };
    map.remove("networks");
    let default = plain::map(vec![("default", Node::null(span))], span);
    map.push(plain::text("networks", span), default);
    true
}

fn service(service: &mut Node) {
    depend(service);
    let Data::Map(map) = &mut service.data else { return };
    if let Some(policy) = map.entry_mut("pull_policy")
        && policy.value.as_str() == Some("if_not_present")
    {
        retext(&mut policy.value, "missing");
    }
    if let Some(build) = map.entry_mut("build") {
        let has = |key| build.value.get(key).is_some_and(|it| !it.is_null());
        if !has("dockerfile") && !has("dockerfile_inline") {
            plain::add_missing(&mut build.value, "dockerfile", |span| {
                plain::text("Dockerfile", span)
            });
        }
    }
    let items = |map: &mut Map, key: &str, change: &dyn Fn(&mut Node)| {
        if let Some(Entry { value: Node { data: Data::Seq(items), .. }, .. }) = map.entry_mut(key) {
            items.iter_mut().for_each(change);
        }
    };
    items(map, "volumes", &|mount| {
        let Data::Map(mount) = &mut mount.data else { return };
        let Some(target) = mount.entry_mut("target") else { return };
        let clean = SmolStr::from(volume::clean(&plain::print(&target.value)));
        retext(&mut target.value, clean);
    });
    if let (Some(scale), Some(deploy)) = (map.get("scale").cloned(), map.entry_mut("deploy")) {
        plain::add_missing(&mut deploy.value, "replicas", |_| scale);
    }
    hooks(service);
}

/// A hook before the start is a container like the service, but for what it says itself.
fn hooks(service: &mut Node) {
    let span = service.span;
    let has_hooks = service.get("pre_start").is_some_and(|hooks| !hooks.items().is_empty());
    if !has_hooks {
        return;
    }
    let key = SERVICE.child("pre_start").item();
    let taken = |entry: &&Entry| {
        let name = entry.key.as_str().unwrap_or_default();
        name != "volumes" && key.shape.map.is_some_and(|map| map.key(name).is_some())
    };
    let shared: Map = service.entries().iter().filter(taken).cloned().collect();
    let mut notes = Notes::default();
    let Data::Map(map) = &mut service.data else { return };
    let Some(hooks) = map.entry_mut("pre_start") else { return };
    let Data::Seq(hooks) = &mut hooks.value.data else { return };
    for hook in hooks {
        let own = std::mem::replace(hook, Node::null(span));
        let mut whole = mappings(Node::new(shared.clone(), span), own, &SERVICE, &mut notes);
        unique(&mut whole, &SERVICE, &mut notes);
        *hook = whole;
    }
}

/// Links and shared namespaces are dependencies that restart together, shared mounts are such that do not.
fn depend(service: &mut Node) {
    let span = service.span;
    let known: BTreeSet<SmolStr> = service
        .get("depends_on")
        .map_or(&[][..], Node::entries)
        .iter()
        .map(|entry| plain::print(&entry.key))
        .collect();
    let from: Vec<SmolStr> = service
        .get("volumes_from")
        .map_or(&[][..], Node::items)
        .iter()
        .map(|node| plain::print(node).split(':').next().unwrap_or_default().into())
        .collect();
    let mut implied = Vec::new();
    for (name, _) in waits(service).into_iter().filter(|(name, _)| !known.contains(name)) {
        let mut dependency = plain::dependency(span);
        let restarts = !from.contains(&name) || is_linked(service, &name);
        plain::add_missing(&mut dependency, "restart", |span| plain::flag(restarts, span));
        implied.push(Entry { key: plain::text(name, span), value: dependency });
    }
    if implied.is_empty() {
        return;
    }
    let Data::Map(map) = &mut service.data else { return };
    if map.get("depends_on").is_none() {
        map.push(plain::text("depends_on", span), Node::new(Map::default(), span));
    }
    if let Some(Entry { value: Node { data: Data::Map(all), .. }, .. }) =
        map.entry_mut("depends_on")
    {
        all.entries.extend(implied);
    }
}

/// Whether more than shared mounts makes a service depend on another.
fn is_linked(service: &Node, name: &str) -> bool {
    let without = |entry: &&Entry| entry.key.as_str() != Some("volumes_from");
    let rest: Map = service.entries().iter().filter(without).cloned().collect();
    waits(&Node::new(rest, service.span)).iter().any(|(known, _)| known == name)
}

/// Networks, volumes, secrets and configs that no service names are not printed.
fn drop_unused(model: &mut Node) {
    let mut used: [BTreeSet<SmolStr>; 4] = Default::default();
    for service in super::super::resolve::section(model, "services") {
        let items = |path: &[&str]| service.value.path(path).map_or(&[][..], Node::items);
        let networks = service.value.get("networks").map_or(&[][..], Node::entries);
        used[0].extend(networks.iter().map(|entry| plain::print(&entry.key)));
        let source = |node: &Node| node.get("source").map(plain::print);
        let is_volume = |mount: &&Node| mount.get("type").and_then(Node::as_str) == Some("volume");
        used[1].extend(items(&["volumes"]).iter().filter(is_volume).filter_map(source));
        used[2].extend(items(&["secrets"]).iter().filter_map(source));
        used[2].extend(items(&["build", "secrets"]).iter().filter_map(source));
        used[3].extend(items(&["configs"]).iter().filter_map(source));
    }
    for (kind, used) in ["networks", "volumes", "secrets", "configs"].into_iter().zip(used) {
        if let Some(section) = section_mut(model, kind) {
            section.entries.retain(|entry| used.contains(&plain::print(&entry.key)));
        }
    }
}

/// A resource is called after the project and its key, unless it says otherwise or is somebody else's.
fn give_name(resource: &mut Entry, project: &str) {
    let key = plain::print(&resource.key);
    if resource.value.is_null() {
        resource.value = Node::new(Map::default(), resource.key.span);
    }
    let is_external = resource.value.get("external").and_then(values::flag) == Some(true);
    let name = if is_external { key } else { format_smolstr!("{project}_{key}") };
    let has_name = resource.value.get("name").is_some_and(|name| !name.is_null());
    if !has_name && let Data::Map(map) = &mut resource.value.data {
        map.remove("name");
        map.push(plain::text("name", resource.key.span), plain::text(name, resource.key.span));
    }
}
